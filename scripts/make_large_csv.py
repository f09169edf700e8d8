#!/usr/bin/env python3
"""Writes a synthetic CSV file of any size, for measuring: made up, no data of anything.

Features x1, x2, ... are independent uniform numbers from -1 to 1 with five decimals. The target y is "up" where
sin(3 x1) + x2 x3 + 0.3 noise is above 0, else "down". With --sorted, all rows of a class come together.
"""
import argparse
import random
import sys
import math


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sorted", action="store_true", help="all rows of class 'down' first")
    options = parser.parse_args()
    rng = random.Random(options.seed)

    # Texts of numbers, drawn from a table: formatting would take the most time.
    values = [round(rng.uniform(-1, 1), 5) for _ in range(4096)]
    texts = [f"{value:.5f}," for value in values]
    names = ",".join(f"x{i + 1}" for i in range(options.features))

    def write(out, wanted):
        rows = random.Random(options.seed + 1)
        lines = []
        for _ in range(options.rows):
            bits = rows.getrandbits(12 * options.features)
            picks = [(bits >> shift) & 4095 for shift in range(0, 12 * options.features, 12)]
            a, b, c = values[picks[0]], values[picks[1]], values[picks[2]]
            up = math.sin(3 * a) + b * c + rows.gauss(0, 0.3) > 0
            if wanted is not None and up != wanted:
                continue
            lines.append("".join([texts[pick] for pick in picks]) + ("up" if up else "down"))
            if len(lines) == 4096:
                out.write("\n".join(lines) + "\n")
                lines.clear()
        if lines:
            out.write("\n".join(lines) + "\n")

    with open(options.output, "w", encoding="ascii") as out:
        out.write(names + ",y\n")
        for wanted in (False, True) if options.sorted else (None,):
            write(out, wanted)


if __name__ == "__main__":
    sys.exit(main())
