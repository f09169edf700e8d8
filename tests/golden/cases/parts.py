"""Builds the Keras object that a part of an nnctl config stands for."""

import inspect

import keras


def keras_class(module, kind):
    """The class of `module` that an nnctl type names: "max_pooling2d" is MaxPooling2D."""
    plain = kind.replace("_", "").lower()
    found = [value for name, value in vars(module).items() if name.lower() == plain and inspect.isclass(value)]
    if not found:
        raise KeyError(f"{module.__name__} has no class for '{kind}'")
    return found[0]


def split_type(config):
    """("relu", {parameters}) of "relu" or of {"type": "relu", parameters}."""
    parameters = {"type": config} if isinstance(config, str) else dict(config)
    return parameters.pop("type"), parameters


def activation(config):
    """A function of one tensor."""
    kind, parameters = split_type(config)
    function = getattr(keras.activations, kind)
    if not parameters:
        return function  # which Bidirectional can copy
    return lambda x: function(x, **parameters)


def initializer(config):
    """A Keras initializer."""
    kind, parameters = split_type(config)
    return keras_class(keras.initializers, kind)(**parameters)


def regularizer(config):
    """A Keras regularizer."""
    kind, parameters = split_type(config)
    return keras_class(keras.regularizers, kind)(**parameters)


def constraint(config):
    """A Keras constraint."""
    kind, parameters = split_type(config)
    return keras_class(keras.constraints, kind)(**parameters)


def layer(config):
    """A Keras layer; the parts inside it, layers too, are built alike."""
    kind, parameters = split_type(config)
    for key, value in parameters.items():
        if key in ("activation", "recurrent_activation"):
            parameters[key] = activation(value)
        elif key.endswith("_regularizer"):
            parameters[key] = regularizer(value)
        elif key.endswith("_initializer"):
            parameters[key] = initializer(value)
        elif key.endswith("_constraint"):
            parameters[key] = constraint(value)
        elif key in ("layer", "backward_layer"):
            parameters[key] = layer(value)
    return keras_class(keras.layers, kind)(**parameters)


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
    return keras_class(keras.losses, kind)(**parameters)


def metric(config):
    """A Keras metric; a name without a class of its own ("accuracy") is left for compile() to resolve."""
    kind, parameters = split_type(config)
    if kind in ("accuracy", "acc"):  # keras.metrics.Accuracy is exact equality
        return kind
    try:
        return keras_class(keras.metrics, kind)(name=kind, **parameters)
    except KeyError:
        return kind


def optimizer(config):
    """A Keras optimizer; Keras 2's `decay` becomes the schedule lr / (1 + decay * iterations)."""
    kind, parameters = split_type(config)
    make = keras_class(keras.optimizers, kind)
    if "decay" in parameters:
        default_rate = inspect.signature(make).parameters["learning_rate"].default
        parameters["learning_rate"] = keras.optimizers.schedules.InverseTimeDecay(
            parameters.get("learning_rate", default_rate), decay_steps=1, decay_rate=parameters.pop("decay")
        )
    return make(**parameters)
