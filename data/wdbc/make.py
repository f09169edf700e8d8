"""Make wdbc10.csv: ten measurements of cell nuclei, and whether the tumour was malignant.

    apt-get install python3-sklearn       # or: pip install scikit-learn
    python3 make.py                       # writes wdbc10.csv beside this script

scikit-learn carries the data, so no network is used. Of the 30 features those that are means over a picture's nuclei are
kept; names get underscores for blanks, and the class is written out.
"""

import csv
import pathlib

from sklearn.datasets import load_breast_cancer


def main():
    data = load_breast_cancer()
    kept = [i for i, name in enumerate(data.feature_names) if name.startswith("mean ")]
    assert len(kept) == 10
    with open(pathlib.Path(__file__).with_name("wdbc10.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([data.feature_names[i].replace(" ", "_") for i in kept] + ["diagnosis"])
        for row, label in zip(data.data, data.target):
            writer.writerow([float(row[i]) for i in kept] + [data.target_names[label]])


if __name__ == "__main__":
    main()
