"""curves.json: whole models, trained without shuffling from stored initial weights.

Cases with "kind": "data" hold their rows (x, y, validation_x, validation_y), model.fit's history and all final weights.
The case with "kind": "csv" reads a CSV of this repository (all rows, file order, no split): numeric `features` become
float32((x - mean) / std) with population statistics in double, labels the index in the sorted `classes`. It has the
loss of each of the first batches before its update, per-epoch results of model.fit, and sums of the final weights.
"""

import csv
import hashlib
import pathlib

import keras
import numpy as np
import tensorflow as tf

from cases import parts
from cases.tensors import normal, number, numbers, tensor

CSV = "data/genre/songs.csv"
FEATURES = ["long_notes", "length_changes", "triplet_notes"]
TARGET = "genre"
NUM_STEP_LOSSES = 50
REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

BINARY = {
    "model": {"layers": [
        {"type": "dense", "units": 8, "activation": "tanh", "kernel_regularizer": {"type": "l2", "l2": 0.01},
         "name": "hidden"},
        {"type": "dense", "units": 1, "activation": "sigmoid", "kernel_regularizer": {"type": "l2", "l2": 0.01},
         "name": "output"},
    ]},
    "training": {
        "loss": {"type": "binary_crossentropy", "label_smoothing": 0.1},
        "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        "metrics": ["accuracy"], "epochs": 3, "batch_size": 8, "shuffle": False,
    },
}
REGRESSION = {
    "model": {"layers": [
        {"type": "dense", "units": 6, "activation": "gelu", "name": "hidden",
         "kernel_regularizer": {"type": "l1l2", "l1": 0.001, "l2": 0.01}},
        {"type": "dense", "units": 2, "name": "output",
         "kernel_regularizer": {"type": "l1l2", "l1": 0.001, "l2": 0.01}},
    ]},
    "training": {
        "loss": "mean_squared_error",
        "optimizer": {"type": "adam", "learning_rate": 0.01, "amsgrad": True},
        "metrics": ["mean_absolute_error", "mean_squared_error"], "epochs": 3, "batch_size": 10, "shuffle": False,
    },
}
CATEGORICAL = {
    "model": {"layers": [
        {"type": "dense", "units": 7, "activation": "relu", "name": "hidden"},
        {"type": "dense", "units": 3, "activation": "softmax", "name": "output"},
    ]},
    "training": {
        "loss": "categorical_crossentropy",
        "optimizer": {"type": "adam", "learning_rate": 0.02},
        "metrics": ["accuracy"], "epochs": 3, "batch_size": 16, "shuffle": False,
    },
}
SEQUENCE = {
    "model": {"layers": [
        {"type": "masking", "name": "mask"},
        {"type": "gru", "units": 4, "return_sequences": True, "name": "hidden"},
        {"type": "dense", "units": 2, "name": "output"},
    ]},
    "training": {
        "loss": "mean_squared_error",
        "optimizer": {"type": "sgd", "learning_rate": 0.1},
        # Means of a function leave masked steps out, the root of a mean does not
        "metrics": ["mean_absolute_error", "root_mean_squared_error"], "epochs": 3, "batch_size": 8, "shuffle": False,
    },
}
CERTAIN_MODEL = {"layers": [  # probabilities below 1e-7: crossentropies as metrics are of the logits too
    {"type": "dense", "units": 3, "activation": "softmax", "name": "output",
     "kernel_initializer": {"type": "random_normal", "stddev": 20.0}},
]}
GENRE = {
    "model": {"layers": [
        {"type": "dense", "units": 64, "activation": "relu", "name": "hidden1"},
        {"type": "dense", "units": 64, "activation": "relu", "name": "hidden2"},
        {"type": "dense", "units": "auto", "activation": "softmax", "name": "output"},
    ]},
    "training": {
        "loss": "sparse_categorical_crossentropy",
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "metrics": ["accuracy"], "epochs": 10, "batch_size": 32, "shuffle": False,
    },
}


def with_training(config, **keys):
    """The config with other keys of its training block."""
    return config | {"training": config["training"] | keys}


def make_model(config, input_shape, num_classes=None):
    """A compiled Sequential with fresh weights; num_classes stands for `units: auto`."""
    layers = [parts.layer(layer | {"units": num_classes} if layer.get("units") == "auto" else layer)
              for layer in config["model"]["layers"]]
    model = keras.Sequential([keras.Input(input_shape), *layers])
    training = config["training"]
    model.compile(
        optimizer=parts.optimizer(training["optimizer"]),
        loss=parts.loss(training["loss"]),
        metrics=[parts.metric(metric) for metric in training["metrics"]],
        weighted_metrics=[parts.metric(metric) for metric in training.get("weighted_metrics", [])],
        jit_compile=False,  # TensorFlow's own kernels, as in the other files
    )
    return model


def fit(model, config, x, y, **parameters):
    """The history of model.fit, as float32 numbers."""
    training = config["training"]
    history = model.fit(x, y, epochs=training["epochs"], batch_size=training["batch_size"], shuffle=False, verbose=0,
                        **parameters).history
    return {name: numbers(values) for name, values in history.items()}


def weights_of(model):
    """Every weight by its name in an nnctl model file, such as "hidden/kernel"."""
    return {f"{layer.name}/{weight.name}": np.asarray(weight) for layer in model.layers for weight in layer.weights}


def tensors(arrays):
    return {name: tensor(array) for name, array in arrays.items()}


def step_losses(model, config, x, y, num_steps):
    """Losses of consecutive batches, each before its update, in a training loop of our own."""
    loss, optimizer = parts.loss(config["training"]["loss"]), parts.optimizer(config["training"]["optimizer"])
    batch_size = config["training"]["batch_size"]
    losses = []
    for start in range(0, num_steps * batch_size, batch_size):
        rows = slice(start, start + batch_size)
        with tf.GradientTape() as tape:
            value = loss(y[rows], model(x[rows], training=True)) + sum(model.losses)
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(number(value))
    return losses


def each_step(weights, y):
    """From a weight a row to one for each step of a sequence, as Keras wants them."""
    weights = weights.astype(np.float32)
    return np.repeat(weights[:, None], y.shape[1], axis=1) if y.ndim == 3 else weights


def data_case(name, config, make_rows, rng, *, weighs=False, class_weight=None):
    """40 rows of training and 12 of validation data; with `weighs` every row has a weight, with `class_weight` every
    training row that of its class."""
    (x, y), (validation_x, validation_y) = make_rows(rng, 40), make_rows(rng, 12)
    model = make_model(config, x.shape[1:])
    case = {"name": name, "kind": "data", "config": config, "x": tensor(x), "y": tensor(y)}
    case |= {"validation_x": tensor(validation_x), "validation_y": tensor(validation_y)}
    case["initial_weights"] = tensors(weights_of(model))
    validation, parameters = (validation_x, validation_y), {}
    if weighs:
        weights, validation_weights = rng.uniform(0, 3, 40), rng.uniform(0, 3, 12)
        case |= {"sample_weight": tensor(weights), "validation_sample_weight": tensor(validation_weights)}
        validation += (each_step(validation_weights, validation_y),)
        parameters["sample_weight"] = each_step(weights, y)
    if class_weight is not None:
        case["class_weight"] = class_weight
        parameters["class_weight"] = dict(enumerate(class_weight))
    case["history"] = fit(model, config, x, y, validation_data=validation, **parameters)
    return case | {"final_weights": tensors(weights_of(model))}


def binary_rows(rng, num_rows):
    x = normal(rng, num_rows, 5)
    return x, (x[:, 0] - x[:, 1] * x[:, 2] > 0).astype(np.float32)


def regression_rows(rng, num_rows):
    x = normal(rng, num_rows, 5)
    return x, np.stack([x[:, 0] + 0.5 * x[:, 1] ** 2, np.sin(x[:, 2]) - x[:, 3]], axis=1)


def categorical_rows(rng, num_rows):
    x = normal(rng, num_rows, 5)
    return x, np.eye(3, dtype=np.float32)[np.argmax(x[:, :3], axis=1)]


def sequence_rows(rng, num_rows):
    """Six steps of which up to four are masked, in any place, and a target for each."""
    x = normal(rng, num_rows, 6, 3)
    x[:, :4][rng.random((num_rows, 4)) < 0.4] = 0
    return x, np.cumsum(x[:, :, :2], axis=1) + normal(rng, num_rows, 6, 2, scale=0.2)


def read_csv():
    """(features in double, label of each row)."""
    with open(REPOSITORY / CSV, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return np.array([[float(row[name]) for name in FEATURES] for row in rows]), [row[TARGET] for row in rows]


def summary(array):
    """Sums in double that stand for the whole tensor."""
    values = array.astype(np.float64)
    return {"shape": list(array.shape), "sum": float(values.sum()), "sum_of_squares": float((values**2).sum())}


def genre_case():
    values, labels = read_csv()
    mean, std = values.mean(axis=0), values.std(axis=0)
    x = ((values - mean) / std).astype(np.float32)
    classes = sorted(set(labels))
    y = np.array([classes.index(label) for label in labels], dtype=np.float32)
    model = make_model(GENRE, (len(FEATURES),), len(classes))
    initial = weights_of(model)
    case = {"name": "genre", "kind": "csv", "config": GENRE, "csv": CSV}
    case["csv_sha256"] = hashlib.sha256((REPOSITORY / CSV).read_bytes()).hexdigest()
    case |= {"features": FEATURES, "target": TARGET, "classes": classes, "num_rows": len(labels)}
    case |= {"mean": mean.tolist(), "std": std.tolist(), "initial_weights": tensors(initial)}
    case["step_losses"] = step_losses(model, GENRE, x, y, NUM_STEP_LOSSES)
    model.set_weights(list(initial.values()))
    history = fit(model, GENRE, x, y)
    case |= {"epoch_losses": history["loss"], "epoch_accuracy": history["accuracy"]}
    case["final_weights"] = {name: summary(array) for name, array in weights_of(model).items()}
    return case


def make_cases(rng):
    return [
        data_case("binary", BINARY, binary_rows, rng),
        data_case("regression", REGRESSION, regression_rows, rng),
        data_case("categorical, short last batch", CATEGORICAL, categorical_rows, rng),
        genre_case(),
        data_case("binary, sample weights", with_training(BINARY, weighted_metrics=["accuracy"]), binary_rows, rng,
                  weighs=True),
        data_case("binary, class weights", with_training(BINARY, weighted_metrics=["accuracy"]), binary_rows, rng,
                  class_weight=[0.5, 2.5]),
        data_case("regression, sample weights", with_training(
            REGRESSION, loss={"type": "huber", "delta": 0.7}, metrics=["root_mean_squared_error"],
            weighted_metrics=["mean_absolute_error", "root_mean_squared_error"]), regression_rows, rng, weighs=True),
        data_case("regression, mean_with_sample_weight", with_training(
            REGRESSION, loss={"type": "mean_absolute_error", "reduction": "mean_with_sample_weight"}), regression_rows,
            rng, weighs=True),
        data_case("regression, sum", with_training(
            REGRESSION, loss={"type": "log_cosh", "reduction": "sum"}, metrics=["r2_score"]), regression_rows, rng,
            weighs=True),
        data_case("categorical, class weights", with_training(
            CATEGORICAL, metrics=["accuracy", "precision", "auc"], weighted_metrics=["categorical_crossentropy"]),
            categorical_rows, rng, class_weight=[1.0, 0.25, 4.0]),
        data_case("categorical, focal", with_training(
            CATEGORICAL, loss="categorical_focal_crossentropy", metrics=["accuracy", "recall"]), categorical_rows, rng),
        data_case("binary, focal", with_training(
            BINARY, loss={"type": "binary_focal_crossentropy", "apply_class_balancing": True, "gamma": 1.5}),
            binary_rows, rng),
        data_case("sequence with a mask", SEQUENCE, sequence_rows, rng),
        data_case("sequence with a mask, sample weights", with_training(
            SEQUENCE, weighted_metrics=["mean_squared_error", "log_cosh_error"]), sequence_rows, rng, weighs=True),
        data_case("sequence with a mask, mean_with_sample_weight", with_training(
            SEQUENCE, loss={"type": "mean_absolute_error", "reduction": "mean_with_sample_weight"}), sequence_rows, rng,
            weighs=True),
        data_case("sequence with a mask, sum", with_training(
            SEQUENCE, loss={"type": "huber", "reduction": "sum"}, optimizer={"type": "sgd", "learning_rate": 0.002}),
            sequence_rows, rng),
        data_case("categorical, certain and wrong", {"model": CERTAIN_MODEL, "training": CATEGORICAL["training"] | {
            "optimizer": {"type": "sgd", "learning_rate": 0.001},
            "metrics": ["categorical_crossentropy", "accuracy"]}}, categorical_rows, rng),
    ]
