"""layers_convolution.json: conv1d and conv2d; fields as in layers.py."""

from cases.layers import L1, L1L2, L2, make_case

SQUARE, ODD, OBLONG = (1, 6, 6, 4), (1, 5, 4, 2), (1, 4, 5, 3)

CONV1D = {
    "kernel 3": ({"kernel_size": 3}, (2, 8, 4)),
    "kernel 1": ({"kernel_size": 1}, (2, 5, 3)),
    "kernel 2, same": ({"kernel_size": 2, "padding": "same"}, (2, 6, 3)),
    "kernel 4, same, strides 3": ({"kernel_size": 4, "padding": "same", "strides": 3}, (2, 8, 3)),
    "strides 2": ({"kernel_size": 3, "strides": 2}, (2, 8, 3)),
    "strides 3, window does not reach the end": ({"kernel_size": 2, "strides": 3}, (2, 10, 2)),
    "same, strides 2, even": ({"kernel_size": 3, "padding": "same", "strides": 2}, (2, 8, 3)),
    "same, strides 2, odd": ({"kernel_size": 3, "padding": "same", "strides": 2}, (2, 7, 3)),
    "dilation 2": ({"kernel_size": 3, "dilation_rate": 2}, (2, 8, 3)),
    "same, dilation 3": ({"kernel_size": 3, "dilation_rate": 3, "padding": "same"}, (2, 8, 3)),
    "causal": ({"kernel_size": 3, "padding": "causal"}, (2, 6, 3)),
    "causal, dilation 2": ({"kernel_size": 3, "padding": "causal", "dilation_rate": 2}, (2, 7, 3)),
    "causal, strides 2": ({"kernel_size": 4, "padding": "causal", "strides": 2}, (2, 7, 3)),
    "causal, dilation longer than the input": (
        {"kernel_size": 3, "padding": "causal", "dilation_rate": 4}, (2, 5, 2)),
    "groups": ({"kernel_size": 3, "groups": 2}, (2, 7, 4)),
    "groups, causal, relu": ({"kernel_size": 2, "groups": 3, "padding": "causal", "activation": "relu"}, (2, 5, 6)),
    "without bias, tanh": ({"kernel_size": 3, "use_bias": False, "activation": "tanh"}, (2, 6, 3)),
    "regularized": (
        {"kernel_size": 3, "kernel_regularizer": L1L2, "bias_regularizer": L2, "activity_regularizer": L1},
        (2, 6, 3)),
    "one feature": ({"kernel_size": 5, "activation": "gelu"}, (2, 9, 1)),
}
CONV2D = {
    "kernel 3": ({"kernel_size": 3}, (2, 5, 4, 3)),
    "kernel 3, one channel": ({"kernel_size": 3}, (1, 7, 6, 1)),
    "kernel 3, three channels, relu": ({"kernel_size": 3, "activation": "relu"}, (1, 6, 5, 3)),
    "kernel 1": ({"kernel_size": 1}, OBLONG),
    "kernel 1, strides 2": ({"kernel_size": 1, "strides": 2}, ODD),
    "kernel [1, 3]": ({"kernel_size": [1, 3]}, ODD),
    "kernel [3, 2], same": ({"kernel_size": [3, 2], "padding": "same"}, OBLONG),
    "kernel 5, same": ({"kernel_size": 5, "padding": "same"}, (1, 6, 6, 2)),
    "kernel larger than the input, same": ({"kernel_size": 5, "padding": "same"}, (2, 3, 2, 2)),
    "kernel as large as the input": ({"kernel_size": [5, 4]}, ODD),
    "same, even": ({"kernel_size": 3, "padding": "same"}, SQUARE),
    "same, odd": ({"kernel_size": 2, "padding": "same"}, ODD),
    "strides 2": ({"kernel_size": 3, "strides": 2}, SQUARE),
    "strides 2, odd": ({"kernel_size": 2, "strides": 2}, ODD),
    "strides [1, 2]": ({"kernel_size": [3, 2], "strides": [1, 2]}, ODD),
    "strides 3, kernel 2": ({"kernel_size": 2, "strides": 3}, (1, 7, 9, 2)),
    "same, strides 2, even": ({"kernel_size": 3, "strides": 2, "padding": "same"}, SQUARE),
    "same, strides 2, odd": ({"kernel_size": 3, "strides": 2, "padding": "same"}, ODD),
    "same, strides [2, 3]": ({"kernel_size": [4, 3], "strides": [2, 3], "padding": "same"}, ODD),
    "dilation 2": ({"kernel_size": 3, "dilation_rate": 2}, SQUARE),
    "dilation [1, 2], same": ({"kernel_size": 3, "dilation_rate": [1, 2], "padding": "same"}, ODD),
    "dilation 3, same": ({"kernel_size": [2, 3], "dilation_rate": 3, "padding": "same"}, OBLONG),
    "groups 2": ({"kernel_size": 3, "groups": 2, "filters": 4}, SQUARE),
    "groups as many as channels, same, strides 2": (
        {"kernel_size": 3, "groups": 3, "padding": "same", "strides": 2}, OBLONG),
    "groups 2, dilation 2": ({"kernel_size": 2, "groups": 2, "dilation_rate": 2, "activation": "relu", "filters": 4},
                              SQUARE),
    "without bias": ({"kernel_size": 2, "use_bias": False}, OBLONG),
    "without bias, relu": ({"kernel_size": 2, "use_bias": False, "activation": "relu"}, OBLONG),
    "softmax": ({"kernel_size": 2, "activation": "softmax"}, OBLONG),
    "elu": ({"kernel_size": 2, "activation": {"type": "elu", "alpha": 0.5}}, OBLONG),
    "silu, same": ({"kernel_size": 3, "activation": "silu", "padding": "same"}, ODD),
    "kernel l1": ({"kernel_size": 2, "kernel_regularizer": L1}, ODD),
    "bias l2": ({"kernel_size": 2, "bias_regularizer": L2}, ODD),
    "activity l2, relu": ({"kernel_size": 2, "activity_regularizer": L2, "activation": "relu"}, ODD),
    # wide enough for Winograd's way
    "wide, relu": ({"kernel_size": 3, "activation": "relu", "filters": 17}, (1, 8, 6, 16)),
    "wide, same": ({"kernel_size": 3, "padding": "same", "filters": 16}, (2, 5, 7, 16)),
}
# type: (cases, filters)
FAMILIES = {"conv1d": (CONV1D, 6), "conv2d": (CONV2D, 3)}


def make_cases(rng):
    return [make_case(f"{kind} {name}", {"type": kind, "filters": filters, **parameters}, shape, rng)
            for kind, (family, filters) in FAMILIES.items() for name, (parameters, shape) in family.items()]
