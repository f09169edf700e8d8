#!/usr/bin/env python3
"""W1 (3-64-64-8, also 256-128 and 128-256; Adam, batch 32) by the whole program: one JSON line a net.

usage: w1.py NNCTL THREADS        {fw, wl, variant, threads, batch, us, samples_s}; us is one training step
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

BATCH, ROWS, EPOCHS = 32, 3000, 60


def write_rows(path):
    """Three numbers whose whole parts tell one of eight labels."""
    random.seed(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("energy,tempo,valence,label\n")
        for _ in range(ROWS):
            label = random.randrange(8)
            numbers = [f"{label >> bit & 1}.{random.randrange(10**6):06d}" for bit in range(3)]
            file.write(",".join(numbers) + f",{label}\n")


def config(widths):
    layers = [f"{{type: dense, units: {width}, activation: relu}}" for width in widths]
    layers.append("{type: dense, units: auto, activation: softmax}")
    return (f"data: {{train: data.csv, target: label, split: {{validation: 0, test: 0}}}}\n"
            f"model: {{layers: [{', '.join(layers)}]}}\n"
            f"training: {{epochs: {EPOCHS}, batch_size: {BATCH}, baseline: none, metrics: []}}\n")


def main():
    nnctl, threads = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_rows(folder / "data.csv")
        for widths in ((64, 64), (256, 128), (128, 256)):
            workload = "-".join(map(str, widths))
            (folder / "w1.yaml").write_text(config(widths), encoding="utf-8")
            told = subprocess.run([nnctl, "train", folder / "w1.yaml", "-o", folder / workload, "--threads", threads,
                                   "--json", "-q"], check=True, capture_output=True, text=True).stdout
            rate = json.loads(told)["samples_per_second"]
            print(json.dumps({"fw": "nnctl", "wl": f"W1 {workload}", "variant": "train", "threads": int(threads),
                              "batch": BATCH, "us": round(BATCH / rate * 1e6, 2), "samples_s": round(rate)}), flush=True)


if __name__ == "__main__":
    main()
