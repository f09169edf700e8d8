#!/usr/bin/env python3
"""The same grid of 64 genre configs by `nnctl sweep` and by KerasTuner's GridSearch: time, and whether they agree.

usage: scripts/sweep_vs_keras_tuner.py NNCTL [--executions N] [--repeats N] [--setting NAME] [--trials N] [--json FILE]
(needs keras 3 with its TensorFlow backend, and keras-tuner)

The grid: first hidden layer 4 to 512 units (8 values) x Adam's rate 1e-4 to 0.1 (8 values); all else as
configs/genre.yaml has it, on both sides: rows of the split (read from an nnctl run), standard scaling fitted on the
training rows, layers, Keras's initial weights, 60 epochs at most in batches of 32, early stopping after 15 epochs
without a better val_loss, and the best epoch's result. KerasTuner runs as --setting says:

  default   model.compile() as it comes (which compiles with XLA)
  epoch     the same, and a whole epoch in one call (steps_per_execution), the fastest here
  no_xla    a whole epoch in one call, jit_compile=False

Both searches train each config --executions times. The machine may be busy: nnctl's whole search is run again after
every eighth of KerasTuner's trials (which does not count for KerasTuner), and its median is set beside KerasTuner's
sum. Processor seconds are told, too: they depend less on what else runs. KerasTuner's time begins at search(), after
all imports; nnctl's is that of the whole process, data and report included.

Agreement: nnctl trains each config --repeats times more, for means and deviations. Of all pairs of configs in the top
half of nnctl's ranking those count whose means differ by more than two standard errors on both sides, with nnctl's
deviation of a config for both.
"""
import argparse
import csv
import itertools
import json
import math
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = pathlib.Path(__file__).resolve().parent.parent
CONFIG = ROOT / "configs/genre.yaml"
UNITS = [4, 8, 16, 32, 64, 128, 256, 512]
RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 2e-2, 5e-2, 1e-1]
EPOCHS, BATCH, PATIENCE = 60, 32, 15
ROUNDS = 8  # of nnctl, while KerasTuner searches
METRICS = ("val_loss", "val_accuracy")


def nnctl_sweep(program, repeats, workers, seed=0):
    """(seconds, processor seconds, {(units, rate): trial}) of one whole search."""
    with tempfile.TemporaryDirectory() as place:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        told = subprocess.run(
            [program, "sweep", CONFIG, f"model.layers.hidden1.units={','.join(map(str, UNITS))}",
             f"training.optimizer.learning_rate={','.join(map(str, RATES))}", "--set", f"sweep.repeats={repeats}",
             "--workers", str(workers), "--seed", str(seed), "-o", f"{place}/sweep", "--json", "-q"],
            check=True, capture_output=True, text=True).stdout
        seconds = time.perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    trials = {(trial["parameters"]["model.layers.hidden1.units"],
               trial["parameters"]["training.optimizer.learning_rate"]): trial for trial in json.loads(told)["trials"]}
    return seconds, cpu, trials


def genre_parts(program):
    """Scaled inputs and classes of the rows that nnctl trains on and judges by."""
    import numpy
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([program, "train", CONFIG, "--set", "training.epochs=1", "-o", f"{place}/run", "-q"], check=True)
        rows = json.loads(pathlib.Path(place, "run/split.json").read_text())["rows"]
    with open(ROOT / "data/genre/songs.csv", newline="", encoding="utf-8") as file:
        songs = list(csv.DictReader(file))
    names = ("long_notes", "length_changes", "triplet_notes")
    inputs = numpy.array([[float(song[name]) for name in names] for song in songs])
    genres = sorted({song["genre"] for song in songs})
    classes = numpy.array([genres.index(song["genre"]) for song in songs])
    train = inputs[rows["train"]]
    scaled = ((inputs - train.mean(0)) / train.std(0)).astype("float32")
    return tuple((scaled[rows[part]], classes[rows[part]]) for part in ("train", "validation"))


def keras_search(program, options, place):
    """KerasTuner's search: results by config, its seconds, and nnctl's searches in between."""
    import keras
    import keras_tuner
    (x, y), validation = genre_parts(program)
    compile_options = {"default": {}, "epoch": {"steps_per_execution": math.ceil(len(x) / BATCH)},
                       "no_xla": {"steps_per_execution": math.ceil(len(x) / BATCH), "jit_compile": False}}
    results, rounds = {}, []
    paused = [0.0]

    class GenreNets(keras_tuner.HyperModel):
        def build(self, hp):
            model = keras.Sequential([
                keras.Input((x.shape[1],)),
                keras.layers.Dense(hp.Choice("units", UNITS), activation="relu"),
                keras.layers.Dense(64, activation="relu"),
                keras.layers.Dense(int(y.max()) + 1, activation="softmax"),
            ])
            model.compile(keras.optimizers.Adam(hp.Choice("learning_rate", RATES)), "sparse_categorical_crossentropy",
                          metrics=["accuracy"], **compile_options[options.setting])
            return model

        def fit(self, hp, model, *args, callbacks=(), **kwargs):
            history = model.fit(x, y, validation_data=validation, epochs=EPOCHS, batch_size=BATCH, verbose=0, callbacks=[
                *callbacks, keras.callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True)])
            best = min(range(len(history.epoch)), key=lambda epoch: history.history["val_loss"][epoch])
            result = {metric: history.history[metric][best] for metric in METRICS}
            config = (hp.get("units"), hp.get("learning_rate"))
            results.setdefault(config, []).append({**result, "epochs": len(history.epoch)})
            if options.json: pathlib.Path(options.json).write_text(json.dumps(told_of(results), indent=1))
            done = sum(map(len, results.values()))
            if done % max(1, options.trials * options.executions // ROUNDS) == 0:
                begin = time.perf_counter()
                rounds.append(nnctl_sweep(program, options.executions, 2)[:2])
                paused[0] += time.perf_counter() - begin
                told = f"{done} trainings, nnctl's search {rounds[-1][0]:.2f} s, load {os.getloadavg()[0]:.1f}"
                print(told, file=sys.stderr, flush=True)
            return result

    tuner = keras_tuner.GridSearch(GenreNets(), objective=keras_tuner.Objective("val_loss", "min"),
                                   max_trials=options.trials, executions_per_trial=options.executions,
                                   directory=place, project_name="genre")
    begin, cpu = time.perf_counter(), time.process_time()
    tuner.search(verbose=0)
    return results, time.perf_counter() - begin - paused[0], time.process_time() - cpu, rounds


def told_of(results):
    return {"keras_results": [{"units": units, "learning_rate": rate, "results": found}
                              for (units, rate), found in results.items()]}


def spearman(a, b):
    def ranks(values):
        order = sorted(range(len(values)), key=values.__getitem__)
        return [order.index(i) for i in range(len(values))]
    return statistics.correlation(ranks(a), ranks(b))


def agreement(metric, ours, theirs, repeats):
    """How the two rank the better half of the configs."""
    sign = -1 if metric == "val_accuracy" else 1
    shared = sorted((config for config in ours if config in theirs),
                    key=lambda config: sign * ours[config]["metrics"][metric])
    top = shared[:len(shared) // 2]
    our_mean = {config: sign * ours[config]["metrics"][metric] for config in shared}
    their_mean = {config: sign * statistics.mean(one[metric] for one in theirs[config]) for config in shared}
    pairs = told = against = 0
    for a, b in itertools.combinations(top, 2):
        variance = ours[a]["std"][metric] ** 2 + ours[b]["std"][metric] ** 2
        ours_differ = our_mean[b] - our_mean[a]
        theirs_differ = their_mean[b] - their_mean[a]
        pairs += 1
        if abs(ours_differ) <= 2 * math.sqrt(variance / repeats): continue
        if abs(theirs_differ) <= 2 * math.sqrt(variance / len(theirs[a])): continue
        told += 1
        against += ours_differ * theirs_differ < 0
    deviations = [(their_mean[c] - our_mean[c]) / math.sqrt(ours[c]["std"][metric] ** 2 * (1 / repeats + 1 / len(theirs[c])))
                  for c in shared if ours[c]["std"][metric] > 0]
    def list_of(means, configs):
        return [means[config] for config in configs]
    return {"pairs_of_top_half": pairs, "told_apart_by_both": told, "ranked_against_each_other": against,
            "spearman_top_half": spearman(list_of(our_mean, top), list_of(their_mean, top)),
            "spearman_all": spearman(list_of(our_mean, shared), list_of(their_mean, shared)),
            "difference_in_standard_errors_mean": statistics.mean(deviations),
            "difference_in_standard_errors_rms": math.sqrt(statistics.mean(d * d for d in deviations))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnctl")
    parser.add_argument("--executions", type=int, default=1, help="trainings of each config that are timed")
    parser.add_argument("--repeats", type=int, default=20, help="nnctl's trainings of each config for the ranking")
    parser.add_argument("--setting", choices=("default", "epoch", "no_xla"), default="epoch")
    parser.add_argument("--trials", type=int, default=64, help="of KerasTuner; fewer are scaled up to 64")
    parser.add_argument("--json", help="where the figures go, too")
    options = parser.parse_args()
    configs = len(UNITS) * len(RATES)
    with tempfile.TemporaryDirectory() as place:
        results, seconds, cpu, rounds = keras_search(options.nnctl, options, place)
    scale = configs / options.trials
    ours = statistics.median(wall for wall, _ in rounds)
    ours_cpu = statistics.median(one for _, one in rounds)
    figures = {"setting": options.setting, "executions": options.executions, "trials": options.trials,
               "keras_tuner_seconds": seconds * scale, "keras_tuner_cpu_seconds": cpu * scale, "nnctl_seconds": ours,
               "nnctl_cpu_seconds": ours_cpu, "ratio": seconds * scale / ours, "cpu_ratio": cpu * scale / ours_cpu,
               "nnctl_rounds": rounds, "load": os.getloadavg(), **told_of(results)}
    if options.json: pathlib.Path(options.json).write_text(json.dumps(figures, indent=1))
    if options.repeats > 1:
        trials = nnctl_sweep(options.nnctl, options.repeats, 2, seed=1000)[2]
        figures["agreement"] = {metric: agreement(metric, trials, results, options.repeats) for metric in METRICS}
        figures["nnctl_results"] = [{"config": config, "metrics": trial["metrics"], "std": trial["std"]}
                                    for config, trial in trials.items()]
    if options.json: pathlib.Path(options.json).write_text(json.dumps(figures, indent=1))
    print(json.dumps({key: value for key, value in figures.items() if not key.endswith("_results")}, indent=1))


if __name__ == "__main__":
    main()
