"""layers_recurrent.json: simple_rnn, lstm and gru; the fields are those of layers.json."""

import numpy as np

from cases.layers import make_case

L1, L2 = {"type": "l1", "l1": 0.02}, {"type": "l2", "l2": 0.05}
SHAPE = (2, 4, 2)
SEQUENCES = {"return_sequences": True}
MASKS = {
    "mask": [[1, 1, 0, 1], [1, 0, 1, 0]],
    "mask, first steps": [[0, 0, 1, 1], [0, 1, 0, 1]],
    "mask, all of a row": [[0, 0, 0, 0], [1, 1, 1, 0]],
    "mask, right-padded": [[1, 1, 1, 0], [1, 0, 0, 0]],
}
CELLS = {
    "simple_rnn": {"type": "simple_rnn", "units": 2},
    "lstm": {"type": "lstm", "units": 2},
    "gru": {"type": "gru", "units": 2},
    "gru reset before": {"type": "gru", "units": 2, "reset_after": False},
}
ACTIVATIONS = ["linear", "relu", "sigmoid", "softsign", "elu", "softmax", "gelu", {"type": "leaky_relu", "negative_slope": 0.05}]
GATE_ACTIVATIONS = ["hard_sigmoid", "tanh", "linear", "softmax", "relu"]
OPTIONS = {
    "sequences": SEQUENCES,
    "no bias": {"use_bias": False},
    "go_backwards": {"go_backwards": True},
    "go_backwards, sequences": {"go_backwards": True, "return_sequences": True},
    "unroll": {"unroll": True},
}
REGULARIZED = {
    "kernel l1": {"kernel_regularizer": L1},
    "recurrent l2": {"recurrent_regularizer": L2},
    "bias l2": {"bias_regularizer": L2},
}
TRANSFORMED = {"activity l2, sequences": {"activity_regularizer": L2, **SEQUENCES}}


def title(value):
    """How a case's name shows a part."""
    return value if isinstance(value, str) else value["type"] + " with parameters"


def cell_cases():
    """(name, config, shape, mask) of the three recurrent layers."""
    for name, config in CELLS.items():
        yield name, config, SHAPE, None
        yield f"{name} one step", config | SEQUENCES, (2, 1, 2), None
        yield f"{name} one unit", config | {"units": 1}, SHAPE, None
        for option, keys in OPTIONS.items():
            yield f"{name} {option}", config | keys, SHAPE, None
        for mask_name, mask in MASKS.items():
            yield f"{name} {mask_name}", config, SHAPE, mask
            yield f"{name} {mask_name}, sequences", config | SEQUENCES, SHAPE, mask
        zero = {"zero_output_for_mask": True}
        yield f"{name} zero output", config | zero, SHAPE, MASKS["mask"]
        yield f"{name} zero output, sequences", config | zero | SEQUENCES, SHAPE, MASKS["mask, first steps"]
        backwards = {"go_backwards": True, "return_sequences": True}
        yield f"{name} mask, backwards", config | backwards, SHAPE, MASKS["mask"]
        yield f"{name} zero output, backwards", config | zero | backwards, SHAPE, MASKS["mask, right-padded"]
    for name in ("simple_rnn", "lstm", "gru"):
        config = CELLS[name] | SEQUENCES
        for activation in ACTIVATIONS:
            yield f"{name} {title(activation)}", config | {"activation": activation}, SHAPE, None
        for option, keys in (REGULARIZED | TRANSFORMED).items():
            if name == "simple_rnn" and "activity" in option:
                continue  # accepted and not applied by Keras
            yield f"{name} {option}", config | keys, SHAPE, None
        if name == "simple_rnn":
            continue
        for activation in GATE_ACTIVATIONS:
            yield f"{name} gates {activation}", config | {"recurrent_activation": activation}, SHAPE, None
    yield "lstm softsign, gates hard_sigmoid, mask", CELLS["lstm"] | SEQUENCES | {
        "activation": "softsign", "recurrent_activation": "hard_sigmoid"}, SHAPE, MASKS["mask"]
    yield "lstm 20 units", {"type": "lstm", "units": 20, **SEQUENCES}, (2, 2, 2), None


def make_cases(rng):
    """All of them."""
    return [
        make_case(name, config, shape, rng, mask=mask if mask is None else np.array(mask, bool))
        for name, config, shape, mask in cell_cases()
    ]
