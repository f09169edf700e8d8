"""The JSON form of tensors and numbers, and the writer of a golden file."""

import json
import math

import numpy as np


def number(value):
    """A float32 as the shortest JSON number that reads back as it; NaN and infinities as strings."""
    value = np.float32(value)
    if not np.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    shortest = float(str(value))
    assert np.float32(shortest) == value
    return int(shortest) if shortest == int(shortest) and abs(shortest) < 1e6 and value != 0 else shortest


def numbers(values):
    """A list of numbers."""
    return [number(value) for value in values]


def tensor(values):
    """{"shape": [...], "data": [...]} of anything array-like, in C order."""
    array = np.asarray(values, dtype=np.float32)
    return {"shape": list(array.shape), "data": numbers(array.reshape(-1))}


def normal(rng, *shape, scale=1.0):
    """Float32 normal deviates."""
    return (scale * rng.standard_normal(shape)).astype(np.float32)


def write_golden_file(path, header, cases):
    """One line per case, so that a changed case is one changed line."""
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)), "case names must be unique"
    head = json.dumps(header)[:-1]
    lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    path.write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
