#!/usr/bin/env python3
"""Trains on a file that is many times data.memory, and on the same file in memory, and prints what each took.

usage: scripts/measure_large.py NNCTL FOLDER table|images [--window 256MB] [--whole 8GB] [--rounds 1]

FOLDER holds what scripts/make_synthetic.py writes there: rows.csv, or digits-images.idx3-ubyte and
digits-labels.idx1-ubyte. The cache of a table is written there too, and removed first: the first run reads the file as
text, the next ones read the cache. Peak memory is the kernel's figure of the process (ru_maxrss, the VmHWM of
/proc/PID/status), rates are nnctl's own of the training (samples a second, validation left out). Python's standard
library only.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

CONFIGS = {
    "table": """version: 1
data: {train: rows.csv, target: y, cache: cache, memory: WINDOW}
model:
  layers:
    - {type: dense, units: 64, activation: relu}
    - {type: dense, units: 32, activation: relu}
    - {type: dense, units: 1, activation: sigmoid}
training: {loss: binary_crossentropy, optimizer: adam, epochs: 1, batch_size: 256, baseline: none}
""",
    "images": """version: 1
data: {train: {x: digits-images.idx3-ubyte, y: digits-labels.idx1-ubyte}, memory: WINDOW}
model:
  layers:
    - {type: flatten}
    - {type: dense, units: 32, activation: relu}
    - {type: dense, units: 10, activation: softmax}
training: {loss: sparse_categorical_crossentropy, optimizer: adam, epochs: 1, batch_size: 256, baseline: none}
"""}


def train(nnctl, folder, kind, memory):
    """One run: its JSON document, its seconds and its peak memory in bytes."""
    (folder / "large.yaml").write_text(CONFIGS[kind].replace("WINDOW", memory))
    shutil.rmtree(folder / "run", ignore_errors=True)
    begin = time.monotonic()
    with open(folder / "run.json", "w") as out:
        process = subprocess.Popen([nnctl, "train", "large.yaml", "--json", "-o", "run"], cwd=folder, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    if status != 0:
        sys.exit(f"nnctl failed: {status}")
    return json.loads((folder / "run.json").read_text()), seconds, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnctl", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("kind", choices=list(CONFIGS))
    parser.add_argument("--window", default="256MB")
    parser.add_argument("--whole", default="8GB", help="data.memory of the runs in memory")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    nnctl, folder = options.nnctl.resolve(), options.folder.resolve()
    source = folder / ("rows.csv" if options.kind == "table" else "digits-images.idx3-ubyte")
    megabyte = 1e6
    print(f"{source.name}: {source.stat().st_size / megabyte:,.0f} MB")
    shutil.rmtree(folder / "cache", ignore_errors=True)
    rates = {options.window: [], options.whole: []}
    runs = [options.window] + [memory for _ in range(options.rounds) for memory in (options.whole, options.window)]
    for number, memory in enumerate(runs):
        run, seconds, peak = train(nnctl, folder, options.kind, memory)
        rates[memory].append(run["samples_per_second"])
        state = ", nothing read before" if number == 0 else ""
        print(f"data.memory {memory}{state}: peak {peak / megabyte:,.0f} MB, {run['samples_per_second']:,.0f} rows/s, "
              f"val_loss {run['metrics']['val_loss']:.5f}, {seconds:.0f} s in all", flush=True)
    best = {memory: max(found) for memory, found in rates.items()}
    print(f"rate in windows / in memory: {best[options.window] / best[options.whole]:.3f}")


if __name__ == "__main__":
    main()
