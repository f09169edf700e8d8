#!/usr/bin/env python3
"""The nets of configs/mnist_sigmoid10.yaml and mnist_relu10.yaml in Keras: test accuracy for three seeds.

usage: scripts/keras_mnist_seeds.py [--plain] [SEED...]      (needs keras 3 and its TensorFlow backend)

784 inputs / 255, rescaled as the configs do it (--plain: not), ten hidden units, ten softmax outputs, SGD with rate 0.01, 5 epochs; Keras's own defaults otherwise.
"""
import gzip
import os
import pathlib
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "mnist"


def load(name, header):
    with gzip.open(DATA / f"{name}.gz") as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def part(name):
    images = load(f"{name}-images-idx3-ubyte", 16).reshape(-1, 784)
    return images.astype("float32") / 255, load(f"{name}-labels-idx1-ubyte", 8)


def main():
    plain = "--plain" in sys.argv[1:]
    seeds = [int(seed) for seed in sys.argv[1:] if seed != "--plain"] or [0, 1, 2]
    scaling = [] if plain else [keras.layers.Rescaling(3.2457, offset=-0.4242)]
    x, y = part("train")
    x_test, y_test = part("t10k")
    for batch_size in (100, 32):
        for activation in ("sigmoid", "relu"):
            accuracies = []
            begin = time.perf_counter()
            for seed in seeds:
                keras.utils.set_random_seed(seed)
                model = keras.Sequential([
                    keras.Input((784,)),
                    *scaling,
                    keras.layers.Dense(10, activation=activation),
                    keras.layers.Dense(10, activation="softmax"),
                ])
                model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
                model.fit(x, y, batch_size=batch_size, epochs=5, verbose=0)
                accuracies.append(100 * model.evaluate(x_test, y_test, verbose=0)[1])
            seconds = (time.perf_counter() - begin) / len(seeds)
            shown = ", ".join(f"{accuracy:.2f}" for accuracy in accuracies)
            print(f"{activation}10, batches of {batch_size}: {statistics.mean(accuracies):.2f} % ({shown}), "
                  f"{seconds:.1f} s a run", flush=True)


if __name__ == "__main__":
    main()
