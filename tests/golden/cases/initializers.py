"""initializers.json: fans, the distribution they lead to, and the statistics of one sample from Keras.

`std` is the distribution's; `bound` is never exceeded: the limit of a uniform, twice the untruncated deviation of a
truncated normal, and a distance from `mean` where there is one. Both are null for constants, whose `value` is given
instead, for `identity`, all of whose `values` are given, and for `orthogonal`, with the matrix's `product` with itself.
"""

import math

import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from cases import parts
from cases.tensors import number, tensor

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


def scaling_theory(shape, scale=1.0, mode="fan_in", distribution="truncated_normal"):
    """(std, bound) of variance_scaling; an untruncated normal has no bound."""
    fan_in, fan_out = compute_fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = math.sqrt(scale / max(1.0, fan))
    bound = {"uniform": math.sqrt(3) * std, "untruncated_normal": None}.get(distribution, 2 * std / TRUNCATED_STD)
    return std, bound


SCALING = [
    {}, {"mode": "fan_out"}, {"mode": "fan_avg", "scale": 2.5}, {"distribution": "uniform", "scale": 0.5},
    {"distribution": "normal", "mode": "fan_out"}, {"distribution": "untruncated_normal", "scale": 3.0},
    {"distribution": "uniform", "mode": "fan_avg"},
]
# (config, mean, std, bound of the distance from the mean)
SPREAD = [
    ({"type": "random_normal"}, 0.0, 0.05, None),
    ({"type": "random_normal", "mean": 1.0, "stddev": 0.5}, 1.0, 0.5, None),
    ({"type": "random_uniform"}, 0.0, 0.1 / math.sqrt(12), 0.05),
    ({"type": "random_uniform", "minval": 1.0, "maxval": 2.0}, 1.5, 1 / math.sqrt(12), 0.5),
    ({"type": "truncated_normal"}, 0.0, 0.05 * TRUNCATED_STD, 0.1),
    ({"type": "truncated_normal", "mean": -1.0, "stddev": 0.5}, -1.0, 0.5 * TRUNCATED_STD, 1.0),
]
MATRICES = [(6, 4), (4, 6), (5, 5), (2, 3, 4)]


def named(case, suffix):
    case["name"] += f" {suffix}" if suffix else ""
    return case


def exact_case(config, shape):
    """An initializer without chance: all of its values."""
    return {**make_case(config, shape, std=None, bound=None), "values": tensor(parts.initializer(config)(shape))}


def orthogonal_case(gain, shape):
    """The matrix's product with itself, gain^2 on the diagonal, is what any such matrix has."""
    config = {"type": "orthogonal", "gain": gain}
    matrix = np.asarray(parts.initializer(config)(shape), dtype=np.float64).reshape(-1, shape[-1])
    product = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    return named({**make_case(config, shape, std=None, bound=None), "product": tensor(np.round(product, 5))}, gain)


def make_cases(rng):
    del rng  # Keras's own generator, seeded by generate.py
    cases = [random_case(kind, shape) for kind in RANDOM for shape in SHAPES]
    for config, value in CONSTANT:
        cases += [make_case(config, shape, std=None, bound=None, value=value) for shape in SHAPES]
    for parameters in SCALING:
        for shape in SHAPES:
            std, bound = scaling_theory(shape, **parameters)
            config = {"type": "variance_scaling", **parameters}
            cases.append(named(make_case(config, shape, std=std, bound=bound), " ".join(map(str, parameters.values()))))
    for config, mean, std, bound in SPREAD:
        suffix = "parameters" if len(config) > 1 else ""
        cases.append(named(make_case(config, (300, 200), mean=mean, std=std, bound=bound), suffix))
    cases += [orthogonal_case(gain, shape) for gain in (1.0, 1.4) for shape in MATRICES]
    cases += [exact_case({"type": "identity"}, (3, 4)), exact_case({"type": "identity", "gain": 0.5}, (4, 3))]
    return cases
