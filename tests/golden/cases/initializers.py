"""initializers.json: fans, the distribution they lead to, and the statistics of one sample from Keras.

`std` is the distribution's; `bound` is never exceeded: the limit of a uniform, twice the untruncated deviation of a
truncated normal. Both are null for constants, whose `value` is given instead.
"""

import math

import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from cases import parts
from cases.tensors import number

SHAPES = [(300, 200), (64,), (3, 3, 16, 32)]
RANDOM = ["glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform"]
CONSTANT = [({"type": "zeros"}, 0.0), ({"type": "ones"}, 1.0), ({"type": "constant"}, 0.0),
            ({"type": "constant", "value": 0.25}, 0.25)]
TRUNCATED_STD = 0.87962566103423978  # of a standard normal cut at +-2


def distribution(kind, fan_in, fan_out):
    """(std, bound) of a variance-scaling initializer."""
    family, shape = kind.split("_")
    variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[family]
    std = math.sqrt(variance)
    return std, (math.sqrt(3) * std if shape == "uniform" else 2 * std / TRUNCATED_STD)


def make_case(config, shape, **theory):
    """Draws one sample of the shape."""
    sample = np.asarray(parts.initializer(config)(shape), dtype=np.float64)
    fan_in, fan_out = compute_fans(shape)
    statistics = {"mean": sample.mean(), "std": sample.std(), "min": sample.min(), "max": sample.max()}
    return {
        "name": f"{config['type']}{list(shape)}" + (" value" if "value" in config else ""),
        "config": config,
        "shape": list(shape),
        "fan_in": fan_in,
        "fan_out": fan_out,
        **theory,
        "sample": {key: number(value) for key, value in statistics.items()},
    }


def random_case(kind, shape):
    std, bound = distribution(kind, *compute_fans(shape))
    return make_case({"type": kind}, shape, std=std, bound=bound)


def make_cases(rng):
    del rng  # Keras's own generator, seeded by generate.py
    cases = [random_case(kind, shape) for kind in RANDOM for shape in SHAPES]
    for config, value in CONSTANT:
        cases += [make_case(config, shape, std=None, bound=None, value=value) for shape in SHAPES]
    return cases
