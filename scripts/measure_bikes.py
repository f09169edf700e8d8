#!/usr/bin/env python3
"""Measure one-step forecasts of hourly bike rentals, a set that is not in this repository.

    NNCTL_DATA=FOLDER scripts/measure_bikes.py [NNCTL]

FOLDER/timeseries/bike_hour.csv is the hourly table of Fanaee-T and Gama (2013), doi 10.1007/s13748-013-0040-3 (UCI, CC
BY 4.0). The last fifth in time is the test part. Everything is written to a temporary folder. Standard library only.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

CONFIG = """\
version: 1
name: bikes
data:
  train: {file}
  target: cnt
  order_by: instant
  features: [season, mnth, hr, holiday, weekday, workingday, weathersit, temp, hum, windspeed]
  columns:
    hr: category
    weekday: category
  window: {{length: 24, known: [hr, weekday, holiday, workingday], season: 168}}
  split: {{validation: 0.1, test: 0.2}}
model:
  layers:
    - flatten
    - {{type: dense, units: 64, activation: relu}}
    - {{type: dense, units: 32, activation: relu}}
    - {{type: dense, units: auto}}
training:
  loss: huber
  optimizer: {{type: adam, learning_rate: {{type: cosine_decay, initial_learning_rate: 0.003, decay_steps: auto}}}}
  metrics: [mean_absolute_error]
  epochs: 30
  batch_size: 64
"""


def main() -> None:
    folder = os.environ.get("NNCTL_DATA")
    if not folder:
        sys.exit("set NNCTL_DATA to the folder that holds timeseries/bike_hour.csv")
    table = pathlib.Path(folder).resolve() / "timeseries" / "bike_hour.csv"
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "nnctl").resolve())
    scores = []
    with tempfile.TemporaryDirectory() as place:
        config = pathlib.Path(place) / "bikes.yaml"
        config.write_text(CONFIG.format(file=table))
        for seed in range(3):
            run = f"{place}/{seed}"
            subprocess.run([program, "train", str(config), "-q", "-o", run, "--seed", str(seed)], check=True, cwd=place)
            page = json.loads(subprocess.run([program, "eval", run, "--json", "-q"], check=True, cwd=place,
                                             capture_output=True, text=True).stdout)
            scores.append(page["metrics"]["mean_absolute_error"])
            print(f"seed {seed}: test MAE {scores[-1]:.1f} over {page['samples']} hours")
    for name, metrics in page["baseline"].items():
        print(f"{name}: {metrics['mean_absolute_error']:.1f}")
    print(f"mean {statistics.mean(scores):.1f}, deviation {statistics.stdev(scores):.1f}")


if __name__ == "__main__":
    main()
