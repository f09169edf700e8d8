#!/usr/bin/env python3
"""Is the genre net better than a linear model? Stratified 10-fold cross-validation, three seeds, paired.

usage: scripts/genre_folds.py NNCTL [CONFIG]      (Python's standard library only)

Each fold is held out once as a test source of its own; early stopping uses a tenth of the other rows. The linear model
is the same config with one softmax layer and a larger rate, so that it converges. The interval is Nadeau and Bengio's
(2003), which corrects the paired t interval for the overlap of training sets.
"""
import csv
import json
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

FOLDS = 10
SEEDS = (0, 1, 2)
T_29 = 2.045  # 97.5 % point of Student's t with 29 degrees of freedom
ROOT = pathlib.Path(__file__).resolve().parent.parent
LINEAR = ["model.layers=[{type: dense, units: auto, activation: softmax}]", "training.epochs=200",
          "training.optimizer.learning_rate=0.01"]


def folds_of(rows, target, seed):
    """Row numbers of each fold, classes spread evenly."""
    by_class = {}
    for number, row in enumerate(rows):
        by_class.setdefault(row[target], []).append(number)
    folds = [[] for _ in range(FOLDS)]
    shuffler = random.Random(seed)
    at = 0
    for label in sorted(by_class):
        numbers = by_class[label]
        shuffler.shuffle(numbers)
        for number in numbers:
            folds[at % FOLDS].append(number)
            at += 1
    return folds


def write_rows(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def accuracy(nnctl, config, folder, seed, extra):
    """Test accuracy of one training; `extra` are more --set values."""
    run = folder / "run"
    settings = [f"data.train={folder}/train.csv", f"data.test={folder}/test.csv",
                "data.split={validation: 0.1}", "training.baseline=none", *extra]
    flags = [flag for setting in settings for flag in ("--set", setting)]
    subprocess.run([nnctl, "train", config, *flags, "--seed", str(seed), "-o", run, "-q", "--threads", "1"], check=True)
    told = subprocess.run([nnctl, "eval", run, "--json", "-q"], check=True, capture_output=True, text=True).stdout
    for file in run.iterdir():
        file.unlink()
    run.rmdir()
    return json.loads(told)["metrics"]["accuracy"]


def main():
    nnctl = sys.argv[1]
    config = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "configs/genre.yaml")
    with open(ROOT / "data/genre/songs.csv", newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        names = reader.fieldnames
        rows = list(reader)
    scores = {"majority class": [], "linear model": [], "net": []}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in SEEDS:
            for held_out in folds_of(rows, "genre", seed):
                chosen = set(held_out)
                train = [row for number, row in enumerate(rows) if number not in chosen]
                test = [rows[number] for number in held_out]
                write_rows(folder / "train.csv", names, train)
                write_rows(folder / "test.csv", names, test)
                labels = [row["genre"] for row in train]
                commonest = max(sorted(set(labels)), key=labels.count)
                scores["majority class"].append(sum(row["genre"] == commonest for row in test) / len(test))
                scores["linear model"].append(accuracy(nnctl, config, folder, seed, LINEAR))
                scores["net"].append(accuracy(nnctl, config, folder, seed, []))
    for name, values in scores.items():
        print(f"{name:<15} {statistics.mean(values):.4f} +- {statistics.stdev(values):.4f}")
    for rival in ("majority class", "linear model"):
        differences = [a - b for a, b in zip(scores["net"], scores[rival])]
        mean = statistics.mean(differences)
        spread = math.sqrt(statistics.variance(differences) * (1 / len(differences) + 1 / (FOLDS - 1)))
        wins = sum(d > 0 for d in differences)
        print(f"net - {rival}: {mean:+.4f}, 95 % interval {mean - T_29 * spread:+.4f} to {mean + T_29 * spread:+.4f}, "
              f"better on {wins} of {len(differences)} folds")


if __name__ == "__main__":
    main()
