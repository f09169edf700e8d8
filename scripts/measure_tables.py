#!/usr/bin/env python3
"""Trains on tables as people have them and prints how well rows are told that were not seen: mean and spread.

usage: NNCTL_DATA=FOLDER scripts/measure_tables.py NNCTL [SET...]      (Python's standard library only)

FOLDER holds the sets as listed below; sets that lie in data/ of the repository need none. Rows are dealt into five
folds, stratified where the target is a category, anew for each of three seeds: fifteen trainings, each scored on the
fold that it has not seen. Sets with test rows of their own, and forecasts, whose test rows are the last, are trained
with five seeds instead. Rows that a model is scored on are never read while it trains. Exit 1 when a set misses what is
wanted of it.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDS = 5
FOLD_SEEDS = range(3)
SEEDS = range(5)  # where the test rows are given

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

# Errors: the less the better.
ERRORS = {"mean_absolute_error", "root_mean_squared_error"}

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
  target: {column: median_house_value, scale: standard}
  columns: {total_bedrooms: {missing: median, scale: log}, total_rooms: {scale: log}, population: {scale: log},
            households: {scale: log}, median_income: {scale: log}}
  split: {validation: 0.1, test: 0.2}
""" + REGRESSION.format(units=64, rate=3e-3, epochs=40, batch=64)),
    "bike_hour": ("mean_absolute_error", 45, """version: 1
data:
  train: FOLDER/timeseries/bike_hour.csv
  target: cnt
  order_by: instant
  features: [season, mnth, hr, holiday, weekday, workingday, weathersit, temp, hum, windspeed]
  columns: {hr: category, weekday: category}
  window: {length: 24, known: [hr, weekday, holiday, workingday], season: 168}
  split: {validation: 0.1, test: 0.2}
model:
  layers:
    - flatten
    - {type: dense, units: 64, activation: relu}
    - {type: dense, units: 32, activation: relu}
    - {type: dense, units: auto}
training:
  loss: huber
  optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 3e-3, decay_steps: auto}}
  metrics: [mean_absolute_error]
  epochs: 30
  batch_size: 64
"""),
    "air_passengers": ("root_mean_squared_error", 50, "configs/air_passengers.yaml"),
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


def scores_of_folds(program, path, metric, place):
    for seed in FOLD_SEEDS:
        page = nnctl(program, "train", path, "--cv", str(FOLDS), "-o", f"{place}/{seed}", "--seed", str(seed),
                     "--set", "data.split.test=0", "--set", f"data.split.seed={seed}")
        for fold in page["folds"]:
            yield fold["metrics"]["test_" + metric]


def scores_of_seeds(program, path, metric, place):
    for seed in SEEDS:
        nnctl(program, "train", path, "-o", f"{place}/{seed}", "--seed", str(seed))
        yield nnctl(program, "eval", f"{place}/{seed}")["metrics"][metric]


def measure(program, name, folder):
    metric, wanted, config = SETS[name]
    with tempfile.TemporaryDirectory() as place:
        path = ROOT / config
        if config.startswith("version"):
            path = pathlib.Path(place) / f"{name}.yaml"
            path.write_text(config.replace("FOLDER", folder))
        text = path.read_text()
        is_dealt = "\n  test: " not in text and "order_by:" not in text
        scores = scores_of_folds if is_dealt else scores_of_seeds
        begin = time.perf_counter()
        values = list(scores(program, str(path), metric, place))
        seconds = (time.perf_counter() - begin) / len(values)
    mean = statistics.mean(values)
    way = f"{len(FOLD_SEEDS)} x {FOLDS} folds" if is_dealt else f"test rows, {len(values)} seeds"
    good = mean <= wanted if metric in ERRORS else mean >= wanted
    digits = 1 if metric in ERRORS else 4
    print(f"| {name} | {metric} | {wanted} | {mean:.{digits}f} ± {statistics.stdev(values):.{digits}f} "
          f"| {min(values):.{digits}f} to {max(values):.{digits}f} | {way} | {seconds:.2f} |{'' if good else ' MISSED'}",
          flush=True)
    return good


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = os.environ.get("NNCTL_DATA", "")
    names = sys.argv[2:] or [name for name in SETS if folder or not SETS[name][2].startswith("version")]
    print("| set | metric | wanted | mean ± deviation | range | of | seconds a training |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    good = [measure(sys.argv[1], name, folder) for name in names]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
