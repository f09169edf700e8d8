"""Make names.csv: first names as letters, and the sex that bears them.

    pip download --no-deps names==0.3.0 && tar xzf names-0.3.0.tar.gz
    python3 make.py names-0.3.0/names     # writes names.csv beside this script; standard library only

dist.male.first and dist.female.first are lists of the US Census Bureau: a name, its share of the population in percent,
the running sum, its rank. A name in both lists goes to the sex that bears it more often; with equal shares it is left
out. Letters are numbers 1 (A) to 26 (Z) in c1 ... c12; 0 pads names that are shorter. (None is longer than 11.)
"""

import csv
import pathlib
import sys

LENGTH = 12


def shares(path):
    return {line.split()[0]: float(line.split()[1]) for line in path.read_text(encoding="ascii").splitlines()}


def main():
    folder = pathlib.Path(sys.argv[1])
    male, female = shares(folder / "dist.male.first"), shares(folder / "dist.female.first")
    both, dropped = 0, 0
    with open(pathlib.Path(__file__).with_name("names.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", *(f"c{i}" for i in range(1, LENGTH + 1)), "sex"])
        for name in sorted(male.keys() | female.keys()):
            assert name.isalpha() and len(name) <= LENGTH
            both += name in male and name in female
            his, hers = male.get(name, 0.0), female.get(name, 0.0)
            if name in male and name in female and his == hers:
                dropped += 1
                continue
            letters = [ord(letter) - ord("A") + 1 for letter in name]
            is_male = name in male and (name not in female or his > hers)
            writer.writerow([name, *letters, *[0] * (LENGTH - len(letters)), "male" if is_male else "female"])
    print(f"{both} names in both lists, {dropped} of them dropped")


if __name__ == "__main__":
    main()
