"""layers_augmentation.json: image layers in training mode, with bounds that leave nothing to chance.

`dx` is left out: TensorFlow's gradient of a map is the inverse map of dy, nnctl's the map's own transpose.
"""

from cases.layers import make_case

FILL_MODES = ["reflect", "wrap", "constant", "nearest"]


def geometry():
    """(config, input shape) of every case."""
    for fill_mode in FILL_MODES:
        for interpolation in ("bilinear", "nearest"):
            sampling = {"fill_mode": fill_mode, "interpolation": interpolation, "fill_value": 0.7}
            if fill_mode == "reflect":
                del sampling["fill_value"]
            yield {"type": "random_translation", "height_factor": [0.3, 0.3], "width_factor": [-0.45, -0.45],
                   **sampling}, (2, 4, 5, 2)
            yield {"type": "random_translation", "height_factor": [-0.9, -0.9], "width_factor": [0.8, 0.8],
                   **sampling}, (1, 4, 3, 1)
            yield {"type": "random_rotation", "factor": [0.13, 0.13], **sampling}, (2, 4, 5, 2)
            yield {"type": "random_rotation", "factor": [-0.38, -0.38], **sampling}, (1, 5, 3, 1)
            yield {"type": "random_zoom", "height_factor": [0.37, 0.37], **sampling}, (2, 4, 5, 2)
            yield {"type": "random_zoom", "height_factor": [-0.6, -0.6], "width_factor": [0.9, 0.9],
                   **sampling}, (1, 5, 4, 1)
    yield {"type": "random_translation", "height_factor": 0, "width_factor": 0}, (1, 3, 3, 1)
    yield {"type": "random_zoom", "height_factor": [1.0, 1.0], "fill_mode": "wrap"}, (1, 5, 5, 1)
    yield {"type": "random_rotation", "factor": [0.25, 0.25]}, (1, 4, 4, 1)
    yield {"type": "random_rotation", "factor": [0.2, 0.2]}, (1, 1, 5, 1)


def contrast():
    """The same; [-f, f] makes both bounds 1 + f, and 0 makes them 1."""
    yield {"type": "random_contrast", "factor": [-0.4, 0.4], "value_range": [-10.0, 10.0]}, (2, 3, 4, 2)
    yield {"type": "random_contrast", "factor": [-0.4, 0.4], "value_range": [-1.0, 1.0]}, (2, 3, 4, 2)
    yield {"type": "random_contrast", "factor": [-0.7, 0.7]}, (1, 3, 4, 1)
    yield {"type": "random_contrast", "factor": 0.0}, (1, 3, 4, 1)


def make_cases(rng):
    cases = []
    for number, (config, shape) in enumerate(geometry()):
        case = make_case(f"{config['type']} {number}", config, shape, rng, training=True)
        cases.append({key: value for key, value in case.items() if not key.startswith("dx")})
    for number, (config, shape) in enumerate(contrast()):
        cases.append(make_case(f"random_contrast {number}", config, shape, rng, training=True))
    for kind in ("random_flip", "random_contrast"):
        config = {"type": kind, **({"factor": 0.5} if kind == "random_contrast" else {})}
        cases.append(make_case(f"{kind}, inference", config, (2, 3, 4, 1), rng))
    return cases
