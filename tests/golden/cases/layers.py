"""layers.json: one layer forward and backward.

Other files of layers, layers_NAME.json, are made by modules that list their cases and call make_case() here.

`dx` and `dweights` are gradients of sum(dy * y) alone; `dx` is left out where x holds ids. Where a regularizer makes a penalty, the gradients of
sum(dy * y) + penalty follow as `dx_with_penalty` and `dweights_with_penalty`. `penalty` is the sum of layer.losses.
`training`: the call was made with training=True, and `state` is what the non-trainable weights are after it. `mask` is
(rows, steps) of 0 and 1; `output_mask` what the layer makes or passes on.
"""

import tensorflow as tf

from cases import parts
from cases.tensors import normal, number, tensor

# By name: (config, input shape); the batch axis is part of the shape.
LAYERS = {
    "dense": ({"type": "dense", "units": 5}, (3, 7)),
    "dense one unit": ({"type": "dense", "units": 1}, (4, 3)),
    "dense without bias": ({"type": "dense", "units": 5, "use_bias": False}, (3, 7)),
    "dense one row": ({"type": "dense", "units": 5, "activation": "tanh"}, (1, 7)),
    "dense rank 3": ({"type": "dense", "units": 5}, (2, 3, 4)),
    "dense rank 3, without bias": ({"type": "dense", "units": 2, "use_bias": False}, (2, 3, 4)),
    "dense rank 3, tanh": ({"type": "dense", "units": 5, "activation": "tanh"}, (2, 3, 4)),
    "dense rank 3, softmax": ({"type": "dense", "units": 5, "activation": "softmax"}, (2, 3, 4)),
    "dense rank 4, relu": ({"type": "dense", "units": 3, "activation": "relu"}, (2, 2, 3, 2)),
    "dropout": ({"type": "dropout", "rate": 0.5}, (3, 7)),
    "dropout rate 0": ({"type": "dropout", "rate": 0.0}, (3, 7)),
    "dropout rank 3": ({"type": "dropout", "rate": 0.2}, (2, 3, 4)),
    "flatten rank 2": ({"type": "flatten"}, (3, 7)),
    "flatten rank 3": ({"type": "flatten"}, (2, 3, 4)),
    "flatten rank 4": ({"type": "flatten"}, (2, 3, 2, 4)),
    "relu layer": ({"type": "relu"}, (3, 7)),
    "relu layer, parameters": (
        {"type": "relu", "max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}, (3, 7)),
    "leaky_relu layer": ({"type": "leaky_relu"}, (3, 7)),  # slope 0.3; the activation's is 0.2
    "leaky_relu layer, slope": ({"type": "leaky_relu", "negative_slope": 0.05}, (3, 7)),
    "elu layer": ({"type": "elu"}, (3, 7)),
    "elu layer, alpha": ({"type": "elu", "alpha": 0.5}, (3, 7)),
    "softmax layer": ({"type": "softmax"}, (3, 7)),
    "softmax layer, rank 3": ({"type": "softmax"}, (2, 3, 4)),
}
DENSE_ACTIVATIONS = [
    "elu", "gelu", "glu", "leaky_relu", "linear", "log_softmax", "relu", "selu", "sigmoid", "silu", "softmax",
    "softplus", "tanh",
    {"type": "relu", "negative_slope": 0.1, "max_value": 2.0},
    {"type": "leaky_relu", "negative_slope": 0.05},
    {"type": "gelu", "approximate": True},
]
ACTIVATION_LAYERS = [
    "relu", "leaky_relu", "tanh", "softmax", "hard_sigmoid", "mish", "glu", {"type": "elu", "alpha": 0.5}]
L1, L2, L1L2 = {"type": "l1", "l1": 0.02}, {"type": "l2", "l2": 0.05}, {"type": "l1l2", "l1": 0.02, "l2": 0.05}
REGULARIZED = {
    "kernel l1": {"kernel_regularizer": L1},
    "kernel l2": {"kernel_regularizer": L2},
    "kernel l2 by name": {"kernel_regularizer": "l2"},
    "kernel l1l2": {"kernel_regularizer": L1L2},
    "bias l1l2": {"bias_regularizer": L1L2},
    "activity l1": {"activity_regularizer": L1},
    "activity l2": {"activity_regularizer": L2},
    "activity l2, softmax": {"activity_regularizer": L2, "activation": "softmax"},
    "all, relu": {"activation": "relu", "kernel_regularizer": L2, "bias_regularizer": L1, "activity_regularizer": L1L2},
}


def layer_configs():
    """(name, config, input shape) of every case."""
    cases = [(name, config, shape) for name, (config, shape) in LAYERS.items()]
    for activation in DENSE_ACTIVATIONS:
        kind, parameters = parts.split_type(activation)
        name = f"dense {kind}" + (f" {sorted(parameters.items())}" if parameters else "")
        cases.append((name, {"type": "dense", "units": 6, "activation": activation}, (3, 7)))
    for activation in ACTIVATION_LAYERS:
        kind, _ = parts.split_type(activation)
        cases.append((f"activation {kind}", {"type": "activation", "activation": activation}, (3, 4)))
        cases.append((f"activation {kind}, rank 3", {"type": "activation", "activation": activation}, (2, 3, 4)))
    for name, parameters in REGULARIZED.items():
        cases.append((f"dense {name}", {"type": "dense", "units": 5, **parameters}, (3, 7)))
    cases.append(("dense activity l2, rank 3", {"type": "dense", "units": 5, "activity_regularizer": L2}, (2, 3, 4)))
    cases.append(("dropout activity l2", {"type": "dropout", "rate": 0.5, "activity_regularizer": L2}, (3, 7)))
    return cases


def backward(tape, target, x, weights, suffix=""):
    """The gradient fields of a case."""
    dx, dweights = tape.gradient(target, (x, weights), unconnected_gradients="zero")
    return {f"dx{suffix}": tensor(dx), f"dweights{suffix}": {
        name: tensor(tf.convert_to_tensor(d)) for name, d in dweights.items()}}


def weight_name(weight):
    """nnctl's name: Keras's path below the layer, without the cells inside recurrent layers."""
    return "/".join(step for step in weight.path.split("/")[1:] if not step.endswith("_cell"))


def random_weight(rng, name, shape):
    """A random value for a weight; variances are positive."""
    values = normal(rng, *shape, scale=0.6)
    return abs(values) + 0.1 if name.endswith("variance") else values


def make_case(name, config, input_shape, rng, training=False, ids=0, mask=None, x_scale=1.2, x=None):
    """Runs one layer with random weights on random x, unless given. With `ids`, x holds integers below it."""
    layer = parts.layer(config)
    layer.build(input_shape)
    layer.set_weights([random_weight(rng, weight_name(weight), weight.shape) for weight in layer.weights])
    if hasattr(layer, "finalize_state"):  # Normalization works on copies of its weights
        layer.finalize_state()
    before = {weight_name(weight): tensor(weight) for weight in layer.weights}
    trained = {weight_name(weight): weight.value for weight in layer.trainable_weights}
    x = tf.constant(normal(rng, *input_shape, scale=x_scale) if x is None else x, dtype="float32")
    if ids:
        x = tf.constant(rng.integers(0, ids, input_shape).astype("float32"))
    if mask is not None:
        x._keras_mask = tf.constant(mask, dtype=bool)
    arguments = {} if mask is None else {"mask": x._keras_mask}
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        called = parts.call(layer, x, training, **arguments)
        y = tf.identity(called)
        dy = tf.constant(normal(rng, *y.shape))
        data_term = tf.reduce_sum(dy * y)
        penalty = tf.add_n([tf.convert_to_tensor(loss) for loss in layer.losses] or [tf.constant(0.0)])
        total = data_term + penalty
    case = {"name": name, "config": config, "x": tensor(x), "weights": before}
    if training:
        case |= {"training": True}
        case |= {"state": {weight_name(weight): tensor(weight) for weight in layer.non_trainable_weights}}
    if mask is not None:
        case["mask"] = tensor(mask)
    output_mask = getattr(called, "_keras_mask", None)
    if output_mask is not None:
        case["output_mask"] = tensor(tf.cast(output_mask, tf.float32))
    case |= {"y": tensor(y), "dy": tensor(dy), **backward(tape, data_term, x, trained)}
    case |= {"penalty": number(penalty), "dweights_include_penalty": False}
    if layer.losses:
        case |= backward(tape, total, x, trained, "_with_penalty")
    if ids:
        case = {key: value for key, value in case.items() if not key.startswith("dx")}
    return case


def make_cases(rng):
    return [make_case(name, config, shape, rng) for name, config, shape in layer_configs()]
