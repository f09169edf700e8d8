"""layers_shape.json: layers that move, cut, pool or repeat numbers, and activations as layers; fields as in layers.json.

Keras's Softmax takes no (rows, steps) mask on an input (rows, steps, features): it broadcasts from the last axis. Here
the mask is given a last axis first, as the layer's own documentation asks for.
"""

from unittest import mock

import keras
import numpy as np

from cases import layers
from cases.tensors import normal

MASK = [[True, True, False, True], [False, True, True, False]]

# (name, config, input shape)
MOVING = [
    ("reshape", {"type": "reshape", "target_shape": [6, 2]}, (2, 3, 4)),
    ("reshape with a rest", {"type": "reshape", "target_shape": [2, -1, 3]}, (2, 12)),
    ("reshape to one axis", {"type": "reshape", "target_shape": [-1]}, (2, 3, 2, 2)),
    ("permute", {"type": "permute", "dims": [2, 1]}, (2, 3, 4)),
    ("permute rank 3", {"type": "permute", "dims": [3, 1, 2]}, (2, 2, 3, 4)),
    ("permute rank 3, last stays", {"type": "permute", "dims": [2, 1, 3]}, (2, 2, 3, 4)),
    ("permute rank 4", {"type": "permute", "dims": [4, 2, 1, 3]}, (2, 2, 3, 2, 3)),
    ("permute to the same", {"type": "permute", "dims": [1, 2]}, (2, 3, 4)),
    ("repeat_vector", {"type": "repeat_vector", "n": 3}, (2, 5)),
    ("repeat_vector once", {"type": "repeat_vector", "n": 1}, (2, 5)),
]
L2 = {"type": "l2", "l2": 0.05}
ACTIVATIONS = [
    ("relu layer, capped", {"type": "relu", "max_value": 1.0}, (3, 7)),
    ("relu layer, threshold", {"type": "relu", "threshold": 0.5}, (3, 7)),
    ("relu layer, slope, rank 3", {"type": "relu", "negative_slope": 0.2}, (2, 3, 4)),
    ("elu layer, rank 3", {"type": "elu", "alpha": 1.5}, (2, 3, 4)),
    ("leaky_relu layer, slope 0", {"type": "leaky_relu", "negative_slope": 0.0}, (3, 7)),
    ("prelu", {"type": "prelu"}, (3, 7)),
    ("prelu rank 3", {"type": "prelu"}, (2, 3, 4)),
    ("prelu shared steps", {"type": "prelu", "shared_axes": [1]}, (2, 3, 4)),
    ("prelu shared last", {"type": "prelu", "shared_axes": [2]}, (2, 3, 4)),
    ("prelu shared pixels", {"type": "prelu", "shared_axes": [1, 2]}, (2, 3, 4, 2)),
    ("prelu shared middle", {"type": "prelu", "shared_axes": [2]}, (2, 3, 4, 2)),
    ("prelu shared ends", {"type": "prelu", "shared_axes": [1, 3]}, (2, 3, 4, 2)),
    ("prelu all shared", {"type": "prelu", "shared_axes": [1, 2]}, (2, 3, 4)),
    ("prelu alpha_regularizer", {"type": "prelu", "alpha_regularizer": L2, "alpha_constraint": "non_neg"}, (3, 7)),
    ("softmax axis 1", {"type": "softmax", "axis": 1}, (2, 3, 4)),
    ("softmax axis -2", {"type": "softmax", "axis": -2}, (2, 3, 4, 2)),
    ("softmax axes 1, 2", {"type": "softmax", "axis": [1, 2]}, (2, 3, 4)),
    ("softmax axes 1, -1", {"type": "softmax", "axis": [1, -1]}, (2, 3, 2, 3)),
    ("softmax axis 3 in a list", {"type": "softmax", "axis": [3]}, (2, 2, 3, 4)),
]
MASKED = [
    ("relu layer, mask", {"type": "relu"}, (2, 4, 3)),
    ("leaky_relu layer, mask", {"type": "leaky_relu"}, (2, 4, 3)),
    ("elu layer, mask", {"type": "elu"}, (2, 4, 3)),
    ("prelu, mask", {"type": "prelu", "shared_axes": [1]}, (2, 4, 3)),
    ("activation, mask", {"type": "activation", "activation": "tanh"}, (2, 4, 3)),
    ("permute, mask", {"type": "permute", "dims": [2, 1]}, (2, 4, 3)),
    ("softmax of steps, mask", {"type": "softmax"}, (2, 4)),
]
SOFTMAX_MASKED = [
    ("softmax, mask", {"type": "softmax"}, (2, 4, 3)),
    ("softmax axis 1, mask", {"type": "softmax", "axis": 1}, (2, 4, 3)),
    ("softmax axes 1, 2, mask", {"type": "softmax", "axis": [1, 2]}, (2, 4, 3)),
]


POOLING = [
    ("max_pooling1d", {"type": "max_pooling1d"}, (2, 6, 3)),
    ("max_pooling1d, rest", {"type": "max_pooling1d", "pool_size": 3}, (2, 8, 2)),
    ("max_pooling1d, strides", {"type": "max_pooling1d", "pool_size": 3, "strides": 1}, (2, 6, 2)),
    ("max_pooling1d, same", {"type": "max_pooling1d", "pool_size": 3, "strides": 2, "padding": "same"}, (2, 6, 2)),
    ("max_pooling1d, gaps", {"type": "max_pooling1d", "pool_size": 2, "strides": 3}, (2, 8, 2)),
    ("max_pooling2d", {"type": "max_pooling2d"}, (2, 4, 6, 2)),
    ("max_pooling2d, rest", {"type": "max_pooling2d"}, (2, 5, 5, 2)),
    ("max_pooling2d, many channels", {"type": "max_pooling2d"}, (1, 2, 4, 21)),
    ("max_pooling2d, same", {"type": "max_pooling2d", "padding": "same"}, (2, 5, 3, 2)),
    ("max_pooling2d, SAME", {"type": "max_pooling2d", "pool_size": 3, "padding": "SAME"}, (2, 4, 5, 2)),
    ("max_pooling2d, overlap", {"type": "max_pooling2d", "pool_size": 3, "strides": 2}, (2, 5, 7, 2)),
    ("max_pooling2d, same, overlap",
     {"type": "max_pooling2d", "pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (2, 4, 5, 2)),
    ("max_pooling2d, strides 1, same",
     {"type": "max_pooling2d", "pool_size": [2, 4], "strides": 1, "padding": "same"}, (2, 3, 4, 2)),
    ("max_pooling2d, gaps", {"type": "max_pooling2d", "pool_size": 1, "strides": 2}, (2, 4, 5, 2)),
    ("max_pooling2d, larger than the image",
     {"type": "max_pooling2d", "pool_size": 7, "strides": 2, "padding": "same"}, (2, 3, 4, 2)),
    ("average_pooling1d", {"type": "average_pooling1d", "pool_size": 2}, (2, 6, 3)),
    ("average_pooling1d, rest", {"type": "average_pooling1d", "pool_size": 3}, (2, 8, 2)),
    ("average_pooling1d, same",
     {"type": "average_pooling1d", "pool_size": 3, "strides": 2, "padding": "same"}, (2, 6, 2)),
    ("average_pooling2d", {"type": "average_pooling2d", "pool_size": 2}, (2, 4, 6, 2)),
    ("average_pooling2d, rest", {"type": "average_pooling2d", "pool_size": [2, 3]}, (2, 5, 5, 2)),
    ("average_pooling2d, same", {"type": "average_pooling2d", "pool_size": 2, "padding": "same"}, (2, 5, 3, 2)),
    ("average_pooling2d, overlap", {"type": "average_pooling2d", "pool_size": 3, "strides": 2}, (2, 5, 7, 2)),
    ("average_pooling2d, same, overlap",
     {"type": "average_pooling2d", "pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (2, 4, 5, 2)),
    ("average_pooling2d, gaps", {"type": "average_pooling2d", "pool_size": 1, "strides": [2, 3]}, (2, 4, 5, 2)),
    ("global_max_pooling1d", {"type": "global_max_pooling1d"}, (2, 5, 3)),
    ("global_max_pooling1d, keepdims", {"type": "global_max_pooling1d", "keepdims": True}, (2, 5, 3)),
    ("global_max_pooling2d", {"type": "global_max_pooling2d"}, (2, 3, 4, 2)),
    ("global_max_pooling2d, keepdims", {"type": "global_max_pooling2d", "keepdims": True}, (2, 3, 4, 2)),
    ("global_average_pooling1d", {"type": "global_average_pooling1d"}, (2, 5, 3)),
    ("global_average_pooling1d, keepdims", {"type": "global_average_pooling1d", "keepdims": True}, (2, 5, 3)),
    ("global_average_pooling2d", {"type": "global_average_pooling2d"}, (2, 3, 4, 2)),
    ("global_average_pooling2d, keepdims", {"type": "global_average_pooling2d", "keepdims": True}, (2, 3, 4, 2)),
]
MARGINS = [
    ("zero_padding1d", {"type": "zero_padding1d"}, (2, 3, 2)),
    ("zero_padding1d, pair", {"type": "zero_padding1d", "padding": [0, 2]}, (2, 3, 2)),
    ("zero_padding1d, none", {"type": "zero_padding1d", "padding": 0}, (2, 3, 2)),
    ("zero_padding2d", {"type": "zero_padding2d"}, (2, 2, 3, 2)),
    ("zero_padding2d, one number", {"type": "zero_padding2d", "padding": 2}, (2, 2, 3, 1)),
    ("zero_padding2d, axes", {"type": "zero_padding2d", "padding": [0, 2]}, (2, 2, 3, 2)),
    ("zero_padding2d, sides", {"type": "zero_padding2d", "padding": [[1, 0], [2, 3]]}, (2, 2, 3, 1)),
    ("zero_padding2d, number and sides", {"type": "zero_padding2d", "padding": [1, [0, 2]]}, (2, 2, 3, 1)),
    ("cropping1d", {"type": "cropping1d"}, (2, 5, 2)),
    ("cropping1d, pair", {"type": "cropping1d", "cropping": [0, 2]}, (2, 5, 2)),
    ("cropping1d, one number", {"type": "cropping1d", "cropping": 2}, (2, 5, 2)),
    ("cropping2d", {"type": "cropping2d"}, (2, 3, 3, 2)),
    ("cropping2d, one number", {"type": "cropping2d", "cropping": 1}, (2, 4, 3, 2)),
    ("cropping2d, axes", {"type": "cropping2d", "cropping": [0, 1]}, (2, 3, 4, 2)),
    ("cropping2d, sides", {"type": "cropping2d", "cropping": [[1, 0], [0, 2]]}, (2, 3, 4, 2)),
]
UP_SAMPLING = [
    ("up_sampling1d", {"type": "up_sampling1d"}, (2, 3, 2)),
    ("up_sampling1d, size", {"type": "up_sampling1d", "size": 3}, (2, 2, 3)),
    ("up_sampling2d", {"type": "up_sampling2d"}, (2, 2, 3, 2)),
    ("up_sampling2d, size", {"type": "up_sampling2d", "size": [3, 1]}, (2, 2, 2, 3)),
    ("up_sampling2d, one number", {"type": "up_sampling2d", "size": 3}, (1, 2, 2, 2)),
] + [
    (f"up_sampling2d, {interpolation} {size}",
     {"type": "up_sampling2d", "size": size, "interpolation": interpolation}, (1, height, width, 1 + (size == 2)))
    for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5")
    for size, height, width in ((2, 4, 3), ([3, 2], 3, 5), ([1, 4], 2, 6), (5, 1, 2))
]
POOLING_MASKED = [
    ("global_average_pooling1d, mask", {"type": "global_average_pooling1d"}, (2, 4, 3)),
    ("global_average_pooling1d, mask, keepdims", {"type": "global_average_pooling1d", "keepdims": True}, (2, 4, 3)),
    ("global_max_pooling1d, mask", {"type": "global_max_pooling1d"}, (2, 4, 3)),
    ("max_pooling1d, mask", {"type": "max_pooling1d"}, (2, 4, 3)),
    ("cropping1d, mask", {"type": "cropping1d"}, (2, 4, 3)),
]
# Many inputs are equal: whole numbers of a small range.
TIES = [
    ("max_pooling1d, ties", {"type": "max_pooling1d"}, (2, 8, 3)),
    ("max_pooling2d, ties", {"type": "max_pooling2d"}, (2, 4, 6, 2)),
    ("max_pooling2d, overlap, ties", {"type": "max_pooling2d", "pool_size": 3, "strides": 1}, (2, 4, 6, 2)),
    ("global_max_pooling1d, ties", {"type": "global_max_pooling1d"}, (2, 8, 3)),
    ("global_max_pooling2d, ties", {"type": "global_max_pooling2d"}, (2, 4, 6, 2)),
]


class StepSoftmax(keras.layers.Softmax):
    """Softmax whose mask says which steps to leave out."""

    def call(self, inputs, mask=None):
        return super().call(inputs, None if mask is None else mask[..., None])


def make_cases(rng):
    cases = [layers.make_case(name, config, shape, rng) for name, config, shape in MOVING + ACTIVATIONS]
    cases += [layers.make_case(name, config, shape, rng) for name, config, shape in POOLING + MARGINS + UP_SAMPLING]
    cases += [layers.make_case(name, config, shape, rng, mask=MASK) for name, config, shape in MASKED + POOLING_MASKED]
    with mock.patch.object(keras.layers, "Softmax", StepSoftmax):
        cases += [layers.make_case(name, config, shape, rng, mask=MASK) for name, config, shape in SOFTMAX_MASKED]
    with mock.patch.object(layers, "normal", lambda *args, **kw: np.round(normal(*args, **kw))):
        cases += [layers.make_case(name, config, shape, rng) for name, config, shape in TIES]
    return cases
