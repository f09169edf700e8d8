#!/usr/bin/env python3
"""Trains on tables as people have them and prints how well test rows are told: mean and spread over splits.

usage: NNCTL_DATA=FOLDER scripts/measure_tables.py NNCTL [SET...]      (Python's standard library only)

FOLDER holds the sets as listed below; sets that lie in data/ of the repository need none. Each set is split anew for
each of five seeds (a fifth of the rows is for testing, stratified where the target is a category), or has test rows of
its own, for which the seeds move initial weights and shuffling. Test rows are never read while training. Exit 1 when a
set falls below what is wanted of it.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = range(5)

CLASSIFIER = """
model:
  layers:
    - {{type: dense, units: {units}, activation: relu}}
    - {{type: dense, units: auto, activation: softmax}}
training:
  optimizer: {{type: adam, learning_rate: {rate}}}
  epochs: {epochs}
  batch_size: {batch}
"""

REGRESSION = """
model:
  layers:
    - {{type: dense, units: {units}, activation: relu}}
    - {{type: dense, units: {units}, activation: relu}}
    - {{type: dense, units: auto}}
training:
  optimizer: {{type: adam, learning_rate: {{type: cosine_decay, initial_learning_rate: {rate}, decay_steps: auto}}}}
  metrics: [mean_absolute_error, root_mean_squared_error, r2_score]
  epochs: {epochs}
  batch_size: {batch}
"""

# set: metric, wanted, config. A config that starts with "version" is written to a temporary folder; FOLDER is NNCTL_DATA.
SETS = {
    "penguins": ("accuracy", 0.97, "configs/penguins.yaml"),
    "penguins_raw": ("accuracy", 0.97, """version: 1
data:
  train: FOLDER/penguins/penguins_raw.csv
  target: Species
  exclude: [studyName, Sample Number, Individual ID, Region, Stage, Comments]
  columns: {Clutch Completion: boolean, Date Egg: datetime}
  defaults: {number: {missing: median, indicator: true}}
  split: {strategy: stratified, validation: 0, test: 0.2}
""" + CLASSIFIER.format(units=16, rate=1e-2, epochs=60, batch=16)),
    "adult": ("accuracy", 0.85, """version: 1
data:
  train: FOLDER/adult/adult_train.csv
  test: FOLDER/adult/adult_test.csv
  target: income
  exclude: [fnlwgt, education]
  columns: {capital_*: {scale: log}}
  split: {validation: 0.1}
model:
  layers:
    - {type: dense, units: 64, activation: relu}
    - {type: dropout, rate: 0.2}
    - {type: dense, units: 32, activation: relu}
    - {type: dense, units: auto, activation: sigmoid}
training:
  optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 2e-3, decay_steps: auto}}
  epochs: 15
  batch_size: 128
"""),
    "wdbc": ("accuracy", 0.97, """version: 1
data:
  train: FOLDER/binary/wdbc.csv
  target: diagnosis
  split: {strategy: stratified, validation: 0, test: 0.2}
model:
  layers:
    - {type: dense, units: 16, activation: relu, kernel_regularizer: {type: l2, l2: 1e-2}}
    - {type: dense, units: auto, activation: sigmoid}
training: {optimizer: {type: adam, learning_rate: 3e-3}, epochs: 60, batch_size: 16}
"""),
    "magic04": ("accuracy", 0.865, """version: 1
data:
  train: FOLDER/binary/magic04.csv
  target: class
  columns: {f*: {scale: standard}}
  split: {strategy: stratified, validation: 0.1, test: 0.2}
model:
  layers:
    - {type: dense, units: 64, activation: relu}
    - {type: dense, units: 64, activation: relu}
    - {type: dense, units: auto, activation: sigmoid}
training:
  optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 3e-3, decay_steps: auto}}
  epochs: 40
  batch_size: 64
"""),
    "concrete": ("r2_score", 0.88, "configs/concrete.yaml"),
    "auto_mpg": ("r2_score", 0.86, """version: 1
data:
  train: FOLDER/regression/auto_mpg.csv
  target: mpg
  exclude: [name]
  columns: {horsepower: {missing: median, scale: log}, weight: {scale: log}, displacement: {scale: log}}
  split: {validation: 0, test: 0.2}
""" + REGRESSION.format(units=32, rate=1e-2, epochs=100, batch=16)),
    "california_housing": ("r2_score", 0.78, """version: 1
data:
  train: FOLDER/regression/california_housing.csv
  target: median_house_value
  columns: {total_bedrooms: {missing: median, scale: log}, total_rooms: {scale: log}, population: {scale: log},
            households: {scale: log}, median_income: {scale: log}}
  split: {validation: 0.1, test: 0.2}
""" + REGRESSION.format(units=64, rate=3e-3, epochs=40, batch=64)),
    "digits": ("accuracy", 0.97, """version: 1
data:
  train: FOLDER/classics/digits.csv
  target: digit
  defaults: {number: {scale: unit}}
  split: {strategy: stratified, validation: 0, test: 0.2}
""" + CLASSIFIER.format(units=64, rate=3e-3, epochs=40, batch=16)),
    "iris": ("accuracy", 0.93, """version: 1
data:
  train: FOLDER/classics/iris.csv
  target: species
  split: {strategy: stratified, validation: 0, test: 0.2}
""" + CLASSIFIER.format(units=16, rate=1e-2, epochs=60, batch=16)),
    "wine": ("accuracy", 0.96, """version: 1
data:
  train: FOLDER/classics/wine.csv
  target: cultivar
  split: {strategy: stratified, validation: 0, test: 0.2}
""" + CLASSIFIER.format(units=16, rate=1e-2, epochs=60, batch=16)),
}


def nnctl(program, *arguments):
    result = subprocess.run([program, *arguments, "--json", "-q"], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"nnctl {' '.join(arguments)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
    return json.loads(result.stdout)


def measure(program, name, folder):
    metric, wanted, config = SETS[name]
    values, seconds, parameters = [], 0.0, 0
    with tempfile.TemporaryDirectory() as temporary:
        path = ROOT / config
        if config.startswith("version"):
            path = pathlib.Path(temporary) / f"{name}.yaml"
            path.write_text(config.replace("FOLDER", folder))
        for seed in SEEDS:
            run = str(pathlib.Path(temporary) / f"run{seed}")
            flags = ["--seed", str(seed), "--set", f"data.split.seed={seed}"]
            trained = nnctl(program, "train", str(path), "-o", run, *flags)
            values.append(nnctl(program, "eval", run)["metrics"][metric])
            seconds += trained["seconds"] / len(SEEDS)
        parameters = nnctl(program, "summary", run)["total_parameters"]
    mean = statistics.mean(values)
    print(f"| {name} | {metric} | {wanted} | {mean:.4f} ± {statistics.stdev(values):.4f} "
          f"({', '.join(f'{value:.4f}' for value in values)}) | {parameters:,} | {seconds:.2f} |", flush=True)
    return mean >= wanted


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = os.environ.get("NNCTL_DATA", "")
    names = sys.argv[2:] or [name for name in SETS if folder or not SETS[name][2].startswith("version")]
    print("| set | metric | wanted | mean ± deviation (splits) | parameters | seconds |\n| --- | --- | --- | --- | --- | --- |")
    good = [measure(sys.argv[1], name, folder) for name in names]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
