#!/usr/bin/env python3
"""Writes synthetic data of any size, for measuring: made up by this script, no data of anything.

    make_synthetic.py table rows.csv --rows 1000000
    make_synthetic.py images digits --rows 60000      (digits-images.idx3-ubyte, digits-labels.idx1-ubyte)

table: features x1, x2, ... are independent uniform numbers from -1 to 1 with five decimals (of 4,096 values). The
target y is "up" where sin(3 x1) + x2 x3 + 0.3 noise is above 0, else "down". With --sorted, all rows of class "down"
come first: the worst order for a shuffle that does not reach over the whole file.

images: 28 x 28 grey values of ten classes: a pattern of the class, random once for all, with noise.
"""
import argparse
import math
import random
import sys


def write_table(options):
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


def write_images(options):
    side, classes = 28, 10
    size = side * side
    rng = random.Random(options.seed)
    # Bytes of a pattern are at most 0xC0 and those of the noise 0x3F, so that they add up as one long number.
    patterns = [int.from_bytes(bytes(rng.randrange(0xC1) for _ in range(size)), "big") for _ in range(classes)]
    mask = int.from_bytes(b"\x3f" * size, "big")

    def header(code, *shape):
        return bytes([0, 0, code, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)

    with open(f"{options.output}-images.idx3-ubyte", "wb") as images, open(
            f"{options.output}-labels.idx1-ubyte", "wb") as labels:
        images.write(header(8, options.rows, side, side))
        labels.write(header(8, options.rows))
        for _ in range(options.rows):
            label = rng.randrange(classes)
            images.write((patterns[label] + (rng.getrandbits(8 * size) & mask)).to_bytes(size, "big"))
            labels.write(bytes([label]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["table", "images"])
    parser.add_argument("output")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=20, help="of a table")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sorted", action="store_true", help="of a table: all rows of class 'down' first")
    options = parser.parse_args()
    (write_table if options.kind == "table" else write_images)(options)


if __name__ == "__main__":
    sys.exit(main())
