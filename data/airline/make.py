"""Make the other tables from air_passengers.csv.

    python3 make.py                       # standard library only

growth.csv: the natural logarithm of each month's passengers over those of the same month a year before. year_before *
exp(growth) is the month's passengers in thousands.

train.csv and test.csv: a year of monthly changes, and the change of the month after.

A change is the natural logarithm of one month's passengers over those of the month before. Row by row in time order:
change_12 (eleven months before the last known one) ... change_1 (the last known), change (the month to tell). `month` is
the one to tell and `previous` the passengers of the month before it: previous * exp(change) is a forecast in thousands.
The last 24 months are test.csv, so that nothing of them is in the training rows.
"""

import csv
import math
import pathlib

LAGS = 12
TEST_MONTHS = 24
HERE = pathlib.Path(__file__).parent


def write(name, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def growth(series):
    yield "month", "year_before", "growth"
    for (_, before), (month, now) in zip(series, series[12:]):
        yield month, before, f"{math.log(now / before):.6f}"


def main():
    with open(HERE / "air_passengers.csv", newline="", encoding="utf-8") as file:
        series = [(row["month"], int(row["passengers"])) for row in csv.DictReader(file)]
    write("growth.csv", growth(series))
    changes = [math.log(now / before) for (_, before), (_, now) in zip(series, series[1:])]
    header = ["month", "previous"] + [f"change_{lag}" for lag in range(LAGS, 0, -1)] + ["change"]
    rows = []
    for i in range(LAGS, len(changes)):
        numbers = [f"{change:.6f}" for change in changes[i - LAGS : i + 1]]
        rows.append([series[i + 1][0], series[i][1], *numbers])
    for name, part in (("train.csv", rows[:-TEST_MONTHS]), ("test.csv", rows[-TEST_MONTHS:])):
        write(name, [header, *part])


if __name__ == "__main__":
    main()
