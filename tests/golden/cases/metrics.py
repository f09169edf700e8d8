"""metrics.json: the running result after each of three batches of different sizes.

The metric sits in a compiled model, which resolves "accuracy" by shapes (`resolved` is what it became). With
`weighted` it stands in compile(weighted_metrics=), else in compile(metrics=), which ignores sample weights.
"""

import keras
import numpy as np

from cases import parts
from cases.tensors import number, tensor

SIZES = [4, 3, 2]
HALVES = [[0.5], [0.5], [0.50000006], [0.49999997], [0.0], [1.0], [0.51], [0.2], [0.8]]  # 9 = the sum of SIZES


def find_metric(model, name):
    """The metric object that compile() made of a name."""
    for container in model.metrics:
        for metric in getattr(container, "metrics", []):
            if metric.name == name:
                return metric
    raise LookupError(name)


def make_case(name, config, y_true, y_pred, *, sample_weight=None, weighted=False):
    """Feeds rows in three batches."""
    y_true, y_pred = np.asarray(y_true, dtype=np.float32), np.asarray(y_pred, dtype=np.float32)
    kind = config["type"]
    model = keras.Sequential([keras.Input(y_pred.shape[1:]), keras.layers.Activation("linear")])
    model.compile(loss="mse", **{"weighted_metrics" if weighted else "metrics": [parts.metric(config)]})
    batches, results, start = [], [], 0
    for size in SIZES:
        rows = slice(start, start + size)
        weight = None if sample_weight is None else sample_weight[rows]
        result = model.compute_metrics(None, y_true[rows], y_pred[rows], sample_weight=weight)[kind]
        batch = {"y_true": tensor(y_true[rows]), "y_pred": tensor(y_pred[rows])}
        batches.append(batch if weight is None else batch | {"sample_weight": tensor(weight)})
        results.append(number(result))
        start += size
    metric = find_metric(model, kind)
    resolved = metric._fn.__name__ if hasattr(metric, "_fn") else type(metric).__name__
    case = {"name": name, "config": config, "resolved": resolved, "weighted": weighted}
    return case | {"batches": batches, "results": results}


def make_cases(rng):
    n = sum(SIZES)
    one_hot = np.eye(4)
    labels = rng.integers(0, 4, n)
    bits = np.array([1, 0, 1, 1, 0, 1, 0, 0, 1.0])
    scores = rng.dirichlet(np.ones(4), n)
    tied = np.array([[0.25, 0.25, 0.25, 0.25], [0.4, 0.4, 0.1, 0.1], [0.1, 0.1, 0.4, 0.4]] * 3)
    tied_labels = np.array([0, 0, 2, 3, 1, 3, 0, 1, 2])
    multi_label = rng.integers(0, 2, (n, 4))
    weights = rng.uniform(0.25, 3.0, n).astype(np.float32)
    weights[1] = 0.0
    # (suffix, y_true, y_pred): the shapes by which "accuracy" is resolved.
    pairs = [
        ("(n,) and (n,1)", bits, HALVES),
        ("(n,1) and (n,1)", bits[:, None], HALVES),
        ("(n,) and (n,C)", labels, scores),
        ("(n,1) and (n,C)", labels[:, None], scores),
        ("(n,C) and (n,C)", one_hot[labels], scores),
        ("multi-label", multi_label, scores),
        ("(n,) and (n,C), ties", tied_labels, tied),
        ("(n,C) and (n,C), ties", one_hot[tied_labels], tied),
    ]
    true_values, values = rng.normal(size=(n, 3)), rng.normal(size=(n, 3))
    inputs = [({"type": "accuracy"}, *pair) for pair in pairs]
    inputs += [
        ({"type": "binary_accuracy"}, "column", bits[:, None], HALVES),
        ({"type": "binary_accuracy"}, "(n,) and (n,1)", bits, HALVES),
        ({"type": "binary_accuracy"}, "matrix", multi_label, scores),
        ({"type": "binary_accuracy"}, "soft targets", rng.uniform(size=(n, 1)), HALVES),
        ({"type": "binary_accuracy", "threshold": 0.2}, "threshold 0.2", bits[:, None], HALVES),
        ({"type": "binary_accuracy", "threshold": 0.51}, "threshold 0.51", bits[:, None], HALVES),
        ({"type": "categorical_accuracy"}, "matrix", one_hot[labels], scores),
        ({"type": "categorical_accuracy"}, "ties", one_hot[tied_labels], tied),
        ({"type": "sparse_categorical_accuracy"}, "(n,) and (n,C)", labels, scores),
        ({"type": "sparse_categorical_accuracy"}, "(n,1) and (n,C)", labels[:, None], scores),
        ({"type": "sparse_categorical_accuracy"}, "ties", tied_labels, tied),
        ({"type": "mean_squared_error"}, "matrix", true_values, values),
        ({"type": "mean_squared_error"}, "(n,) and (n,1)", true_values[:, 0], values[:, :1]),
        ({"type": "mean_absolute_error"}, "matrix", true_values, values),
        ({"type": "mean_absolute_error"}, "(n,) and (n,1)", true_values[:, 0], values[:, :1]),
    ]
    positive, estimates = np.abs(true_values) + 0.05, np.abs(values) + 0.05
    for kind in ["root_mean_squared_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
                 "log_cosh_error", "poisson", "kl_divergence"]:
        inputs.append(({"type": kind}, "matrix", positive, estimates))
        inputs.append(({"type": kind}, "(n,1) and (n,1)", positive[:, :1], estimates[:, :1]))
    cases = []
    for config, suffix, y_true, y_pred in inputs:
        name = f"{config['type']} {suffix}"
        cases.append(make_case(name, config, y_true, y_pred))
        cases.append(make_case(f"{name}, weighted", config, y_true, y_pred, sample_weight=weights, weighted=True))
    cases.append(make_case("accuracy with ignored weights", {"type": "accuracy"}, labels, scores,
                           sample_weight=weights))
    cases.append(make_case("mean_squared_error all weights zero", {"type": "mean_squared_error"}, true_values, values,
                           sample_weight=np.zeros(n, dtype=np.float32), weighted=True))
    return cases
