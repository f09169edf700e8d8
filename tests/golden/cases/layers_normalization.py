"""layers_normalization.json: layers that give their input mean 0 and variance 1, or rescale it.

Batch normalization runs in training mode (statistics of the batch, moving ones in `state` afterwards), outside it, and
with masks; the others are the same in both modes.
"""

import numpy as np

from cases.layers import L1, L1L2, L2, make_case

STEPS = [[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 1]]
GAPS = [[1, 0, 1, 1], [0, 0, 0, 1], [1, 1, 0, 1]]
NOBODY = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]

# By name: (config, input shape, mask or None); each in both modes.
BATCH = {
    "defaults": ({}, (5, 4), None),
    "one channel": ({}, (6, 1), None),
    "one row": ({}, (1, 3), None),
    "rank 3": ({}, (3, 4, 2), None),
    "rank 4": ({}, (2, 3, 2, 3), None),
    "rank 3, axis 1": ({"axis": 1}, (3, 4, 2), None),
    "rank 3, axis 2": ({"axis": 2}, (3, 4, 2), None),
    "rank 4, axis 1": ({"axis": 1}, (2, 3, 2, 3), None),
    "rank 4, axis -2": ({"axis": -2}, (2, 3, 2, 3), None),
    "momentum": ({"momentum": 0.6}, (5, 4), None),
    "epsilon": ({"epsilon": 0.5}, (5, 4), None),
    "without center": ({"center": False}, (5, 4), None),
    "without scale": ({"scale": False}, (5, 4), None),
    "without both": ({"center": False, "scale": False}, (3, 4, 2), None),
    "gamma l1": ({"gamma_regularizer": L1}, (5, 4), None),
    "beta l2": ({"beta_regularizer": L2}, (5, 4), None),
    "both l1l2": ({"beta_regularizer": L1L2, "gamma_regularizer": L1L2}, (3, 4, 2), None),
    "activity l2": ({"activity_regularizer": L2}, (5, 4), None),
    "mask": ({}, (3, 4, 2), STEPS),
    "mask with gaps": ({"momentum": 0.8}, (3, 4, 2), GAPS),
    "mask, axis 1": ({"axis": 1}, (3, 4, 2), STEPS),
    "mask, without scale": ({"scale": False}, (3, 4, 2), STEPS),
    "everything masked": ({}, (3, 4, 2), NOBODY),
}

LAYER = {
    "defaults": ({}, (3, 5)),
    "rank 3": ({}, (2, 3, 4)),
    "rank 4": ({}, (2, 2, 3, 4)),
    "axis 1": ({"axis": 1}, (2, 3, 4)),
    "axis -2 of rank 4": ({"axis": -2}, (2, 2, 3, 4)),
    "axis 1 of rank 4": ({"axis": 1}, (2, 3, 2, 4)),
    "axes 1 and 2": ({"axis": [1, 2]}, (2, 3, 4)),
    "axes -1 and -2": ({"axis": [-1, -2]}, (2, 2, 3, 4)),
    "axes 1 and 3": ({"axis": [1, 3]}, (2, 2, 3, 4)),
    "axes 1, 2 and 3": ({"axis": [3, 1, 2]}, (2, 2, 3, 2)),
    "axes of both signs": ({"axis": [1, -1]}, (2, 2, 3, 4)),
    "epsilon": ({"epsilon": 0.1}, (3, 5)),
    "without center": ({"center": False}, (3, 5)),
    "without scale": ({"scale": False}, (3, 5)),
    "without both": ({"center": False, "scale": False, "axis": [1, 2]}, (2, 3, 4)),
    "one feature": ({}, (4, 1)),
    "gamma l2": ({"gamma_regularizer": L2}, (3, 5)),
    "beta l1": ({"beta_regularizer": L1}, (3, 5)),
    "activity l1l2": ({"activity_regularizer": L1L2}, (3, 5)),
}

GROUP = {
    "two groups": ({"groups": 2}, (3, 6)),
    "one group": ({"groups": 1}, (3, 6)),
    "rank 3": ({"groups": 2}, (2, 3, 4)),
    "rank 4": ({"groups": 3}, (2, 2, 2, 6)),
    "instances": ({"groups": -1}, (2, 3, 2, 4)),
    "axis 1": ({"groups": 2, "axis": 1}, (2, 4, 3)),
    "axis 1 of rank 4": ({"groups": 2, "axis": 1}, (2, 4, 2, 3)),
    "axis -2 of rank 4": ({"groups": 2, "axis": -2}, (2, 3, 4, 2)),
    "instances, axis 1": ({"groups": -1, "axis": 1}, (2, 3, 4)),
    "epsilon": ({"groups": 2, "epsilon": 0.1}, (3, 6)),
    "without center": ({"groups": 2, "center": False}, (2, 3, 4)),
    "without scale": ({"groups": 2, "scale": False}, (2, 3, 4)),
    "without both": ({"groups": 2, "center": False, "scale": False}, (3, 6)),
    "gamma l1": ({"groups": 2, "gamma_regularizer": L1}, (3, 6)),
    "beta l2": ({"groups": 2, "beta_regularizer": L2}, (3, 6)),
}

RESCALING = {
    "scale": ({"scale": 0.00392156862745098}, (3, 5)),
    "scale and offset": ({"scale": 2.0, "offset": -1.0}, (2, 3, 4)),
    "one for each channel": ({"scale": [1.0, -2.0, 0.5], "offset": [0.0, 1.0, 2.0]}, (2, 2, 3)),
}

# Without a mean, the weights are what adapt() would write.
NORMALIZATION = {
    "adapted": ({}, (3, 5)),
    "adapted, rank 3": ({}, (2, 3, 4)),
    "adapted, axis 1": ({"axis": 1}, (2, 3, 4)),
    "adapted, two axes": ({"axis": [1, 3]}, (2, 2, 3, 4)),
    "adapted, no axis": ({"axis": None}, (2, 3, 4)),
    "adapted, inverse": ({"invert": True}, (3, 5)),
    "given": ({"mean": 0.5, "variance": 4.0}, (3, 5)),
    "given, a list": ({"mean": [0.5, -1.0, 2.0], "variance": [4.0, 0.25, 1.0]}, (2, 2, 3)),
    "given, two axes": ({"axis": [1, 2], "mean": [0.5, -1.0, 2.0], "variance": [4.0, 0.25, 1.0]}, (2, 2, 3)),
    "given, axis 1": ({"axis": 1, "mean": [0.5, -1.0], "variance": [4.0, 0.25]}, (2, 2, 3)),
    "given, inverse": ({"mean": 0.5, "variance": 4.0, "invert": True}, (3, 5)),
    "given, variance 0": ({"mean": 0.0, "variance": 0.0}, (3, 2)),
}

# Outside training, where they pass their input on.
NOISE = [
    {"type": "spatial_dropout1d", "rate": 0.5},
    {"type": "gaussian_noise", "stddev": 0.5},
    {"type": "gaussian_dropout", "rate": 0.5},
    {"type": "alpha_dropout", "rate": 0.5},
]


def make_cases(rng):
    cases = []
    for name, (parameters, shape, mask) in BATCH.items():
        config = {"type": "batch_normalization", **parameters}
        for training in (True, False):
            full_name = f"batch_normalization, {name}, {'training' if training else 'inference'}"
            steps = None if mask is None else np.array(mask)
            cases.append(make_case(full_name, config, shape, rng, training=training, mask=steps))
    for name, (parameters, shape) in LAYER.items():
        config = {"type": "layer_normalization", **parameters}
        cases.append(make_case(f"layer_normalization, {name}", config, shape, rng))
    for name, (parameters, shape) in GROUP.items():
        config = {"type": "group_normalization", **parameters}
        cases.append(make_case(f"group_normalization, {name}", config, shape, rng))
    steps = np.array(STEPS)
    for kind in ("layer_normalization", "group_normalization"):
        config = {"type": kind, **({"groups": 2} if kind == "group_normalization" else {})}
        cases.append(make_case(f"{kind}, mask", config, (3, 4, 6), rng, mask=steps))
    for kind, table in (("rescaling", RESCALING), ("normalization", NORMALIZATION)):
        for name, (parameters, shape) in table.items():
            cases.append(make_case(f"{kind}, {name}", {"type": kind, **parameters}, shape, rng))
    for config in NOISE:
        cases.append(make_case(f"{config['type']}, inference", config, (2, 3, 2), rng))
    return cases
