"""Writes the golden vectors beside this file: what Keras 3.15.1 computes, for nnctl's unit tests.

    python generate.py                     every file
    python generate.py losses metrics      only these

Each file is made by the module of the same name in cases/, from the seed below; see README.md.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # plain Eigen kernels: fewer differences between processors

import argparse
import importlib
import pathlib
import warnings

import keras
import numpy as np
import tensorflow as tf

from cases.tensors import write_golden_file

SEED = 20250711
KERAS_VERSION = "3.15.1"
FOLDER = pathlib.Path(__file__).resolve().parent
FILES = sorted(path.stem for path in FOLDER.glob("cases/*.py") if "def make_cases(" in path.read_text())


def make_file(name):
    """Makes one file; its random numbers do not depend on which other files are made."""
    keras.utils.set_random_seed(SEED)
    cases = importlib.import_module(f"cases.{name}").make_cases(np.random.default_rng(SEED))
    path = FOLDER / f"{name}.json"
    header = {"keras": keras.__version__, "tensorflow": tf.__version__, "seed": SEED}
    write_golden_file(path, header, cases)
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FILES))
    names = parser.parse_args().names or FILES
    unknown = sorted(set(names) - set(FILES))
    if unknown:
        parser.error(f"no such file: {', '.join(unknown)} (there are {', '.join(FILES)})")
    if keras.__version__ != KERAS_VERSION:
        raise SystemExit(f"error: these vectors are Keras {KERAS_VERSION}'s, this is {keras.__version__}")
    warnings.filterwarnings("ignore")  # e.g. Keras's remark on from_logits after a softmax, which we do on purpose
    tf.config.threading.set_intra_op_parallelism_threads(1)  # one order of summation
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for name in names:
        make_file(name)


if __name__ == "__main__":
    main()
