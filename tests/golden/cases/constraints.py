"""constraints.json: a weight and what the constraint makes of it."""

import numpy as np

from cases import parts
from cases.tensors import normal, tensor

CONSTRAINTS = [
    {"type": "non_neg"},
    {"type": "max_norm"},
    {"type": "max_norm", "max_value": 0.7},
    {"type": "max_norm", "max_value": 0.7, "axis": 1},
    {"type": "max_norm", "max_value": 0.7, "axis": -1},
    {"type": "max_norm", "max_value": 0.7, "axis": [0, 1]},
    {"type": "max_norm", "max_value": 0.0},
    {"type": "unit_norm"},
    {"type": "unit_norm", "axis": 1},
    {"type": "unit_norm", "axis": [0, 1]},
    {"type": "min_max_norm"},
    {"type": "min_max_norm", "min_value": 1.0, "max_value": 1.5},
    {"type": "min_max_norm", "min_value": 1.0, "max_value": 1.5, "rate": 0.3},
    {"type": "min_max_norm", "min_value": 1.0, "max_value": 1.5, "rate": 0.0},
    {"type": "min_max_norm", "min_value": 1.0, "max_value": 1.5, "axis": 1},
]
ON_KERNELS = [
    {"type": "max_norm", "max_value": 1.0, "axis": [0, 1, 2]},
    {"type": "max_norm", "max_value": 1.0, "axis": [0, 3]},
    {"type": "unit_norm", "axis": [0, 1, 2]},
    {"type": "unit_norm", "axis": [1, 3]},
    {"type": "unit_norm", "axis": 2},
    {"type": "min_max_norm", "min_value": 1.5, "max_value": 2.0, "rate": 0.5, "axis": [0, 1, 2]},
    {"type": "non_neg"},
]


def make_case(name, config, w):
    return {"name": name, "config": config, "w": tensor(w), "after": tensor(parts.constraint(config)(w))}


def make_cases(rng):
    matrix = normal(rng, 4, 5, scale=0.8)
    matrix[:, 1] = 0
    matrix[:, 2] = 1e-5
    matrix[2, 3] = -0.0
    kernel = normal(rng, 2, 2, 3, 4)
    vector = normal(rng, 6)
    wide = normal(rng, 2, 70)

    def of(config, weight, what):
        parameters = ", ".join(f"{key} {value}" for key, value in config.items() if key != "type")
        return make_case(f"{config['type']} of a {what}" + (f", {parameters}" if parameters else ""), config, weight)

    cases = [of(config, matrix, "matrix") for config in CONSTRAINTS]
    cases += [of(config, kernel, "kernel") for config in ON_KERNELS]
    cases += [of(config, vector, "vector") for config in ({"type": "max_norm"}, {"type": "unit_norm"}, {"type": "non_neg"})]
    cases += [of({"type": "unit_norm", "axis": axis}, wide, "wide matrix") for axis in (0, 1)]
    cases.append(of({"type": "unit_norm"}, np.zeros((3, 2), np.float32), "matrix of zeros"))
    return cases
