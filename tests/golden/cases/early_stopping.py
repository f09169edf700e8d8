"""early_stopping.json: which epoch a sequence of monitored values stops after.

`stopped_epoch` is the 0-based index after which training stops, or null; later values are never seen. `best` and
`best_epoch` are null while no value has been considered. `restored_epoch` is the epoch whose weights the model ends
with: the last one run, or with restore_best_weights the best one.
Keras compares float32(value - min_delta) with float32(best), the difference taken in double.
"""

import keras
import numpy as np

from cases.tensors import number

NAN = float("nan")
PLATEAU = [1.0, 0.9, 0.95, 0.9, 0.85, 0.86, 0.87, 0.88]
# By name: (config, values).
SEQUENCES = {
    "patience 0": ({"patience": 0}, PLATEAU),
    "patience 1": ({"patience": 1}, PLATEAU),
    "patience 2": ({"patience": 2}, PLATEAU),
    "patience 3": ({"patience": 3}, PLATEAU),
    "default patience": ({}, [1.0, 0.9, 0.8, 0.81, 0.7]),
    "always better": ({"patience": 1}, [5.0, 4.0, 3.0, 2.0, 1.0]),
    "never better": ({"patience": 3}, [1.0, 2.0, 3.0, 4.0, 5.0]),
    "constant": ({"patience": 2}, [1.0, 1.0, 1.0, 1.0, 1.0]),
    "patience 0, constant": ({"patience": 0}, [1.0, 1.0, 1.0]),
    "one value": ({"patience": 0}, [1.0]),
    "min_delta": ({"patience": 2, "min_delta": 0.1}, [1.0, 0.95, 0.91, 0.8]),
    "min_delta met exactly in binary": ({"patience": 1, "min_delta": 0.25}, [1.0, 0.75, 0.5, 0.125]),
    "min_delta by rounding of double": ({"patience": 1, "min_delta": 0.1}, [0.8, 0.7, 0.6, 0.5]),
    "negative min_delta": ({"patience": 1, "min_delta": -0.1}, [1.0, 0.95, 0.8, 0.7]),
    "min_delta sums up": ({"patience": 2, "min_delta": 0.1}, [1.0, 0.94, 0.89, 0.83, 0.78, 0.75, 0.7]),
    "better by less than float32": ({"patience": 1}, [0.9, 0.9 - 1e-9, 0.9 - 2e-9]),
    "mode min": ({"mode": "min", "monitor": "val_accuracy", "patience": 1}, [0.5, 0.4, 0.45, 0.3]),
    "mode max": ({"mode": "max", "monitor": "val_loss", "patience": 1}, [0.5, 0.6, 0.55, 0.7]),
    "mode auto, val_accuracy": ({"monitor": "val_accuracy", "patience": 2}, [0.5, 0.6, 0.55, 0.6, 0.7]),
    "mode auto, accuracy": ({"monitor": "accuracy", "patience": 2, "mode": "auto"}, [0.5, 0.6, 0.65, 0.6, 0.64]),
    "mode auto, loss": ({"monitor": "loss", "patience": 1}, [0.5, 0.4, 0.45, 0.3]),
    "mode max, min_delta": ({"mode": "max", "monitor": "val_accuracy", "patience": 2, "min_delta": 0.05},
                            [0.5, 0.54, 0.56, 0.6, 0.61, 0.7]),
    "baseline never met": ({"patience": 2, "baseline": 0.5}, [1.0, 0.9, 0.8, 0.7, 0.75, 0.6]),
    "baseline met": ({"patience": 2, "baseline": 0.5}, [1.0, 0.4, 0.45, 0.42, 0.41, 0.3]),
    "baseline met, then slow": ({"patience": 3, "baseline": 0.5}, [0.6, 0.45, 0.55, 0.44, 0.5, 0.6, 0.7]),
    "baseline, min_delta": ({"patience": 2, "baseline": 0.5, "min_delta": 0.1}, [1.0, 0.45, 0.5, 0.46, 0.3]),
    "baseline, mode max": ({"mode": "max", "monitor": "val_accuracy", "patience": 2, "baseline": 0.8},
                           [0.5, 0.6, 0.7, 0.65, 0.9]),
    "start_from_epoch": ({"patience": 1, "start_from_epoch": 2}, [0.1, 1.0, 0.9, 0.95, 0.5]),
    "start_from_epoch, patience 0": ({"patience": 0, "start_from_epoch": 3}, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    "start_from_epoch beyond the end": ({"patience": 1, "start_from_epoch": 9}, [1.0, 2.0, 3.0]),
    "first NaN": ({"patience": 2}, [NAN, 1.0, 0.5, 0.2]),
    "first NaN, long patience": ({"patience": 9}, [NAN, 1.0, 0.5]),
    "later NaN": ({"patience": 2}, [1.0, NAN, 0.9, NAN, NAN, 0.1]),
    "NaN, mode max": ({"mode": "max", "monitor": "val_accuracy", "patience": 1}, [0.5, NAN, 0.9]),
    "infinity": ({"patience": 2}, [float("inf"), float("inf"), 1.0, 2.0, 3.0]),
    "restore": ({"patience": 2, "restore_best_weights": True}, PLATEAU),
    "restore, not stopped": ({"patience": 5, "restore_best_weights": True}, [1.0, 0.5, 0.7, 0.6]),
    "restore, first is best": ({"patience": 2, "restore_best_weights": True}, [1.0, 2.0, 3.0, 4.0]),
    "restore, first NaN": ({"patience": 2, "restore_best_weights": True}, [NAN, 1.0, 0.5]),
    "restore, start_from_epoch": ({"patience": 1, "start_from_epoch": 2, "restore_best_weights": True},
                                  [0.1, 1.0, 0.9, 0.95, 0.5]),
    "restore, start_from_epoch beyond the end": (
        {"patience": 1, "start_from_epoch": 9, "restore_best_weights": True}, [1.0, 0.5, 0.7]),
    "restore, baseline never met": ({"patience": 2, "baseline": 0.5, "restore_best_weights": True},
                                    [1.0, 0.9, 0.95, 0.85, 0.6]),
    "restore, mode max": ({"mode": "max", "monitor": "val_accuracy", "patience": 2, "restore_best_weights": True},
                          [0.5, 0.8, 0.7, 0.75, 0.9]),
}


def make_model():
    """One weight and an accuracy, for mode "auto" to find."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mse", metrics=["accuracy"])
    model.compute_metrics(None, np.zeros((1, 1)), np.zeros((1, 1)))
    return model


def json_number(value):
    """A Python float as it is; NaN and infinities as strings."""
    return float(value) if np.isfinite(value) else number(value)


def make_case(name, config, values, model):
    """Plays the training loop: the weights of an epoch are its number."""
    stopper = keras.callbacks.EarlyStopping(**config)
    stopper.set_model(model)
    model.stop_training = False
    stopped_epoch = None
    stopper.on_train_begin()
    for epoch, value in enumerate(values):
        model.set_weights([np.full((1, 1), epoch)])
        stopper.on_epoch_end(epoch, {stopper.monitor: value})
        if model.stop_training:
            stopped_epoch = epoch
            break
    stopper.on_train_end()
    considered = stopper.best is not None
    return {
        "name": name,
        "config": config,
        "values": [json_number(value) for value in values],
        "stopped_epoch": stopped_epoch,
        "best_epoch": stopper.best_epoch if considered else None,
        "best": json_number(stopper.best) if considered else None,
        "restored_epoch": int(model.get_weights()[0][0, 0]),
    }


def make_cases(rng):
    del rng
    model = make_model()
    return [make_case(name, config, values, model) for name, (config, values) in SEQUENCES.items()]
