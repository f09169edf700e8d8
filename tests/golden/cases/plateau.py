"""plateau.json: learning rates under ReduceLROnPlateau, of a rate that would else be constant.

`rates`: the rate during each epoch and, at the end, the rate after the last.
"""

import keras
import numpy as np

from cases.early_stopping import json_number, make_model

NAN = float("nan")
FLAT = [1.0] * 9
FALLING = [1.0, 0.9, 0.85, 0.85, 0.86, 0.84, 0.839, 0.9, 0.8, 0.8, 0.8, 0.8]
# By name: (config, learning rate, values).
SEQUENCES = {
    "patience 2": ({"patience": 2}, 1.0, FLAT),
    "patience 0": ({"patience": 0, "factor": 0.5}, 1.0, FLAT),
    "patience 1": ({"patience": 1, "factor": 0.5}, 1.0, FLAT),
    "default patience": ({}, 0.01, [1.0] * 25),
    "cooldown": ({"patience": 2, "cooldown": 3}, 1.0, [1.0] * 14),
    "cooldown 1": ({"patience": 2, "cooldown": 1, "factor": 0.3}, 0.02, [1.0] * 14),
    "cooldown, better in it": ({"patience": 1, "cooldown": 2, "factor": 0.5}, 1.0,
                               [1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4]),
    "min_lr": ({"patience": 1, "min_lr": 0.05}, 1.0, FLAT),
    "min_lr, cooldown": ({"patience": 1, "min_lr": 0.2, "factor": 0.5, "cooldown": 1}, 1.0, FLAT),
    "min_lr above the rate": ({"patience": 1, "min_lr": 2.0}, 1.0, FLAT),
    "factor 0": ({"patience": 1, "factor": 0.0, "min_lr": 0.001}, 0.1, FLAT),
    "factor 0, no min_lr": ({"patience": 1, "factor": 0.0}, 0.1, FLAT),
    "falling": ({"patience": 2, "factor": 0.3}, 0.003, FALLING),
    "falling, min_delta": ({"patience": 2, "factor": 0.3, "min_delta": 0.05}, 0.003, FALLING),
    "falling, negative min_delta": ({"patience": 2, "factor": 0.3, "min_delta": -0.05}, 0.003, FALLING),
    "falling, min_delta 0": ({"patience": 1, "factor": 0.7, "min_delta": 0}, 0.003, FALLING),
    "mode max": ({"patience": 1, "factor": 0.5, "mode": "max", "monitor": "val_loss"}, 0.1, FALLING),
    "mode auto, val_accuracy": ({"patience": 1, "factor": 0.5, "monitor": "val_accuracy"}, 0.1,
                                [0.5, 0.6, 0.6, 0.55, 0.7, 0.7, 0.7, 0.7]),
    "mode auto, loss": ({"patience": 1, "factor": 0.5, "monitor": "loss"}, 0.1, FALLING),
    "first NaN": ({"patience": 2, "factor": 0.5}, 0.1, [NAN, 1.0, 0.5, 0.4, 0.3]),
    "later NaN": ({"patience": 2, "factor": 0.5}, 0.1, [1.0, NAN, NAN, 0.5, NAN, NAN]),
    "better by less than float32": ({"patience": 1, "factor": 0.5, "min_delta": 0}, 0.1,
                                    [0.9, 0.9 - 1e-9, 0.9 - 2e-9]),
}


def make_case(name, config, rate, values, model):
    """Plays the epochs."""
    model.optimizer.learning_rate = rate
    plateau = keras.callbacks.ReduceLROnPlateau(**config)
    plateau.set_model(model)
    plateau.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        rates.append(float(np.float32(model.optimizer.learning_rate)))
        plateau.on_epoch_end(epoch, {plateau.monitor: value})
    rates.append(float(np.float32(model.optimizer.learning_rate)))
    return {
        "name": name,
        "config": config,
        "learning_rate": rate,
        "values": [json_number(value) for value in values],
        "rates": rates,
    }


def make_cases(rng):
    del rng
    model = make_model()
    return [make_case(name, config, rate, values, model) for name, (config, rate, values) in SEQUENCES.items()]
