"""Builds the Keras object that a part of an nnctl config stands for."""

import inspect

import keras

INITIALIZERS = {
    "constant": keras.initializers.Constant,
    "glorot_normal": keras.initializers.GlorotNormal,
    "glorot_uniform": keras.initializers.GlorotUniform,
    "he_normal": keras.initializers.HeNormal,
    "he_uniform": keras.initializers.HeUniform,
    "lecun_normal": keras.initializers.LecunNormal,
    "lecun_uniform": keras.initializers.LecunUniform,
    "ones": keras.initializers.Ones,
    "zeros": keras.initializers.Zeros,
}
LAYERS = {
    "activation": keras.layers.Activation,
    "dense": keras.layers.Dense,
    "dropout": keras.layers.Dropout,
    "elu": keras.layers.ELU,
    "flatten": keras.layers.Flatten,
    "leaky_relu": keras.layers.LeakyReLU,
    "relu": keras.layers.ReLU,
    "softmax": keras.layers.Softmax,
}
LOSSES = {
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "mean_squared_error": keras.losses.MeanSquaredError,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
}
METRICS = {
    "binary_accuracy": keras.metrics.BinaryAccuracy,
    "categorical_accuracy": keras.metrics.CategoricalAccuracy,
    "mean_absolute_error": keras.metrics.MeanAbsoluteError,
    "mean_squared_error": keras.metrics.MeanSquaredError,
    "sparse_categorical_accuracy": keras.metrics.SparseCategoricalAccuracy,
}
OPTIMIZERS = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
REGULARIZERS = {"l1": keras.regularizers.L1, "l2": keras.regularizers.L2, "l1l2": keras.regularizers.L1L2}


def split_type(config):
    """("relu", {parameters}) of "relu" or of {"type": "relu", parameters}."""
    parameters = {"type": config} if isinstance(config, str) else dict(config)
    return parameters.pop("type"), parameters


def activation(config):
    """A function of one tensor."""
    kind, parameters = split_type(config)
    function = getattr(keras.activations, kind)
    return lambda x: function(x, **parameters)


def initializer(config):
    """A Keras initializer."""
    kind, parameters = split_type(config)
    return INITIALIZERS[kind](**parameters)


def regularizer(config):
    """A Keras regularizer."""
    kind, parameters = split_type(config)
    return REGULARIZERS[kind](**parameters)


def layer(config):
    """A Keras layer; activations and regularizers inside it are parts of their own."""
    kind, parameters = split_type(config)
    for key, value in parameters.items():
        if key == "activation":
            parameters[key] = activation(value)
        elif key.endswith("_regularizer"):
            parameters[key] = regularizer(value)
    return LAYERS[kind](**parameters)


def call(layer, x, training, **arguments):
    """The layer's output; `training` is left out where a layer does not know it."""
    if "training" in inspect.signature(layer.call).parameters:
        arguments["training"] = training
    if "mask" not in inspect.signature(layer.call).parameters:
        arguments.pop("mask", None)
    return layer(x, **arguments)


def loss(config):
    """A Keras loss."""
    kind, parameters = split_type(config)
    return LOSSES[kind](**parameters)


def metric(config):
    """A Keras metric; a name without a class of its own ("accuracy") is left for compile() to resolve."""
    kind, parameters = split_type(config)
    return METRICS[kind](name=kind, **parameters) if kind in METRICS else kind


def optimizer(config):
    """A Keras optimizer; Keras 2's `decay` becomes the schedule lr / (1 + decay * iterations)."""
    kind, parameters = split_type(config)
    make = OPTIMIZERS[kind]
    if "decay" in parameters:
        default_rate = inspect.signature(make).parameters["learning_rate"].default
        parameters["learning_rate"] = keras.optimizers.schedules.InverseTimeDecay(
            parameters.get("learning_rate", default_rate), decay_steps=1, decay_rate=parameters.pop("decay")
        )
    return make(**parameters)
