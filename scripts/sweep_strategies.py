#!/usr/bin/env python3
"""Do TPE and Hyperband find better networks than random search for the same work? On real sets, over ten seeds.

usage: scripts/sweep_strategies.py NNCTL [--sets NAME...] [--seeds N] [--first SEED] [--cycles N] [--strategies NAME...]
                                   [--json FILE]      (Python's standard library only)

Seven keys are searched: optimizer, rate, widths of two hidden layers, activation, dropout, batch size. A whole training
has 81 epochs; its score is the best epoch's val_loss. Hyperband (eta 3) runs --cycles times all of its brackets, and the
others as many whole trainings as have the same number of epochs; epochs that Hyperband trains anew when it takes a
trial up again count. Each seed deals the rows anew and seeds the search and all trainings; random search and TPE begin
with the same ten trials. Told are the winner's val_loss and its loss on the test rows, which no search has seen: means
over the seeds, and paired differences to random search with their standard error (t: 2.26 is 95 % with ten seeds).
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EPOCHS = 81
CYCLE_TRIALS, CYCLE_EPOCHS = 81 + 34 + 15 + 8 + 5, 405 + 363 + 351 + 378 + 405  # all brackets of 81 epochs, eta 3
SETS = {
    "genre": "train: ROOT/data/genre/songs.csv\n  target: genre\n"
             "  features: [long_notes, length_changes, triplet_notes]\n  split: {strategy: stratified, ",
    "digits": "train: ROOT/data/digits/digits10x10.csv\n  target: {column: digit, type: category}\n"
              "  defaults: {number: {scale: none}}\n  split: {strategy: stratified, ",
    "concrete": "train: ROOT/data/concrete/concrete.csv\n  target: {column: compressive_strength, scale: standard}\n"
                "  columns: {age: {scale: log}}\n  split: {strategy: random, ",
    "wdbc": "train: ROOT/data/wdbc/wdbc10.csv\n  target: {column: diagnosis, positive: malignant}\n"
            "  split: {strategy: stratified, ",
}
OUTPUTS = {"genre": "softmax", "digits": "softmax", "concrete": "linear", "wdbc": "sigmoid"}
CONFIG = """version: 1
name: searched
data:
  {data}validation: 0.2, test: 0.3, seed: {seed}}}
model:
  layers:
    - {{type: dense, units: 32, activation: relu, name: hidden1}}
    - {{type: dropout, rate: 0.1, name: dropout1}}
    - {{type: dense, units: 32, activation: relu, name: hidden2}}
    - {{type: dense, units: auto, activation: {output}}}
training:
  optimizer: {{type: adam, learning_rate: 1e-3}}
  epochs: {epochs}
  batch_size: 32
  baseline: none
sweep:
  metric: val_loss
  keep: none
  strategy: {strategy}
  trials: {trials}
  parameters:
    training.optimizer.type: [sgd, adam, rmsprop]
    training.optimizer.learning_rate: {{log_uniform: [1e-5, 1]}}
    model.layers.hidden1.units: {{log_int: [4, 256]}}
    model.layers.hidden2.units: {{log_int: [4, 256]}}
    model.layers.hidden1.activation: [relu, tanh, sigmoid, elu]
    model.layers.dropout1.rate: {{uniform: [0, 0.6]}}
    training.batch_size: {{log_int: [8, 256]}}
"""


def search(program, name, strategy, seed, cycles):
    """One search: the winner's val_loss and test loss, the best val_loss after each trial, epochs, seconds."""
    trials = CYCLE_TRIALS * cycles if strategy == "hyperband" else CYCLE_EPOCHS * cycles // EPOCHS
    with tempfile.TemporaryDirectory() as place:
        path = pathlib.Path(place, "config.yaml")
        path.write_text(CONFIG.format(data=SETS[name].replace("ROOT", str(ROOT)), output=OUTPUTS[name], epochs=EPOCHS,
                                      strategy=strategy, trials=trials, seed=seed))
        begin = time.perf_counter()
        told = subprocess.run([program, "sweep", path, "--seed", str(seed), "-o", f"{place}/sweep", "--json", "-q"],
                              capture_output=True, text=True)
        seconds = time.perf_counter() - begin
        if told.returncode not in (0, 6): sys.exit(told.stdout + told.stderr)  # 6: some trials diverged
        journal = [json.loads(line) for line in pathlib.Path(place, "sweep/trials.jsonl").read_text().splitlines()]
        page = json.loads(told.stdout)
    best, so_far = [], math.inf
    for trial in page["trials"]:
        if trial["status"] in ("completed", "stopped_early"):
            so_far = min(so_far, trial["metrics"].get("val_loss") or math.inf)
        best.append(so_far)
    epochs = sum(repeat["epochs"] for record in journal for repeat in record["repeats"])
    winner = page["best"]
    return {"validation": winner["metrics"]["val_loss"], "test": winner["test"]["loss"],
            "parameters": winner["parameters"], "best_so_far": best, "epochs": epochs, "seconds": seconds}


def paired(values, others):
    differences = [a - b for a, b in zip(values, others)]
    error = statistics.stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else math.nan
    mean = statistics.mean(differences)
    return mean, error, mean / error if error > 0 else 0.0, sum(d < 0 for d in differences), sum(d > 0 for d in differences)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnctl")
    parser.add_argument("--sets", nargs="+", default=["genre", "digits", "concrete"], choices=SETS)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--cycles", type=int, default=2)
    parser.add_argument("--strategies", nargs="+", default=["random", "tpe", "hyperband"])
    parser.add_argument("--json", help="where the figures go, too")
    options = parser.parse_args()
    found = {}
    print("| set | strategy | epochs | val_loss | to random | t | better/worse | test loss | to random | t | better/worse |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in options.sets:
        found[name] = {}
        for strategy in options.strategies:
            runs = [search(options.nnctl, name, strategy, seed, options.cycles)
                    for seed in range(options.first, options.first + options.seeds)]
            found[name][strategy] = runs
            cells = [name, strategy, f"{statistics.mean(run['epochs'] for run in runs):.0f}"]
            for part in ("validation", "test"):
                values = [run[part] for run in runs]
                cells.append(f"{statistics.mean(values):.4f}")
                if strategy == "random":
                    cells += ["", "", ""]
                    continue
                mean, error, t, better, worse = paired(values, [run[part] for run in found[name]["random"]])
                cells += [f"{mean:+.4f} ± {error:.4f}", f"{t:+.1f}", f"{better}/{worse}"]
            print("| " + " | ".join(cells) + " |", flush=True)
            if options.json: pathlib.Path(options.json).write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
