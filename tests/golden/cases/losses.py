"""losses.json: the scalar loss, its per-sample values, and d = the gradient of the scalar.

`d` is with respect to y_pred; in a fused case ("activation" is present, z instead of y_pred) with respect to z, the
input of an Activation layer whose output goes into the loss, as the last layer of a model does. There the TensorFlow
backend finds the logits on the output tensor and uses them, whatever the pair of loss and activation.
`per_sample` is before sample weights, masks and the reduction.
"""

import keras
import numpy as np
import tensorflow as tf

from cases import parts
from cases.tensors import normal, number, tensor


def make_case(name, config, y_true, y_pred, *, sample_weight=None, activation=None):
    """Runs one loss on probabilities (or values), or on the output of an activation of the logits y_pred."""
    x = tf.constant(np.asarray(y_pred, dtype=np.float32))
    y_true = np.asarray(y_true, dtype=np.float32)
    loss = parts.loss(config)
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = keras.layers.Activation(parts.activation(activation))(x) if activation else x
        value = loss(y_true, output, sample_weight=sample_weight)
    case = {"name": name, "config": config}
    if activation:
        case["activation"] = activation
    case["y_true"] = tensor(y_true)
    case["z" if activation else "y_pred"] = tensor(x)
    if sample_weight is not None:
        case["sample_weight"] = tensor(sample_weight)
    per_sample = loss.call(tf.constant(y_true), output)
    gradient = tape.gradient(value, x, unconnected_gradients="zero")
    return case | {"loss": number(value), "per_sample": tensor(per_sample), "d": tensor(gradient)}


def weights_of(rng, *shape):
    """Sample weights, one of them zero."""
    weights = rng.uniform(0.25, 3.0, shape).astype(np.float32)
    weights.reshape(-1)[1] = 0.0
    return weights


def one_hot(labels, num_classes):
    return np.eye(num_classes, dtype=np.float32)[np.asarray(labels, dtype=np.int64)]


def binary_cases(rng):
    kind = "binary_crossentropy"
    column_true = [[1], [0], [1], [0], [1], [0]]
    column = [[0.9], [0.2], [0.35], [0.6], [0.5], [0.999]]
    edges_true = [[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1]]
    edges = [[1, 0, 0, 1], [1e-8, 1e-8, 1e-6, 1e-6], [0.9999999, 0.9999999, 0.999999, 0.25]]
    soft_true, soft = rng.uniform(size=(4, 3)), rng.uniform(0.02, 0.98, (4, 3))
    logits = normal(rng, 4, 3, scale=2.0)
    hard_logits = [[50, -50, 0, 1e-3], [-50, 50, 20, -20], [-90, 90, 12, -12]]
    smooth = {"type": kind, "label_smoothing": 0.1}
    raw = {"type": kind, "from_logits": True}
    weights = weights_of(rng, 6)
    cases = [
        make_case(f"{kind} column", {"type": kind}, column_true, column),
        make_case(f"{kind} y_true without the last axis", {"type": kind}, np.squeeze(column_true, -1), column),
        make_case(f"{kind} exact 0 and 1", {"type": kind}, edges_true, edges),
        make_case(f"{kind} soft targets", {"type": kind}, soft_true, soft),
        make_case(f"{kind} label_smoothing", smooth, column_true, column),
        make_case(f"{kind} label_smoothing, exact 0 and 1", smooth, edges_true, edges),
        make_case(f"{kind} label_smoothing 0.3, matrix", smooth | {"label_smoothing": 0.3}, soft_true, soft),
        make_case(f"{kind} from_logits", raw, one_hot([0, 1, 2, 1], 3), logits),
        make_case(f"{kind} from_logits, large", raw, edges_true, hard_logits),
        make_case(f"{kind} from_logits, label_smoothing", raw | {"label_smoothing": 0.1}, edges_true, hard_logits),
        make_case(f"{kind} sample_weight", {"type": kind}, column_true, column, sample_weight=weights),
        make_case(f"{kind} sample_weight, matrix", smooth, soft_true, soft, sample_weight=weights[:4]),
        make_case(f"{kind} sum", {"type": kind, "reduction": "sum"}, column_true, column, sample_weight=weights),
        make_case(f"{kind} rank 3", {"type": kind}, rng.integers(0, 2, (2, 3, 2)), rng.uniform(0.1, 0.9, (2, 3, 2))),
    ]
    for activation in ["sigmoid", "softmax"]:
        fused = {"activation": activation}
        name = f"{kind} of {activation}"
        cases += [
            make_case(name, {"type": kind}, one_hot([0, 1, 2, 1], 3), logits, **fused),
            make_case(f"{name}, large", {"type": kind}, edges_true, hard_logits, **fused),
            make_case(f"{name}, label_smoothing", smooth, edges_true, hard_logits, **fused),
            make_case(f"{name}, from_logits", raw, edges_true, hard_logits, **fused),
            make_case(f"{name}, sample_weight", smooth, soft_true, logits, sample_weight=weights[:4], **fused),
        ]
    z = normal(rng, 6, 1, scale=3.0)
    cases += [
        make_case(f"{kind} of sigmoid, column", {"type": kind}, column_true, z, activation="sigmoid"),
        make_case(f"{kind} of sigmoid, y_true without the last axis", {"type": kind}, np.squeeze(column_true, -1), z,
                  activation="sigmoid", sample_weight=weights),
        make_case(f"{kind} of hard_sigmoid", {"type": kind}, column_true, [[2], [-1], [0.5], [4], [-4], [1]],
                  activation="hard_sigmoid"),
    ]
    return cases


# Rows: ordinary; certain and right; certain and wrong; sum 1.7; sum 0.3; entries beyond the clip.
PROBABILITIES = [
    [0.1, 0.6, 0.25, 0.05],
    [0.0, 1.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 1.0],
    [0.5, 0.4, 0.6, 0.2],
    [0.05, 0.1, 0.05, 0.1],
    [1e-8, 0.9999999, 1e-9, 1e-6],
]
LABELS = [1, 1, 0, 2, 3, 0]
LARGE_LOGITS = [
    [50, -50, 0, 1],
    [-50, 50, 0, 0],
    [3, 2, -1, 0.5],
    [-50, -50, -50, -49],
    [90, 89, -90, 88],
    [0, 0, 0, 0],
]


def categorical_cases(rng):
    kind = "categorical_crossentropy"
    y_true = one_hot(LABELS, 4)
    soft_true = rng.dirichlet(np.ones(4), 6)
    logits = normal(rng, 6, 4, scale=2.0)
    weights = weights_of(rng, 6)
    plain, smooth = {"type": kind}, {"type": kind, "label_smoothing": 0.1}
    raw = {"type": kind, "from_logits": True}
    sequence = rng.dirichlet(np.ones(3), (2, 4))
    sequence_true = one_hot(rng.integers(0, 3, (2, 4)), 3)
    cases = [
        make_case(kind, plain, y_true, PROBABILITIES),
        make_case(f"{kind} soft targets", plain, soft_true, PROBABILITIES),
        make_case(f"{kind} label_smoothing", smooth, y_true, PROBABILITIES),
        make_case(f"{kind} from_logits", raw, y_true, logits),
        make_case(f"{kind} from_logits, large", raw, y_true, LARGE_LOGITS),
        make_case(f"{kind} from_logits, label_smoothing", raw | {"label_smoothing": 0.2}, y_true, LARGE_LOGITS),
        make_case(f"{kind} sample_weight", plain, y_true, PROBABILITIES, sample_weight=weights),
        make_case(f"{kind} sum", smooth | {"reduction": "sum"}, y_true, PROBABILITIES, sample_weight=weights),
        make_case(f"{kind} rank 3", plain, sequence_true, sequence),
        make_case(f"{kind} rank 3, sample_weight", plain, sequence_true, sequence, sample_weight=weights_of(rng, 2, 4)),
    ]
    for activation in ["softmax", "sigmoid"]:
        fused = {"activation": activation}
        name = f"{kind} of {activation}"
        cases += [
            make_case(name, plain, y_true, logits, **fused),
            make_case(f"{name}, large", plain, y_true, LARGE_LOGITS, **fused),
            make_case(f"{name}, soft targets", plain, soft_true, LARGE_LOGITS, **fused),
            make_case(f"{name}, targets that do not sum to 1", plain, 0.7 * soft_true, logits, **fused),
            make_case(f"{name}, label_smoothing", smooth, y_true, LARGE_LOGITS, **fused),
            make_case(f"{name}, from_logits", raw, y_true, logits, **fused),
            make_case(f"{name}, sample_weight", smooth, y_true, logits, sample_weight=weights, **fused),
        ]
    z = normal(rng, 2, 4, 3, scale=2.0)
    cases.append(make_case(f"{kind} of softmax, rank 3", plain, sequence_true, z, activation="softmax"))
    return cases


def sparse_cases(rng):
    kind = "sparse_categorical_crossentropy"
    labels = np.array(LABELS)
    column = labels[:, None]
    with_minus_one = np.array([1, -1, 0, 2, -1, 0])
    logits = normal(rng, 6, 4, scale=2.0)
    weights = weights_of(rng, 6)
    plain, raw = {"type": kind}, {"type": kind, "from_logits": True}
    minus_one, real_class = {"ignore_class": -1}, {"ignore_class": 0}
    sequence, sequence_true = rng.dirichlet(np.ones(3), (2, 4)), rng.integers(0, 3, (2, 4))
    cases = [
        make_case(kind, plain, labels, PROBABILITIES),
        make_case(f"{kind} column of labels", plain, column, PROBABILITIES),
        make_case(f"{kind} from_logits", raw, labels, logits),
        make_case(f"{kind} from_logits, large", raw, labels, LARGE_LOGITS),
        make_case(f"{kind} ignore_class -1", plain | minus_one, with_minus_one, PROBABILITIES),
        make_case(f"{kind} ignore_class 0", plain | real_class, labels, PROBABILITIES),
        make_case(f"{kind} ignore_class -1, from_logits", raw | minus_one, with_minus_one, LARGE_LOGITS),
        make_case(f"{kind} ignore_class 0, from_logits", raw | real_class, labels, logits),
        make_case(f"{kind} ignore_class, no row left", plain | real_class, np.zeros(6), PROBABILITIES),
        make_case(f"{kind} ignore_class 0, sample_weight", plain | real_class, labels, PROBABILITIES,
                  sample_weight=weights),
        make_case(f"{kind} ignore_class 0, sum", plain | real_class | {"reduction": "sum"}, labels, PROBABILITIES),
        make_case(f"{kind} sample_weight", plain, labels, PROBABILITIES, sample_weight=weights),
        make_case(f"{kind} sum", plain | {"reduction": "sum"}, labels, PROBABILITIES, sample_weight=weights),
        make_case(f"{kind} rank 3", plain, sequence_true, sequence),
        make_case(f"{kind} rank 3, ignore_class 0", plain | real_class, sequence_true, sequence),
        make_case(f"{kind} rank 3, sample_weight", plain, sequence_true, sequence,
                  sample_weight=weights_of(rng, 2, 4)),
    ]
    for activation in ["softmax", "sigmoid"]:
        fused = {"activation": activation}
        name = f"{kind} of {activation}"
        cases += [
            make_case(name, plain, labels, logits, **fused),
            make_case(f"{name}, large", plain, labels, LARGE_LOGITS, **fused),
            make_case(f"{name}, column of labels", plain, column, LARGE_LOGITS, **fused),
            make_case(f"{name}, from_logits", raw, labels, logits, **fused),
            make_case(f"{name}, sample_weight", plain, labels, logits, sample_weight=weights, **fused),
            make_case(f"{name}, ignore_class -1", plain | minus_one, with_minus_one, logits, **fused),
            make_case(f"{name}, ignore_class 0, large", plain | real_class, labels, LARGE_LOGITS, **fused),
        ]
    z = normal(rng, 2, 4, 3, scale=2.0)
    cases.append(make_case(f"{kind} of softmax, rank 3", plain, sequence_true, z, activation="softmax"))
    return cases


def squared_error_cases(rng):
    kind = "mean_squared_error"
    config = {"type": kind}
    y_true, y_pred = normal(rng, 5, 3, scale=2.0), normal(rng, 5, 3, scale=2.0)
    weights = weights_of(rng, 5)
    column = normal(rng, 5, 1)
    cases = [
        make_case(kind, config, y_true, y_pred),
        make_case(f"{kind} exact", config, y_true, y_true),
        make_case(f"{kind} column", config, y_true[:, :1], column),
        make_case(f"{kind} y_true without the last axis", config, y_true[:, 0], column),
        make_case(f"{kind} large", config, 1e4 * y_true, y_pred),
        make_case(f"{kind} sample_weight", config, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} rank 3", config, normal(rng, 2, 3, 2), normal(rng, 2, 3, 2)),
        make_case(f"{kind} rank 3, sample_weight", config, normal(rng, 2, 3, 2), normal(rng, 2, 3, 2),
                  sample_weight=weights_of(rng, 2, 3)),
    ]
    for activation in ["sigmoid", "softmax"]:
        cases.append(make_case(f"{kind} of {activation}", config, one_hot([0, 2, 1, 1, 0], 3), y_pred,
                               activation=activation))
    return cases


NUMBERS = [[1.0, -2.0, 0.5], [0.0, 1e-8, -0.0], [3.0, 3.0, 3.0], [-1.0, 4.0, 0.25], [2.5, 1e3, 1.0], [0.1, 0.2, 0.3]]
# Equal ones, zeros, and distances of exactly 1 and 0.5 among them.
ESTIMATES = [[1.0, -1.0, 1.0], [1e-8, 0.0, 2.0], [2.0, 3.0, 4.0], [-1.5, 3.5, -0.25], [1e-3, 900.0, 1.0], [0.15, 0.5, 0.1]]


def number_cases(rng, kind, configs, *, positive=False):
    """A loss of numbers: kinks, columns, weights, both reductions, sequences."""
    def values(*shape):
        return np.abs(normal(rng, *shape, scale=2.0)) + 0.05 if positive else normal(rng, *shape, scale=2.0)

    y_true, y_pred, weights = values(6, 3), values(6, 3), weights_of(rng, 6)
    kinks = [np.abs(NUMBERS), np.abs(ESTIMATES)] if positive else [NUMBERS, ESTIMATES]
    cases = []
    for suffix, keys in configs:
        config = {"type": kind} | keys
        cases += [
            make_case(f"{kind}{suffix}", config, y_true, y_pred),
            make_case(f"{kind}{suffix}, kinks", config, *kinks),
            make_case(f"{kind}{suffix}, sample_weight", config, y_true, y_pred, sample_weight=weights),
        ]
    config = {"type": kind}
    cases += [
        make_case(f"{kind} y_true without the last axis", config, y_true[:, 0], y_pred[:, :1]),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} mean", config | {"reduction": "mean"}, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} mean_with_sample_weight", config | {"reduction": "mean_with_sample_weight"}, y_true, y_pred,
                  sample_weight=weights),
        make_case(f"{kind} mean_with_sample_weight, no weights", config | {"reduction": "mean_with_sample_weight"},
                  y_true, y_pred),
        make_case(f"{kind} rank 3", config, values(2, 3, 2), values(2, 3, 2)),
    ]
    return cases


def regression_cases(rng):
    plain = [("", {})]
    cases = number_cases(rng, "mean_absolute_error", plain)
    cases += number_cases(rng, "mean_absolute_percentage_error", plain)
    cases += number_cases(rng, "mean_squared_logarithmic_error", plain)
    cases += number_cases(rng, "huber", [*plain, (" delta 0.5", {"delta": 0.5})])
    cases += number_cases(rng, "log_cosh", plain)
    cases += number_cases(rng, "poisson", plain, positive=True)
    shares, near = rng.dirichlet(np.ones(3), 6), rng.dirichlet(np.ones(3), 6)
    kind = "kl_divergence"
    cases += number_cases(rng, kind, plain, positive=True)
    cases += [
        make_case(f"{kind} shares", {"type": kind}, shares, near),
        make_case(f"{kind} one-hot", {"type": kind}, one_hot([0, 2, 1, 1, 0, 2], 3), near),
        make_case(f"{kind} of softmax", {"type": kind}, shares, normal(rng, 6, 3, scale=2.0), activation="softmax"),
    ]
    return cases


def hinge_cases(rng):
    cases = []
    column_true = [[1], [0], [1], [0], [1], [0]]
    column = [[1.0], [-1.0], [0.3], [0.2], [-2.0], [-1.5]]  # the first two lie on the margin
    weights = weights_of(rng, 6)
    for kind in ["hinge", "squared_hinge"]:
        config = {"type": kind}
        cases += [
            make_case(kind, config, column_true, column),
            make_case(f"{kind} labels -1 and 1", config, 2 * np.array(column_true) - 1, column),
            make_case(f"{kind} matrix", config, rng.integers(0, 2, (4, 3)), normal(rng, 4, 3)),
            make_case(f"{kind} sample_weight", config, column_true, column, sample_weight=weights),
            make_case(f"{kind} sum", config | {"reduction": "sum"}, column_true, column, sample_weight=weights),
            make_case(f"{kind} mean_with_sample_weight", config | {"reduction": "mean_with_sample_weight"},
                      column_true, column, sample_weight=weights),
            make_case(f"{kind} of tanh", config, column_true, normal(rng, 6, 1), activation="tanh"),
            make_case(f"{kind} rank 3", config, rng.integers(0, 2, (2, 3, 2)), normal(rng, 2, 3, 2)),
        ]
    kind = "categorical_hinge"
    config = {"type": kind}
    y_true = one_hot(LABELS, 4)
    values = normal(rng, 6, 4)
    on_margin = [[1, 0, 0, 0], [0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5], [2, 1, 2, 0], [-1, -1, -1, -1], [1, 1, 1, 0]]
    cases += [
        make_case(kind, config, y_true, values),
        make_case(f"{kind} margins and ties", config, y_true, on_margin),
        make_case(f"{kind} met", config, y_true, 5 * y_true),
        make_case(f"{kind} sample_weight", config, y_true, values, sample_weight=weights),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, y_true, values, sample_weight=weights),
        make_case(f"{kind} of softmax", config, y_true, values, activation="softmax"),
        make_case(f"{kind} soft targets", config, rng.dirichlet(np.ones(4), 6), values),
    ]
    return cases


def cosine_cases(rng):
    kind = "cosine_similarity"
    config = {"type": kind}
    y_true, y_pred = normal(rng, 6, 3), normal(rng, 6, 3)
    weights = weights_of(rng, 6)
    y_zero = np.array(y_true)
    y_zero[1] = 0
    return [
        make_case(kind, config, y_true, y_pred),
        make_case(f"{kind} same direction", config, y_true, 3 * y_true),
        make_case(f"{kind} target of zeros", config, y_zero, y_pred),
        make_case(f"{kind} axis", config | {"axis": -1}, y_true, 100 * y_pred),
        make_case(f"{kind} sample_weight", config, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, y_true, y_pred, sample_weight=weights),
        make_case(f"{kind} mean_with_sample_weight", config | {"reduction": "mean_with_sample_weight"}, y_true,
                  y_pred, sample_weight=weights),
        make_case(f"{kind} rank 3", config, normal(rng, 2, 4, 3), normal(rng, 2, 4, 3)),
    ]


def binary_focal_cases(rng):
    kind = "binary_focal_crossentropy"
    column_true = [[1], [0], [1], [0], [1], [0]]
    column = [[0.9], [0.2], [0.35], [0.6], [0.5], [0.999]]
    edges_true = [[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1]]
    edges = [[0.99, 0.01, 1e-6, 0.999], [1e-8, 0.02, 1e-6, 1e-6], [0.9999999, 0.9999999, 0.999999, 0.25]]
    logits = normal(rng, 6, 1, scale=3.0)
    large = [[30], [-30], [-12], [20], [0], [3]]
    weights = weights_of(rng, 6)
    cases = []
    for suffix, keys in [("", {}), (" gamma 3.5", {"gamma": 3.5}), (" gamma 1", {"gamma": 1.0}),
                         (" balanced", {"apply_class_balancing": True, "alpha": 0.7}),
                         (" label_smoothing", {"label_smoothing": 0.2})]:
        config = {"type": kind} | keys
        cases += [
            make_case(f"{kind}{suffix}", config, column_true, column),
            make_case(f"{kind}{suffix}, edges", config, edges_true, edges),
            make_case(f"{kind}{suffix}, from_logits", config | {"from_logits": True}, column_true, logits),
            make_case(f"{kind}{suffix} of sigmoid", config, column_true, logits, activation="sigmoid"),
        ]
    config = {"type": kind}
    cases += [
        make_case(f"{kind} of sigmoid, large", config, column_true, large, activation="sigmoid"),
        make_case(f"{kind} sample_weight", config, column_true, column, sample_weight=weights),
        make_case(f"{kind} of sigmoid, sample_weight", config, column_true, logits, sample_weight=weights,
                  activation="sigmoid"),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, column_true, column, sample_weight=weights),
    ]
    return cases


def categorical_focal_cases(rng):
    kind = "categorical_focal_crossentropy"
    y_true, soft_true = one_hot(LABELS, 4), rng.dirichlet(np.ones(4), 6)
    scores = rng.dirichlet(np.ones(4), 6)
    logits = normal(rng, 6, 4, scale=2.0)
    weights = weights_of(rng, 6)
    cases = []
    for suffix, keys in [("", {}), (" alpha 1, gamma 1", {"alpha": 1.0, "gamma": 1.0}), (" gamma 3.5", {"gamma": 3.5}),
                         (" label_smoothing", {"label_smoothing": 0.1})]:
        config = {"type": kind} | keys
        cases += [
            make_case(f"{kind}{suffix}", config, y_true, scores),
            make_case(f"{kind}{suffix}, sums and clips", config, y_true, PROBABILITIES),
            make_case(f"{kind}{suffix}, from_logits", config | {"from_logits": True}, y_true, logits),
            make_case(f"{kind}{suffix} of softmax", config, y_true, logits, activation="softmax"),
        ]
    config = {"type": kind}
    cases += [
        make_case(f"{kind} soft targets", config, soft_true, scores),
        make_case(f"{kind} sample_weight", config, y_true, scores, sample_weight=weights),
        make_case(f"{kind} sum", config | {"reduction": "sum"}, y_true, scores, sample_weight=weights),
    ]
    return cases


def weighted_mean_cases(rng):
    """mean_with_sample_weight of the crossentropies."""
    by_weight = {"reduction": "mean_with_sample_weight"}
    weights = weights_of(rng, 6)
    labels = np.array(LABELS)
    logits = normal(rng, 6, 4, scale=2.0)
    sparse = {"type": "sparse_categorical_crossentropy"} | by_weight
    categorical = {"type": "categorical_crossentropy"} | by_weight
    return [
        make_case("sparse_categorical_crossentropy mean_with_sample_weight", sparse, labels, PROBABILITIES,
                  sample_weight=weights),
        make_case("sparse_categorical_crossentropy mean_with_sample_weight, ignore_class", sparse | {"ignore_class": 0},
                  labels, PROBABILITIES, sample_weight=weights),
        make_case("sparse_categorical_crossentropy mean_with_sample_weight, ignore_class, no weights",
                  sparse | {"ignore_class": 0}, labels, PROBABILITIES),
        make_case("categorical_crossentropy mean_with_sample_weight of softmax", categorical, one_hot(labels, 4), logits,
                  sample_weight=weights, activation="softmax"),
    ]


def make_cases(rng):
    cases = binary_cases(rng) + categorical_cases(rng) + sparse_cases(rng) + squared_error_cases(rng)
    cases += regression_cases(rng) + hinge_cases(rng) + cosine_cases(rng)
    return cases + binary_focal_cases(rng) + categorical_focal_cases(rng) + weighted_mean_cases(rng)
