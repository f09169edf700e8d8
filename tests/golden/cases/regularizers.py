"""regularizers.json: the penalty of w and its gradient."""

import tensorflow as tf

from cases import parts
from cases.tensors import normal, number, tensor

REGULARIZERS = {
    "l1": {"type": "l1"},
    "l1 value": {"type": "l1", "l1": 0.3},
    "l1 zero": {"type": "l1", "l1": 0.0},
    "l2": {"type": "l2"},
    "l2 value": {"type": "l2", "l2": 0.3},
    "l1l2": {"type": "l1l2"},
    "l1l2 values": {"type": "l1l2", "l1": 0.02, "l2": 0.05},
    "l1l2 only l1": {"type": "l1l2", "l1": 0.02},
    "l1l2 only l2": {"type": "l1l2", "l2": 0.05},
}


ORTHOGONAL = {
    "orthogonal_regularizer": {"type": "orthogonal_regularizer"},
    "orthogonal_regularizer columns": {"type": "orthogonal_regularizer", "mode": "columns"},
    "orthogonal_regularizer factor": {"type": "orthogonal_regularizer", "factor": 0.5},
    "orthogonal_regularizer factor, columns": {"type": "orthogonal_regularizer", "factor": 0.5, "mode": "columns"},
}


def make_case(name, config, w):
    w = tf.constant(w)
    with tf.GradientTape() as tape:
        tape.watch(w)
        penalty = tf.convert_to_tensor(parts.regularizer(config)(w))
    gradient = tape.gradient(penalty, w, unconnected_gradients="zero")
    return {"name": name, "config": config, "w": tensor(w), "penalty": number(penalty), "gradient": tensor(gradient)}


def make_cases(rng):
    matrix, vector = normal(rng, 3, 7), normal(rng, 5)
    matrix[0, :3] = [0.0, 1e-4, -1e-4]
    kernel = normal(rng, 2, 3, 4)
    cases = [make_case(name, config, matrix) for name, config in REGULARIZERS.items()]
    cases.append(make_case("l1l2 of a vector", {"type": "l1l2", "l1": 0.1, "l2": 0.2}, vector))
    cases.append(make_case("l1l2 of rank 3", {"type": "l1l2", "l1": 0.1, "l2": 0.2}, kernel))
    other = normal(rng, 5, 4)
    cases += [make_case(name, config, other) for name, config in ORTHOGONAL.items()]
    cases.append(make_case("orthogonal_regularizer of a pair", {"type": "orthogonal_regularizer"}, normal(rng, 2, 3)))
    return cases
