"""layers_wrappers.json: bidirectional, time_distributed, masking and embedding; the fields are those of layers.json."""

import numpy as np

from cases.layers import make_case
from cases.layers_recurrent import CELLS, L2, MASKS, SEQUENCES, SHAPE


def wrapper_cases():
    """The same of wrappers; inner layers have names, as automatic ones count up over a file."""
    inner = {name: config | {"name": "inner"} for name, config in CELLS.items()}
    for mode in ("concat", "sum", "mul", "ave"):
        wrapper = {"type": "bidirectional", "merge_mode": mode}
        yield f"bidirectional {mode}", wrapper | {"layer": inner["lstm"]}, SHAPE, None
        yield f"bidirectional {mode}, sequences", wrapper | {"layer": inner["gru"] | SEQUENCES}, SHAPE, None
        yield (f"bidirectional {mode}, sequences, mask", wrapper | {"layer": inner["lstm"] | SEQUENCES}, SHAPE,
               MASKS["mask, first steps"])
    for name, config in inner.items():
        wrapper = {"type": "bidirectional", "layer": config}
        yield f"bidirectional {name} mask", wrapper, SHAPE, MASKS["mask"]
        yield f"bidirectional {name} all masked", wrapper | {"layer": config | SEQUENCES}, SHAPE, MASKS["mask, all of a row"]
    yield "bidirectional no bias, kernel l2", {
        "type": "bidirectional", "layer": inner["lstm"] | {"use_bias": False, "kernel_regularizer": L2}}, SHAPE, None
    other = {"type": "gru", "units": 2, "go_backwards": True, "name": "other", **SEQUENCES}
    yield "bidirectional backward_layer", {
        "type": "bidirectional", "layer": inner["lstm"] | SEQUENCES, "backward_layer": other}, SHAPE, MASKS["mask"]
    distributed = {
        "dense": ({"type": "dense", "units": 3, "activation": "relu"}, (2, 3, 2)),
        "dense softmax": ({"type": "dense", "units": 3, "activation": "softmax", "kernel_regularizer": L2}, (2, 3, 2)),
        "dense, rank 4": ({"type": "dense", "units": 2}, (2, 3, 2, 2)),
        "conv1d": ({"type": "conv1d", "filters": 2, "kernel_size": 2}, (2, 3, 4, 2)),
        "conv2d": ({"type": "conv2d", "filters": 2, "kernel_size": 2}, (2, 2, 3, 3, 1)),
        "flatten": ({"type": "flatten"}, (2, 3, 2, 2)),
        "max_pooling2d": ({"type": "max_pooling2d"}, (2, 2, 4, 4, 1)),
        "lstm": ({"type": "lstm", "units": 2}, (2, 3, 2, 2)),
        "bidirectional": ({"type": "bidirectional", "layer": inner["gru"], "name": "outer"}, (2, 2, 3, 2)),
    }
    for name, (config, shape) in distributed.items():
        yield f"time_distributed {name}", {"type": "time_distributed", "layer": {"name": "inner", **config}}, shape, None
    yield ("time_distributed, mask", {"type": "time_distributed", "layer": {"type": "dense", "units": 3, "name": "inner"}},
           (2, 4, 2), MASKS["mask"])


def id_cases(rng):
    """Cases of embedding."""
    table = {"type": "embedding", "input_dim": 7, "output_dim": 3}
    yield make_case("embedding", table, (2, 4), rng, ids=7)
    yield make_case("embedding one id", table | {"input_dim": 1}, (3, 2), rng, ids=1)
    yield make_case("embedding mask_zero", table | {"mask_zero": True}, (3, 4), rng, ids=3)
    yield make_case("embedding l2", table | {"embeddings_regularizer": L2}, (2, 4), rng, ids=7)
    yield make_case("embedding, ids of rank 2", table, (2, 2, 3), rng, ids=7)
    distributed = {"type": "time_distributed", "layer": table | {"name": "inner"}}
    yield make_case("time_distributed embedding", distributed, (2, 2, 3), rng, ids=7)


def masking_case(name, rng, mask_value, masked):
    """Masking of an input whose steps at `masked`, (row, step), all hold the value."""
    x = rng.standard_normal((2, 4, 2))
    x[0, 0, 0] = mask_value  # one feature alone does not mask a step
    for row, step in masked:
        x[row, step] = mask_value
    return make_case(name, {"type": "masking", "mask_value": mask_value}, x.shape, rng, x=x)


def make_cases(rng):
    """All of them."""
    cases = [
        make_case(name, config, shape, rng, mask=mask if mask is None else np.array(mask, bool))
        for name, config, shape, mask in wrapper_cases()
    ]
    cases += id_cases(rng)
    cases.append(masking_case("masking", rng, 0.0, [(0, 1), (1, 3)]))
    cases.append(masking_case("masking other value", rng, -1.0, [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3)]))
    cases.append(masking_case("masking nothing", rng, 2.5, []))
    return cases
