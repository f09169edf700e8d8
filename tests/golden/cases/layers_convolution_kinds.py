"""layers_convolution_kinds.json: depthwise_conv2d, separable_conv2d and conv2d_transpose; fields as in layers.py.

TensorFlow on CPU refuses a depthwise convolution whose strides differ and a transposed one with dilation. Such cases run
as what is equal to them: every output is computed and the strides pick theirs ("by slicing", valid padding only), or
the kernel is given its gaps as zeros ("spread kernel"). The gradients follow from the composition.
"""

import contextlib
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from cases.layers import L1, L1L2, L2, make_case
from cases.layers_convolution import ODD, OBLONG, SQUARE

DEPTHWISE = {
    "kernel 3": ({"kernel_size": 3}, (2, 5, 4, 3)),
    "multiplier 2": ({"kernel_size": 3, "depth_multiplier": 2}, SQUARE),
    "multiplier 3, one channel": ({"kernel_size": 2, "depth_multiplier": 3}, (2, 4, 5, 1)),
    "kernel [1, 3], same": ({"kernel_size": [1, 3], "padding": "same"}, ODD),
    "kernel [3, 2], multiplier 2, same": ({"kernel_size": [3, 2], "padding": "same", "depth_multiplier": 2}, OBLONG),
    "strides 2": ({"kernel_size": 3, "strides": 2}, ODD),
    "same, strides 2, even": ({"kernel_size": 3, "strides": 2, "padding": "same"}, SQUARE),
    "same, strides 3, multiplier 2": (
        {"kernel_size": 4, "strides": 3, "padding": "same", "depth_multiplier": 2}, ODD),
    "strides [1, 2], by slicing": ({"kernel_size": 3, "strides": [1, 2]}, ODD),
    "dilation 2": ({"kernel_size": 3, "dilation_rate": 2}, SQUARE),
    "dilation 2, same, multiplier 2": (
        {"kernel_size": 2, "dilation_rate": 2, "padding": "same", "depth_multiplier": 2}, ODD),
    "relu": ({"kernel_size": 3, "activation": "relu"}, ODD),
    "without bias, tanh": ({"kernel_size": 2, "use_bias": False, "activation": "tanh"}, ODD),
    "regularized": ({"kernel_size": 2, "depthwise_regularizer": L1L2, "bias_regularizer": L2}, ODD),
    "gelu": ({"kernel_size": 2, "activation": "gelu", "depth_multiplier": 2}, ODD),
}
SEPARABLE = {
    "kernel 3": ({"kernel_size": 3}, (2, 5, 4, 3)),
    "multiplier 2": ({"kernel_size": 3, "depth_multiplier": 2}, SQUARE),
    "kernel [1, 3], same": ({"kernel_size": [1, 3], "padding": "same"}, ODD),
    "strides 2": ({"kernel_size": 2, "strides": 2}, ODD),
    "same, strides 2, multiplier 2": (
        {"kernel_size": 3, "strides": 2, "padding": "same", "depth_multiplier": 2}, SQUARE),
    "dilation 2, same": ({"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, ODD),
    "relu": ({"kernel_size": 3, "activation": "relu"}, ODD),
    "without bias, softmax": ({"kernel_size": 2, "use_bias": False, "activation": "softmax"}, ODD),
    "gelu, multiplier 2": ({"kernel_size": 2, "activation": "gelu", "depth_multiplier": 2}, ODD),
    "regularized": (
        {"kernel_size": 2, "depthwise_regularizer": L1, "pointwise_regularizer": L2, "bias_regularizer": L1L2}, ODD),
}
TRANSPOSE = {
    "kernel 3": ({"kernel_size": 3}, (2, 3, 4, 2)),
    "kernel 1": ({"kernel_size": 1}, (1, 3, 4, 2)),
    "kernel [2, 3], same": ({"kernel_size": [2, 3], "padding": "same"}, (1, 3, 4, 2)),
    "strides 2": ({"kernel_size": 3, "strides": 2}, (2, 3, 3, 2)),
    "strides 2, kernel 2": ({"kernel_size": 2, "strides": 2}, (1, 3, 3, 2)),
    "strides 3, kernel 2": ({"kernel_size": 2, "strides": 3}, (1, 3, 2, 2)),
    "strides [1, 2], kernel 4": ({"kernel_size": 4, "strides": [1, 2]}, (1, 2, 3, 2)),
    "same, strides 2, kernel 3": ({"kernel_size": 3, "strides": 2, "padding": "same"}, (1, 3, 4, 2)),
    "same, strides 2, kernel 4": ({"kernel_size": 4, "strides": 2, "padding": "same"}, (1, 3, 3, 2)),
    "same, strides 3, kernel 2": ({"kernel_size": 2, "strides": 3, "padding": "same"}, (1, 2, 3, 2)),
    "same, strides 2, kernel 5": ({"kernel_size": 5, "strides": 2, "padding": "same"}, (1, 2, 3, 1)),
    "output_padding 1": ({"kernel_size": 3, "strides": 2, "output_padding": 1}, (1, 3, 3, 2)),
    "output_padding 0, kernel 2, strides 3": ({"kernel_size": 2, "strides": 3, "output_padding": 0}, (1, 3, 2, 2)),
    "same, output_padding 0": (
        {"kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 0}, (1, 3, 3, 2)),
    "same, output_padding 1": (
        {"kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1}, (1, 3, 3, 2)),
    "same, output_padding [1, 2]": (
        {"kernel_size": [4, 5], "strides": [2, 4], "padding": "same", "output_padding": [1, 2]}, (1, 3, 2, 2)),
    "dilation 2, spread kernel": ({"kernel_size": 2, "dilation_rate": 2}, (1, 3, 4, 2)),
    "dilation 2, same, spread kernel": (
        {"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, (1, 4, 5, 2)),
    "relu": ({"kernel_size": 3, "strides": 2, "activation": "relu"}, (1, 3, 3, 2)),
    "without bias, sigmoid": ({"kernel_size": 2, "use_bias": False, "activation": "sigmoid"}, (1, 3, 3, 2)),
    "gelu": ({"kernel_size": 2, "strides": 2, "activation": "gelu"}, (1, 3, 2, 2)),
    "regularized": (
        {"kernel_size": 2, "kernel_regularizer": L2, "bias_regularizer": L1, "activity_regularizer": L1L2},
        (1, 3, 3, 2)),
    "wide, relu": ({"kernel_size": 3, "activation": "relu", "filters": 16}, (1, 4, 3, 16)),
    "wide, same": ({"kernel_size": 3, "padding": "same", "filters": 18}, (1, 5, 7, 16)),
}
# type: (cases, filters)
FAMILIES = {
    "depthwise_conv2d": (DEPTHWISE, None), "separable_conv2d": (SEPARABLE, 4), "conv2d_transpose": (TRANSPOSE, 3),
}

depthwise_conv, conv_transpose = keras.ops.depthwise_conv, keras.ops.conv_transpose


def depthwise_by_slicing(inputs, kernel, strides, padding, dilation_rate, data_format):
    """depthwise_conv with strides that differ."""
    assert padding == "valid"
    y = depthwise_conv(inputs, kernel, 1, padding, data_format, dilation_rate)
    return y[:, ::strides[0], ::strides[1]]


def transpose_by_spread_kernel(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate):
    """conv_transpose with dilation: the kernel has zeros between its taps."""
    for axis, rate in enumerate(dilation_rate):
        taps = kernel.shape[axis]
        spread = np.zeros(((taps - 1) * rate + 1, taps), "float32")
        spread[np.arange(taps) * rate, np.arange(taps)] = 1
        kernel = tf.experimental.numpy.moveaxis(tf.tensordot(spread, kernel, [[1], [axis]]), 0, axis)
    return conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, 1)


COMPOSITIONS = {
    "by slicing": ("depthwise_conv", depthwise_by_slicing),
    "spread kernel": ("conv_transpose", transpose_by_spread_kernel),
}


def make_cases(rng):
    cases = []
    for kind, (family, filters) in FAMILIES.items():
        for name, (parameters, shape) in family.items():
            config = {"type": kind, **({"filters": filters} if filters else {}), **parameters}
            composition = COMPOSITIONS.get(name.split(", ")[-1])
            replaced = mock.patch.object(keras.src.ops, *composition) if composition else contextlib.nullcontext()
            with replaced:
                cases.append(make_case(f"{kind} {name}", config, shape, rng))
    return cases
