"""trajectories.json: whole models trained for 50 steps, on data of this repository.

`config` is what nnctl runs: rows in the file's order, no held-out rows. Weights of two and more axes start from
hash_uniform() below, the others from their initializers, so that a large model takes no room here. `step_losses` are the
losses of the first 50 batches, each before its update, over as many epochs as that takes. `final_weights` are, after
them, every stride-th value of each weight.
"""

import csv
import gzip
import math

import keras
import numpy as np
import tensorflow as tf

from cases import parts
from cases.curves import REPOSITORY
from cases.layers import weight_name
from cases.tensors import number, numbers

NUM_STEPS = 50
SAMPLES = 100  # values of a weight that are kept

IMAGES = {
    "x": "data/mnist/t10k-images-idx3-ubyte.gz",
    "y": "data/mnist/t10k-labels-idx1-ubyte.gz",
}
LETTERS = [f"c{i}" for i in range(1, 13)]
SOFTMAX = {"type": "dense", "units": 10, "activation": "softmax"}
SGD = {"type": "sgd", "learning_rate": 0.01}


def mnist(layers, optimizer, batch_size, flat=True):
    """A model of MNIST's images."""
    return {
        "data": {"train": IMAGES},
        "model": {"layers": (["flatten"] if flat else []) + layers},
        "training": {"loss": "sparse_categorical_crossentropy", "optimizer": optimizer, "batch_size": batch_size},
    }


def table(train, target, features, layers, training, scale="standard"):
    """A model of a table's number columns."""
    return {
        "data": {"train": train, "target": target, "features": features, "defaults": {"number": {"scale": scale}}},
        "model": {"layers": layers},
        "training": training,
    }


def names(layers):
    """A model of the letters of first names."""
    embedding = {"type": "embedding", "input_dim": 27, "output_dim": 16, "mask_zero": True}
    return table("data/names/names.csv", "sex", LETTERS,
                 [embedding, *layers, {"type": "dense", "units": 1, "activation": "sigmoid"}],
                 {"loss": "binary_crossentropy", "optimizer": "adam", "batch_size": 64}, scale="none")


def dense(units, activation):
    """A dense layer."""
    return {"type": "dense", "units": units, "activation": activation}


def conv2d(filters):
    """A 3 x 3 convolution with relu."""
    return {"type": "conv2d", "filters": filters, "kernel_size": 3, "activation": "relu"}


CONFIGS = {
    "mnist_sigmoid10": mnist([dense(10, "sigmoid"), SOFTMAX], SGD, 100),
    "mnist_relu10": mnist([dense(10, "relu"), SOFTMAX], SGD, 100),
    "mnist_512": mnist([dense(512, "relu"), SOFTMAX], SGD, 32),
    "mnist_mlp without dropout": mnist([dense(512, "relu"), dense(512, "relu"), SOFTMAX], "rmsprop", 128),
    "mnist_cnn": mnist([conv2d(32), "max_pooling2d", conv2d(64), "max_pooling2d", "flatten", SOFTMAX], "adam", 32,
                       flat=False),
    # tanh, for at relu's kink normalized values make much of rounding
    "separable convolution, batch normalization": mnist([
        {"type": "separable_conv2d", "filters": 16, "kernel_size": 3, "padding": "same", "strides": 2,
         "use_bias": False},  # a bias before normalization has no gradient but rounding
        "batch_normalization", {"type": "activation", "activation": "tanh"},
        {"type": "conv2d", "filters": 24, "kernel_size": 3, "use_bias": False}, "batch_normalization",
        {"type": "activation", "activation": "tanh"}, "global_average_pooling2d", SOFTMAX,
    ], {"type": "sgd", "learning_rate": 0.01}, 32, flat=False),
    "binary16": table("data/wdbc/wdbc10.csv", "diagnosis", None, [dense(16, "relu"), dense(1, "sigmoid")],
                      {"loss": "binary_crossentropy", "optimizer": "adam", "batch_size": 32}),
    "dense_100": table("data/digits/digits10x10.csv", "digit", None, [dense(64, "relu"), SOFTMAX],
                       {"loss": "categorical_crossentropy", "optimizer": "adam", "batch_size": 32}, scale="none"),
    "timeseries_lstm": table("data/airline/train.csv", "change", [f"change_{i}" for i in range(12, 0, -1)], [
        {"type": "reshape", "target_shape": [12, 1]}, {"type": "lstm", "units": 64, "return_sequences": True},
        {"type": "lstm", "units": 32}, {"type": "dense", "units": 1},
    ], {"loss": "mean_squared_error", "optimizer": "adam", "batch_size": 16}),
    "embedding, gru with a mask": names([{"type": "gru", "units": 24}]),
    "embedding, bidirectional lstm with a mask": names([{"type": "bidirectional", "layer": {"type": "lstm", "units": 16}}]),
    "embedding, pooling with a mask": names(["global_average_pooling1d", dense(16, "relu")]),
}


# Of the weights that models start from, where it is not 1. mnist_cnn: from others a max pooling may meet two values that are
# equal but for rounding within 50 steps, and adam makes more than 1e-3 of the choice (README.md).
FIRST_SEEDS = {"mnist_cnn": 901}


def hash_uniform(size, seed):
    """Values in [-1, 1) that depend on their place and the seed alone (tests/golden/hash_uniform.hpp has the same)."""
    z = np.arange(1, size + 1, dtype=np.uint64) + np.uint64(seed * 0x9E3779B9)
    mask = np.uint64(0xFFFFFFFF)
    z &= mask
    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        z = ((z ^ (z >> np.uint64(shift))) * np.uint64(factor)) & mask
    z ^= z >> np.uint64(15)
    return (z >> np.uint64(8)).astype(np.float64) * 2.0**-23 - 1


def initial_weight(values, seed):
    """What a weight starts from: Glorot's bound for all with two and more axes."""
    shape = values.shape
    if len(shape) < 2:
        return values
    receptive = math.prod(shape[:-2])
    limit = math.sqrt(6 / (receptive * (shape[-2] + shape[-1])))
    return (limit * hash_uniform(values.size, seed)).astype(np.float32).reshape(shape)


def read_idx(path):
    """The bytes of an IDX file of unsigned bytes."""
    raw = gzip.decompress((REPOSITORY / path).read_bytes())
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(raw[3])]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def read_table(data):
    """(features, target as text) of a CSV, features scaled as nnctl does."""
    with open(REPOSITORY / data["train"], newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    features = data["features"] or [name for name in rows[0] if name != data["target"]]
    x = np.array([[float(row[name]) for name in features] for row in rows])
    if data["defaults"]["number"]["scale"] == "standard":
        deviation = x.std(axis=0)
        x = (x - x.mean(axis=0)) / np.where(deviation == 0, 1, deviation)
    return x.astype(np.float32), [row[data["target"]] for row in rows]


def read_data(config):
    """(x, y) as the model takes them."""
    data, loss = config["data"], config["training"]["loss"]
    if isinstance(data["train"], dict):
        images = read_idx(data["train"]["x"]).astype(np.float32) / np.float32(255)
        return images[..., None], read_idx(data["train"]["y"]).astype(np.float32)
    x, target = read_table(data)
    if loss == "mean_squared_error":
        return x, np.array(target, np.float32)[:, None]
    classes = sorted(set(target), key=lambda label: (float(label) if label.isdigit() else 0, label))
    indices = np.array([classes.index(label) for label in target])
    return x, np.eye(len(classes), dtype=np.float32)[indices] if loss.startswith("categ") else indices.astype(np.float32)


def make_model(config, input_shape, first_seed):
    """The model with the weights that both sides start from."""
    keras.backend.clear_session()
    layers = config["model"]["layers"]
    model = keras.Sequential([keras.Input(input_shape), *[parts.layer(layer) for layer in layers]])
    seed = first_seed
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            values.append(initial_weight(np.asarray(weight), seed))
            seed += 1
        layer.set_weights(values)
    return model


def train(model, config, x, y):
    """The losses of the first steps."""
    loss, optimizer = parts.loss(config["training"]["loss"]), parts.optimizer(config["training"]["optimizer"])
    batch_size = config["training"]["batch_size"]
    starts = list(range(0, len(x), batch_size))
    losses = []
    for step in range(NUM_STEPS):
        start = starts[step % len(starts)]
        rows = slice(start, start + batch_size)
        target = y[rows] if y.ndim > 1 else y[rows, None]
        with tf.GradientTape() as tape:
            value = loss(target, model(x[rows], training=True)) + sum(model.losses)
        # An embedding's gradient as one tensor, as JAX and PyTorch have it: from TensorFlow's slices Adam takes the squares
        # of a row's parts, not of their sum.
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(value, model.trainable_variables)]
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(number(value))
    return losses, math.ceil(NUM_STEPS / len(starts))


def sample(values):
    """Every stride-th value, the stride odd so that it meets every column."""
    flat = np.asarray(values).reshape(-1)
    stride = max(1, flat.size // SAMPLES) | 1
    return {"shape": list(values.shape), "stride": stride, "values": numbers(flat[::stride])}


def make_case(name, config):
    x, y = read_data(config)
    first_seed = FIRST_SEEDS.get(name, 1)
    model = make_model(config, x.shape[1:], first_seed)
    losses, epochs = train(model, config, x, y)
    full = {key: dict(value) for key, value in config.items()}
    full["data"] = {key: value for key, value in full["data"].items() if value is not None}
    full["data"]["split"] = {"validation": 0, "test": 0}
    full["training"] |= {"epochs": epochs, "shuffle": False, "metrics": []}
    final = {weight_name(weight): sample(weight) for layer in model.layers for weight in layer.weights}  # "dense/kernel"
    return {"name": name, "config": full, "num_rows": len(x), "first_seed": first_seed, "step_losses": losses, "final_weights": final}


def make_cases(rng):
    return [make_case(name, config) for name, config in CONFIGS.items()]
