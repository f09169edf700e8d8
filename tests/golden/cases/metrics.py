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


def score_inputs(bits, one_hot, labels, scores, multi_label):
    """Metrics of counts: precision and recall, F scores, areas, top k."""
    column = bits[:, None]
    inputs = []
    for kind in ["precision", "recall"]:
        config = {"type": kind}
        inputs += [
            (config, "column", column, HALVES),
            (config, "matrix", one_hot[labels], scores),
            (config | {"thresholds": 0.2}, "threshold 0.2", one_hot[labels], scores),
            (config | {"top_k": 2}, "top_k 2", one_hot[labels], scores),
            (config | {"top_k": 2, "thresholds": 0.4}, "top_k 2, threshold 0.4", one_hot[labels], scores),
            (config | {"class_id": 1}, "class_id 1", one_hot[labels], scores),
            (config | {"class_id": 1, "top_k": 2}, "class_id 1, top_k 2", one_hot[labels], scores),
            (config | {"thresholds": 0.3}, "multi-label", multi_label, scores),
        ]
    for kind in ["true_positives", "true_negatives", "false_positives", "false_negatives"]:
        config = {"type": kind}
        inputs += [
            (config, "column", column, HALVES),
            (config | {"thresholds": 0.3}, "threshold 0.3, multi-label", multi_label, scores),
        ]
    for kind in ["f1_score", "fbeta_score"]:
        config = {"type": kind} | ({"beta": 2.0} if kind == "fbeta_score" else {})
        for average in ["micro", "macro", "weighted"]:
            averaged = config | {"average": average}
            inputs += [
                (averaged, f"{average}", one_hot[labels], scores),
                (averaged | {"threshold": 0.3}, f"{average}, threshold 0.3", multi_label, scores),
            ]
        inputs.append((config | {"average": "macro", "threshold": 0.5}, "column", column, HALVES))
    for curve in ["ROC", "PR", "PRGAIN"]:
        for summation in ["interpolation", "minoring", "majoring"]:
            config = {"type": "auc", "curve": curve, "summation_method": summation}
            inputs.append((config, f"{curve}, {summation}", column, scores[:, :1]))
    auc = {"type": "auc"}
    inputs += [
        (auc, "halves", column, HALVES),
        (auc, "matrix", one_hot[labels], scores),
        (auc | {"num_thresholds": 7}, "7 thresholds", multi_label, scores),
        (auc | {"curve": "PR", "num_thresholds": 7}, "7 thresholds, PR", multi_label, scores),
        (auc | {"thresholds": [0.1, 0.2, 0.6]}, "own thresholds", multi_label, scores),
        (auc | {"thresholds": [0.1, 0.2, 0.6], "curve": "PR"}, "own thresholds, PR", multi_label, scores),
        (auc | {"multi_label": True}, "multi_label", multi_label, scores),
        (auc | {"multi_label": True, "curve": "PR"}, "multi_label, PR", multi_label, scores),
        (auc | {"from_logits": True}, "from_logits", column, 4 * scores[:, :1] - 1),
    ]
    for k in [1, 2, 3]:
        inputs.append(({"type": "top_k_categorical_accuracy", "k": k}, f"k {k}", one_hot[labels], scores))
        inputs.append(({"type": "sparse_top_k_categorical_accuracy", "k": k}, f"k {k}", labels, scores))
    inputs.append(({"type": "top_k_categorical_accuracy", "k": 2}, "ties", one_hot[labels], np.round(scores, 1)))
    return inputs


def crossentropy_inputs(bits, one_hot, labels, scores, logits):
    column = bits[:, None]
    smooth, raw = {"label_smoothing": 0.1}, {"from_logits": True}
    return [
        ({"type": "binary_crossentropy"}, "column", column, scores[:, :1]),
        ({"type": "binary_crossentropy"}, "exact 0 and 1", column, HALVES),
        ({"type": "binary_crossentropy"} | smooth, "label_smoothing", column, scores[:, :1]),
        ({"type": "binary_crossentropy"} | raw, "from_logits", column, logits[:, :1]),
        ({"type": "categorical_crossentropy"}, "matrix", one_hot[labels], scores),
        ({"type": "categorical_crossentropy"} | smooth, "label_smoothing", one_hot[labels], scores),
        ({"type": "categorical_crossentropy"} | raw | smooth, "from_logits", one_hot[labels], logits),
        ({"type": "sparse_categorical_crossentropy"}, "(n,) and (n,C)", labels, scores),
        ({"type": "sparse_categorical_crossentropy"} | raw, "from_logits", labels, logits),
        ({"type": "sparse_categorical_crossentropy", "ignore_class": 1}, "ignore_class", labels, scores),
    ]


def r2_inputs(y_true, y_pred):
    config = {"type": "r2_score"}
    near = y_true + 0.3 * y_pred
    return [
        (config, "matrix", y_true, near),
        (config, "column", y_true[:, :1], near[:, :1]),
        (config | {"class_aggregation": "variance_weighted_average"}, "variance weighted", y_true, near),
        (config | {"num_regressors": 2}, "adjusted", y_true, near),
    ]


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
    signs = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0]] * 3, dtype=np.float32)
    for kind in ["hinge", "squared_hinge"]:
        inputs.append(({"type": kind}, "column", bits[:, None], values[:, :1]))
        inputs.append(({"type": kind}, "matrix", signs, values))
    inputs += [
        ({"type": "categorical_hinge"}, "matrix", one_hot[labels], 2 * scores),
        ({"type": "cosine_similarity"}, "matrix", true_values, values),
    ]
    inputs += score_inputs(bits, one_hot, labels, scores, multi_label)
    inputs += crossentropy_inputs(bits, one_hot, labels, scores, rng.normal(size=(n, 4)))
    inputs += r2_inputs(true_values, values)
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
