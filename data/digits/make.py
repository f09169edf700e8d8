"""Make digits10x10.csv: handwritten digits, 10 x 10 counts each, as 100 columns.

    apt-get install python3-sklearn       # or: pip install scikit-learn
    python3 make.py                       # writes digits10x10.csv beside this script

scikit-learn carries the data, so no network is used. Its pictures are 8 x 8; a border of zeros makes them 10 x 10, so
that a row is 100 numbers. The border adds no information: 36 of the 100 columns are always 0.
"""

import csv
import pathlib

import numpy
from sklearn.datasets import load_digits


def main():
    data = load_digits()
    pictures = numpy.pad(data.images.astype(int), ((0, 0), (1, 1), (1, 1)))
    with open(pathlib.Path(__file__).with_name("digits10x10.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"p{row}{column}" for row in range(10) for column in range(10)] + ["digit"])
        for picture, digit in zip(pictures, data.target):
            writer.writerow([*picture.ravel().tolist(), int(digit)])


if __name__ == "__main__":
    main()
