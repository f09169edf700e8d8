#!/usr/bin/env python3
"""Trains the shipped examples and prints the rows of docs/examples.md: parameters, test result, seconds.

usage: scripts/measure_examples.py NNCTL [CONFIG...]      (Python's standard library only)

Each config is trained once for each of its seeds, one run at a time, and judged on its test rows, which training never
reads. Where the test rows are a share of one file, the seed moves the split too.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
THREE, FIVE = (0, 1, 2), (0, 1, 2, 3, 4)

# config: seeds, whether they move the split, further arguments; a config may come several times
EXAMPLES = [
    ("mnist_sigmoid10", THREE, False, []),
    ("mnist_sigmoid10", THREE, False, ["training.batch_size=32"]),
    ("mnist_relu10", THREE, False, []),
    ("mnist_relu10", THREE, False, ["training.batch_size=32"]),
    ("mnist_512", THREE, False, []),
    ("mnist_512_20", (0,), False, []),
    ("mnist_mlp", (0,), False, []),
    ("mnist_cnn", THREE, False, []),
    ("fashion_cnn", (0,), False, []),
    ("binary16", FIVE, True, []),
    ("dense_100", FIVE, True, []),
    ("timeseries_lstm", range(10), False, []),
    ("names_embedding", THREE, True, []),
]


def nnctl(program, *arguments):
    result = subprocess.run([program, *arguments, "--json", "-q"], check=True, capture_output=True, text=True)
    return json.loads(result.stdout)


def measure(program, name, seeds, moves_split, overrides):
    metric = None
    values, seconds = [], []
    config = str(ROOT / "configs" / f"{name}.yaml")
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            settings = overrides + ([f"data.split.seed={seed}"] if moves_split else [])
            flags = [part for setting in settings for part in ("--set", setting)]
            run = str(pathlib.Path(folder) / "run")
            trained = nnctl(program, "train", config, "--seed", str(seed), "-o", run, *flags)
            judged = nnctl(program, "eval", run)
        metric = next(key for key in judged["metrics"] if key != "loss")
        values.append(judged["metrics"][metric])
        seconds.append(trained["seconds"])
    parameters = nnctl(program, "summary", config)["total_parameters"]
    shown = ", ".join(f"{value:.4f}" for value in values)
    print(f"{name} {' '.join(overrides)}: {parameters:,} parameters, {trained['epochs']} epochs, test {metric} "
          f"{statistics.mean(values):.4f} ({shown}), {statistics.mean(seconds):.1f} s", flush=True)


def main():
    program, wanted = sys.argv[1], sys.argv[2:]
    for name, seeds, moves_split, overrides in EXAMPLES:
        if not wanted or name in wanted:
            measure(program, name, seeds, moves_split, overrides)


if __name__ == "__main__":
    main()
