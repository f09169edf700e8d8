"""activations.json: y = f(x) and dx = the gradient of sum(dy * y)."""

import numpy as np
import tensorflow as tf

from cases import parts
from cases.tensors import normal, tensor

# Away from every kink below; both signs, tiny, and large enough to saturate or overflow a careless exp().
SPREAD = [-80, -30, -6.5, -3.3, -1.7, -1.2, -0.8, -0.3, -0.05, -1e-4, 4.2]
SPREAD += [1e-4, 0.05, 0.3, 0.7, 1.3, 1.9, 2.6, 3.4, 6.7, 30, 80]

# (config, kinks): where f or its derivative jumps; None for a smooth f, which gets 0 among its ordinary inputs.
ELEMENTWISE = [
    ({"type": "celu"}, [0]),
    ({"type": "celu", "alpha": 0.5}, [0]),
    ({"type": "elu"}, [0]),
    ({"type": "elu", "alpha": 0.3}, [0]),
    ({"type": "exponential"}, None),
    ({"type": "gelu"}, None),
    ({"type": "gelu", "approximate": False}, None),
    ({"type": "gelu", "approximate": True}, None),
    ({"type": "hard_shrink"}, [-0.5, 0.5]),
    ({"type": "hard_shrink", "threshold": 1.5}, [-1.5, 1.5]),
    ({"type": "hard_sigmoid"}, [-3, 3]),
    ({"type": "hard_silu"}, [-3, 3]),
    ({"type": "hard_tanh"}, [-1, 1]),
    ({"type": "leaky_relu"}, [0]),
    ({"type": "leaky_relu", "negative_slope": 0.01}, [0]),
    ({"type": "linear"}, None),
    ({"type": "log_sigmoid"}, None),
    ({"type": "mish"}, None),
    ({"type": "relu"}, [0]),
    ({"type": "relu", "negative_slope": 0.1}, [0]),
    ({"type": "relu", "max_value": 2.0}, [0, 2]),
    ({"type": "relu", "threshold": 1.0}, [1]),
    ({"type": "relu", "negative_slope": 0.1, "threshold": 1.0}, [1]),
    ({"type": "relu", "max_value": 6.0}, [0, 6]),
    ({"type": "relu", "negative_slope": 0.1, "max_value": 3.0, "threshold": 1.0}, [1, 3]),
    ({"type": "relu6"}, [0, 6]),
    ({"type": "selu"}, [0]),
    ({"type": "sigmoid"}, None),
    ({"type": "silu"}, None),
    ({"type": "soft_shrink"}, [-0.5, 0.5]),
    ({"type": "soft_shrink", "threshold": 1.5}, [-1.5, 1.5]),
    ({"type": "softplus"}, None),
    ({"type": "softsign"}, [0]),
    ({"type": "sparse_plus"}, [-1, 1]),
    ({"type": "sparse_sigmoid"}, [-1, 1]),
    ({"type": "squareplus"}, None),
    ({"type": "squareplus", "b": 1.0}, None),
    ({"type": "tanh"}, None),
    ({"type": "tanh_shrink"}, None),
    ({"type": "threshold", "threshold": 0.5, "default_value": -2.0}, [0.5]),
    ({"type": "threshold", "threshold": -1.0, "default_value": 0.0}, [-1]),
]
ROW_WISE = ["glu", "log_softmax", "softmax", "sparsemax"]


def case_name(config):
    """"relu(max_value=2.0)"."""
    kind, parameters = parts.split_type(config)
    listed = ", ".join(f"{key}={value}" for key, value in parameters.items())
    return f"{kind}({listed})" if parameters else kind


def make_case(name, config, x, rng):
    """Runs Keras forward and backward on x."""
    x = tf.constant(x, dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.identity(parts.activation(config)(x))
        dy = tf.constant(normal(rng, *y.shape))
        total = tf.reduce_sum(dy * y)
    dx = tape.gradient(total, x, unconnected_gradients="zero")
    return {"name": name, "config": config, "x": tensor(x), "y": tensor(y), "dy": tensor(dy), "dx": tensor(dx)}


def elementwise_cases(rng):
    """Ordinary inputs, and the kinks on their own."""
    cases = []
    for config, kinks in ELEMENTWISE:
        spread = np.array(SPREAD if kinks else [*SPREAD[:10], 0.0, *SPREAD[11:]], dtype=np.float32)
        x = np.concatenate([spread.reshape(2, 11), normal(rng, 2, 11, scale=2.0)])
        cases.append(make_case(case_name(config), config, x, rng))
        if kinks:
            cases.append(make_case(case_name(config) + "@kink", config, [kinks], rng))
    return cases


def row_wise_cases(rng):
    """Ordinary rows, saturated rows, equal entries, and a rank-3 input."""
    extreme = [[80, -80, 30, -30, 0, 1e-4], [1e-4, -1e-4, 0.2, 0.1, -0.1, 0.3], [-80, -80, -79, -78, -30, -30.5]]
    tied = [[0, 0, 0, 0, 0, 0], [1, 1, 0, 0, -1, -1], [2, 1, 1, 1, 0, -2]]
    cases = []
    for kind in ROW_WISE:
        config = {"type": kind}
        cases.append(make_case(kind, config, normal(rng, 3, 6, scale=2.0), rng))
        cases.append(make_case(f"{kind} extreme", config, extreme, rng))
        cases.append(make_case(f"{kind} rank 3", config, normal(rng, 2, 3, 4, scale=1.5), rng))
        suffix = "@kink" if kind == "sparsemax" else " tied"
        cases.append(make_case(kind + suffix, config, tied, rng))
        if kind != "glu":
            cases.append(make_case(f"{kind} one column", config, [[-2], [0], [3]], rng))
    return cases


def make_cases(rng):
    return elementwise_cases(rng) + row_wise_cases(rng)
