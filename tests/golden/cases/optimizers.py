"""optimizers.json: the weights after each of 20 updates with given gradients."""

import keras
import numpy as np

from cases import parts
from cases.tensors import normal, tensor

NUM_STEPS = 20
OPTIMIZERS = {
    "sgd": {"type": "sgd"},
    "sgd learning_rate": {"type": "sgd", "learning_rate": 0.3},
    "sgd momentum": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9},
    "sgd nesterov": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    "sgd nesterov without momentum": {"type": "sgd", "learning_rate": 0.05, "nesterov": True},
    "sgd decay": {"type": "sgd", "learning_rate": 0.1, "decay": 0.01},
    "sgd decay, default learning_rate": {"type": "sgd", "decay": 0.5},
    "sgd decay, momentum": {"type": "sgd", "learning_rate": 0.1, "decay": 0.1, "momentum": 0.8},
    "sgd decay, nesterov": {"type": "sgd", "learning_rate": 0.1, "decay": 0.1, "momentum": 0.8, "nesterov": True},
    "adam": {"type": "adam"},
    "adam large learning_rate": {"type": "adam", "learning_rate": 0.5},
    "adam betas": {"type": "adam", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9},
    "adam epsilon": {"type": "adam", "learning_rate": 0.01, "epsilon": 0.01},
    "adam amsgrad": {"type": "adam", "learning_rate": 0.05, "amsgrad": True},
    "adam amsgrad, short memory": {"type": "adam", "learning_rate": 0.05, "beta_2": 0.6, "amsgrad": True},
}


def make_gradients(rng):
    """20 steps for a matrix and a vector: sizes from 1e-4 to 10, shrinking so that amsgrad differs, some exact 0."""
    steps = []
    for step in range(NUM_STEPS):
        scale = 10.0 ** rng.uniform(-1.0, 0.5) * 0.8**step
        matrix, vector = normal(rng, 3, 4, scale=scale), normal(rng, 4, scale=scale)
        matrix[0, 0] = 0.0  # never moved
        matrix[1, 1] *= step % 3 == 0  # moved now and then
        vector[0] *= 1e-4
        vector[1] = 10.0 if step == 5 else vector[1]
        steps.append([matrix, vector])
    return steps


def make_case(name, config, weights, gradients):
    """Applies each step's gradients."""
    optimizer = parts.optimizer(config)
    variables = [keras.Variable(weight) for weight in weights]
    optimizer.build(variables)
    after = []
    for step in gradients:
        optimizer.apply(step, variables)
        after.append([tensor(variable) for variable in variables])
    return {
        "name": name,
        "config": config,
        "weights": [tensor(weight) for weight in weights],
        "gradients": [[tensor(gradient) for gradient in step] for step in gradients],
        "after": after,
    }


def make_cases(rng):
    weights = [normal(rng, 3, 4), np.array([0.0, 1.0, -2.0, 0.5], dtype=np.float32)]
    gradients = make_gradients(rng)
    return [make_case(name, config, weights, gradients) for name, config in OPTIMIZERS.items()]
