#!/usr/bin/env python3
"""What `nnctl init` is worth: for each table of a folder, init, train untouched, eval, and the baselines beside it.

usage: NNCTL_DATA=FOLDER scripts/measure_init.py NNCTL [NAME ...]

The folder holds adult/, binary/, classics/, penguins/, regression/ and timeseries/ (their origins: docs/examples.md).
Nothing is written outside a temporary folder.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TABLES = {
    "penguins_raw": ("penguins/penguins_raw.csv", None),
    "penguins": ("penguins/penguins.csv", None),
    "adult": ("adult/adult_train.csv", "income"),
    "wdbc": ("binary/wdbc.csv", None),
    "magic04": ("binary/magic04.csv", None),
    "concrete": ("regression/concrete.csv", None),
    "california_housing": ("regression/california_housing.csv", "median_house_value"),
    "auto_mpg": ("regression/auto_mpg.csv", "mpg"),
    "bike_hour": ("timeseries/bike_hour.csv", "cnt"),
    "air_passengers": ("timeseries/air_passengers.csv", None),
    "digits": ("classics/digits.csv", None),
    "iris": ("classics/iris.csv", None),
    "wine": ("classics/wine.csv", None),
}


def run(*command, cwd):
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stderr}")
    return result.stdout


def main():
    if len(sys.argv) < 2 or "NNCTL_DATA" not in os.environ:
        sys.exit(__doc__)
    nnctl = str(pathlib.Path(sys.argv[1]).resolve())
    data = pathlib.Path(os.environ["NNCTL_DATA"])
    print("| table | judged on | model | baselines | seconds |\n| --- | --- | --- | --- | --- |")
    for name in sys.argv[2:] or TABLES:
        path, target = TABLES[name]
        with tempfile.TemporaryDirectory() as folder:
            choice = ["--target", target] if target else []
            run(nnctl, "init", str(data / path), *choice, "-q", "-o", "config.yaml", cwd=folder)
            training = json.loads(run(nnctl, "train", "config.yaml", "--json", "-q", "-o", "run", cwd=folder))
            judged = json.loads(run(nnctl, "eval", "run", "--json", cwd=folder))
            shown = [key for key in ("accuracy", "r2_score", "mean_absolute_error") if key in judged["metrics"]][0]
            beside = {**{key: value.get("val_" + shown) for key, value in training["baseline"].items()},
                      **{key: value.get(shown) for key, value in judged["baseline"].items()}}
            text = ", ".join(f"{key} {value:.4f}" for key, value in beside.items() if value is not None)
            print(f"| {name} | {judged['samples']} {judged['split']} rows, {shown} "
                  f"| {judged['metrics'][shown]:.4f} | {text} | {training['seconds']:.1f} |", flush=True)


if __name__ == "__main__":
    main()
