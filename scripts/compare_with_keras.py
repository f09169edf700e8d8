#!/usr/bin/env python3
"""Trains random models with nnctl and with Keras, and reports where their numbers differ.

usage: scripts/compare_with_keras.py [--seeds FIRST:END] [--nnctl PROGRAM] [--keep FOLDER] [--no-minimise] [--eager]
       (needs keras 3.15.1 on tensorflow-cpu, numpy and safetensors; tests/golden/requirements.txt has the versions)

A seed stands for one model: layers, options, data, loss, optimizer and metrics are drawn from it. Both sides begin with the same
weights, see the rows in the same order and validate on the same rows. Compared are the number of weights, loss and metrics of each
epoch, the weights at the end and the predictions.

How far apart rounding alone may take two trainings depends on the model: a ReLU at its kink or a sign-like optimizer turns the last
digit into the first. So nnctl also trains from weights whose last digit is changed; what that moves a number by, times 30, may
divide the two sides, beside 1e-5 of the number. Layers that draw random numbers while training have rate 0.

Every mismatch is printed with its seed and the smallest config that still shows it; --keep writes config and data there.
Configs that only one side takes are counted at the end, by message.
"""
import argparse
import collections
import copy
import csv
import json
import math
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file, save_file

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests" / "golden"))
from cases import parts

RELATIVE = 1e-5  # of a number, or of a tensor's largest
AMPLIFIED = 30  # times what a changed last digit makes
PERTURBED_RUNS = 3
LARGEST = 1500  # values a layer may put out for a row


# ---- drawing -------------------------------------------------------------------------------------------------------------------


class Dice(random.Random):
    """Random choices that a seed repeats."""

    def chance(self, probability):
        return self.random() < probability

    def among(self, low, high, digits=3):
        """A number of few digits, that a text holds exactly."""
        return float(f"{self.uniform(low, high):.{digits}g}")

    def magnitude(self, low, high):
        return float(f"{math.exp(self.uniform(math.log(low), math.log(high))):.3g}")

    def options(self, probability=0.3, **choices):
        """Some of the keys, each with what its function draws."""
        return {key: draw() for key, draw in choices.items() if self.chance(probability)}


PLAIN_ACTIVATIONS = [
    "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "softplus", "softsign", "mish", "leaky_relu", "relu6", "linear",
    "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid", "softmax", "log_softmax", "celu", "tanh_shrink",
    "soft_shrink", "hard_shrink", "squareplus", "sparse_plus", "sparse_sigmoid", "sparsemax", "swish", "hard_swish",
]


def draw_activation(dice):
    if dice.chance(0.75):
        return dice.choice(PLAIN_ACTIVATIONS)
    kind = dice.choice(["relu", "leaky_relu", "elu", "celu", "gelu", "hard_shrink", "soft_shrink", "threshold", "squareplus"])
    return {"type": kind, **{
        "relu": lambda: dice.options(0.6, negative_slope=lambda: dice.among(0.01, 0.5), max_value=lambda: dice.among(0.5, 3),
                                     threshold=lambda: dice.among(0, 0.5)),
        "leaky_relu": lambda: {"negative_slope": dice.among(0, 0.5)},
        "elu": lambda: {"alpha": dice.among(0.1, 2)},
        "celu": lambda: {"alpha": dice.among(0.1, 2)},
        "gelu": lambda: {"approximate": dice.chance(0.7)},
        "hard_shrink": lambda: {"threshold": dice.among(0, 1)},
        "soft_shrink": lambda: {"threshold": dice.among(0, 1)},
        "threshold": lambda: {"threshold": dice.among(-0.5, 0.5), "default_value": dice.among(-1, 1)},
        "squareplus": lambda: {"b": dice.among(0.5, 5)},
    }[kind]()}


def draw_regularizer(dice, matrix=False):
    kind = dice.choice(["l1", "l2", "l1l2"] + ["orthogonal_regularizer"] * matrix)
    if kind == "orthogonal_regularizer":
        return {"type": kind, "factor": dice.magnitude(1e-3, 0.1), "mode": dice.choice(["rows", "columns"])}
    if kind == "l1l2":
        return {"type": kind, **dice.options(0.8, l1=lambda: dice.magnitude(1e-4, 0.05), l2=lambda: dice.magnitude(1e-4, 0.05))}
    return dice.choice([kind, {"type": kind, kind: dice.magnitude(1e-4, 0.1)}])


def draw_constraint(dice, rank):
    kind = dice.choice(["max_norm", "non_neg", "unit_norm", "min_max_norm"])
    if kind == "non_neg":
        return kind
    axis = dice.choice([0, rank - 1, list(range(max(1, rank - 1)))])
    return {"type": kind, "axis": axis, **({
        "max_norm": lambda: dice.options(0.7, max_value=lambda: dice.among(0.2, 2)),
        "unit_norm": dict,
        "min_max_norm": lambda: dice.options(0.7, min_value=lambda: dice.among(0, 0.5), max_value=lambda: dice.among(0.6, 2),
                                             rate=lambda: dice.among(0.1, 1)),
    }[kind]())}


def weight_options(dice, **ranks):
    """Regularizers and constraints of weights, given by name and rank."""
    options = {}
    for weight, rank in ranks.items():
        options |= dice.options(0.12, **{
            f"{weight}_regularizer": lambda rank=rank: draw_regularizer(dice, rank == 2),
            f"{weight}_constraint": lambda rank=rank: draw_constraint(dice, rank)})
    return options


def affine(dice, kernel_rank, *others):
    """What layers with a kernel and a bias share."""
    return {
        **dice.options(0.6, activation=lambda: draw_activation(dice)),
        **dice.options(0.15, use_bias=lambda: False),
        **weight_options(dice, **dict.fromkeys(others or ["kernel"], kernel_rank), bias=1),
    }


def pair(dice, low, high):
    """A size for both axes, or one for each."""
    return dice.choice([dice.randint(low, high), [dice.randint(low, high), dice.randint(low, high)]])


def recurrent(dice):
    kind = dice.choice(["lstm", "gru", "simple_rnn"])
    config = {"type": kind, "units": dice.randint(1, 6), **weight_options(dice, kernel=2, recurrent=2),
              **dice.options(0.25, activation=lambda: draw_activation(dice), use_bias=lambda: False,
                             go_backwards=lambda: True, zero_output_for_mask=lambda: True),
              **dice.options(0.5, return_sequences=lambda: True)}
    if kind != "simple_rnn":
        config |= dice.options(0.2, recurrent_activation=lambda: dice.choice(["hard_sigmoid", "tanh", "softsign", "linear", "relu"]))
    if kind == "gru":
        config |= dice.options(0.4, reset_after=lambda: False)
    return config


def bidirectional(dice):
    layer = recurrent(dice)
    layer.pop("go_backwards", None)
    layer["name"] = "inner"
    config = {"type": "bidirectional", "layer": layer,
              **dice.options(0.6, merge_mode=lambda: dice.choice(["concat", "sum", "mul", "ave"]))}
    if dice.chance(0.2):
        config["backward_layer"] = {**recurrent(dice), "units": layer["units"], "go_backwards": True, "name": "back"}
        config["backward_layer"]["return_sequences"] = layer.get("return_sequences", False)
    return config


def norm_options(dice):
    return {**dice.options(0.3, epsilon=lambda: dice.magnitude(1e-5, 0.1), center=lambda: False, scale=lambda: False),
            **weight_options(dice, beta=1, gamma=1)}


def axes(dice, rank):
    """Some axes of a row, from 1 or from the end."""
    picked = sorted(dice.sample(range(1, rank + 1), dice.randint(1, rank)))
    return [axis if dice.chance(0.5) else axis - rank - 1 for axis in picked]


def pooling_size(dice, images):
    return pair(dice, 1, 3) if images else dice.randint(1, 3)


def any_rank_layers(dice, shape):
    """Layers that take rows of any shape."""
    rank = len(shape)
    return {
        "dense": lambda: {"units": dice.randint(1, 8), **affine(dice, 2)},
        "activation": lambda: {"activation": draw_activation(dice)},
        "batch_normalization": lambda: {**norm_options(dice), **dice.options(
            0.5, momentum=lambda: dice.among(0, 1), axis=lambda: dice.choice([-1, *range(1, rank + 1)]))},
        "layer_normalization": lambda: {**norm_options(dice), **dice.options(
            0.4, axis=lambda: dice.choice([dice.randint(1, rank), axes(dice, rank)]))},
        "group_normalization": lambda: {"groups": dice.choice([-1, 1, 2, 3]), **norm_options(dice), **dice.options(
            0.3, axis=lambda: dice.choice([-1, *range(1, rank + 1)]))},
        "dropout": lambda: {"rate": 0.0},
        "alpha_dropout": lambda: {"rate": 0.0},
        "gaussian_noise": lambda: {"stddev": 0.0},
        "gaussian_dropout": lambda: {"rate": 0.0},
        "relu": lambda: dice.options(0.5, negative_slope=lambda: dice.among(0, 0.5), max_value=lambda: dice.among(0.5, 3),
                                     threshold=lambda: dice.among(0, 0.5)),
        "leaky_relu": lambda: dice.options(0.5, negative_slope=lambda: dice.among(0, 0.5)),
        "elu": lambda: dice.options(0.5, alpha=lambda: dice.among(0.1, 2)),
        "softmax": lambda: dice.options(0.5, axis=lambda: dice.choice([-1, dice.randint(1, rank), axes(dice, rank)])),
        "prelu": lambda: {**weight_options(dice, alpha=rank), **dice.options(0.5, shared_axes=lambda: sorted(
            dice.sample(range(1, rank + 1), dice.randint(1, rank))))},
        "rescaling": lambda: {
            "scale": dice.choice([dice.among(-2, 2), [dice.among(-2, 2) for _ in range(shape[-1])]]),
            **dice.options(0.5, offset=lambda: dice.choice([dice.among(-1, 1), [dice.among(-1, 1) for _ in range(shape[-1])]]))},
        "flatten": dict,
        "reshape": lambda: {"target_shape": draw_target_shape(dice, math.prod(shape))},
    }


def draw_target_shape(dice, size):
    """A shape of so many values."""
    shape = []
    while size > 1 and len(shape) < 3:
        factor = dice.choice([d for d in range(1, size + 1) if size % d == 0])
        shape.append(factor)
        size //= factor
    shape = [*shape, size]
    if dice.chance(0.3):
        shape[dice.randrange(len(shape))] = -1
    return shape


def sequence_layers(dice, shape):
    """Layers of (steps, features)."""
    conv_strides = dice.choice([{}, {"strides": dice.randint(1, 3)}, {"dilation_rate": dice.randint(1, 3)}])
    groups = dice.choice([1, 1, dice.randint(1, 4)])
    return {
        "conv1d": lambda: {"filters": groups * dice.randint(1, 4), "kernel_size": dice.randint(1, 4), "groups": groups,
                           **conv_strides, **dice.options(0.6, padding=lambda: dice.choice(["valid", "same", "causal"])),
                           **affine(dice, 3)},
        **{kind: lambda: {"pool_size": dice.randint(1, 3), **dice.options(
            0.5, strides=lambda: dice.randint(1, 3), padding=lambda: dice.choice(["valid", "same"]))}
           for kind in ("max_pooling1d", "average_pooling1d")},
        **{kind: lambda: dice.options(0.3, keepdims=lambda: True) for kind in ("global_max_pooling1d", "global_average_pooling1d")},
        "zero_padding1d": lambda: dice.options(0.7, padding=lambda: pair(dice, 0, 2)),
        "cropping1d": lambda: dice.options(0.7, cropping=lambda: pair(dice, 0, 2)),
        "up_sampling1d": lambda: dice.options(0.7, size=lambda: dice.randint(1, 3)),
        "spatial_dropout1d": lambda: {"rate": 0.0},
        "masking": lambda: dice.options(0.3, mask_value=lambda: dice.choice([0, 0.5])),
        "permute": lambda: {"dims": dice.sample([1, 2], 2)},
        "recurrent": lambda: recurrent(dice),
        "recurrent again": lambda: recurrent(dice),
        "bidirectional": lambda: bidirectional(dice),
        "time_distributed": lambda: {"layer": inner_layer(dice, shape[1:])},
    }


def image_layers(dice, shape):
    """Layers of (height, width, channels)."""
    placing = dice.choice([{}, {}, {"strides": pair(dice, 1, 3)}, {"dilation_rate": pair(dice, 1, 2)}])
    padding = dice.options(0.6, padding=lambda: dice.choice(["valid", "same"]))
    even = dice.choice([{}, {"strides": dice.randint(1, 3)}, {"dilation_rate": dice.randint(1, 2)}])
    groups = dice.choice([1, 1, 1, dice.randint(1, 4)])
    kernel = {"kernel_size": pair(dice, 1, 4)}
    four_sides = lambda: dice.choice([pair(dice, 0, 2), [[dice.randint(0, 2), dice.randint(0, 2)] for _ in range(2)]])
    return {
        "conv2d": lambda: {"filters": groups * dice.randint(1, 5), "groups": groups, **kernel, **placing, **padding, **affine(dice, 4)},
        "conv2d of many channels": lambda: {"type": "conv2d", "filters": dice.choice([16, 20, 32]), "kernel_size": 3, **padding,
                                            **affine(dice, 4)},
        "depthwise_conv2d": lambda: {**kernel, **even, **padding, **dice.options(0.5, depth_multiplier=lambda: dice.randint(1, 3)),
                                     **affine(dice, 4, "depthwise")},
        "separable_conv2d": lambda: {"filters": dice.randint(1, 5), **kernel, **even, **padding, **dice.options(
            0.5, depth_multiplier=lambda: dice.randint(1, 3)), **affine(dice, 4, "depthwise", "pointwise")},
        "conv2d_transpose": lambda: {"filters": dice.randint(1, 4), **kernel, **placing, **padding, **affine(dice, 4),
                                     **dice.options(0.2, output_padding=lambda: pair(dice, 0, 1))},
        **{kind: lambda: {"pool_size": pair(dice, 1, 3), **padding, **dice.options(0.5, strides=lambda: pair(dice, 1, 3))}
           for kind in ("max_pooling2d", "average_pooling2d")},
        **{kind: lambda: dice.options(0.3, keepdims=lambda: True) for kind in ("global_max_pooling2d", "global_average_pooling2d")},
        "zero_padding2d": lambda: dice.options(0.7, padding=four_sides),
        "cropping2d": lambda: dice.options(0.7, cropping=four_sides),
        "up_sampling2d": lambda: dice.options(0.6, size=lambda: pair(dice, 1, 2), interpolation=lambda: dice.choice(
            ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"])),
        "spatial_dropout2d": lambda: {"rate": 0.0},
        "permute": lambda: {"dims": dice.sample([1, 2, 3], 3)},
        "time_distributed": lambda: {"layer": inner_layer(dice, shape[1:])},
    }


def draw_layer(dice, shape):
    """A layer for rows of a shape; Keras may still refuse it."""
    general = any_rank_layers(dice, shape)
    special = {1: lambda *_: {"repeat_vector": lambda: {"n": dice.randint(1, 4)}, "dense": general["dense"]},
               2: sequence_layers, 3: image_layers}.get(len(shape), lambda *_: general)(dice, shape)
    kinds = special if dice.chance(0.6) else general
    kind = dice.choice(list(kinds))
    config = {"type": kind, **kinds[kind]()}
    if config["type"] != "simple_rnn":  # Keras's forgets it
        config |= dice.options(0.06, activity_regularizer=lambda: draw_regularizer(dice))
    config |= dice.options(0.05, trainable=lambda: False)
    return config


def inner_layer(dice, shape):
    """A layer inside another: the keys that layers share belong to the outer one."""
    config = {**draw_layer(dice, shape), "name": "inner"}
    return {key: value for key, value in config.items() if key not in ("trainable", "activity_regularizer")}


def draw_inner_layers(dice, shape, ids, refusals):
    """Some layers that Keras takes, and the shape of what they put out."""
    layers, tensor = [], keras.Input(shape)

    def add(config):
        nonlocal tensor
        try:
            output = parts.layer(config)(tensor)
        except Exception as error:  # whatever kind Keras finds fit
            refusals.append(([*layers, config], f"{type(error).__name__}: {error}"))
            return
        if 1 in output.shape[1:] and ("softmax" in str(config) or "layer_norm" in str(config)):
            return  # of one value it is constant, and its gradient rounding alone
        sizes = output.shape[1:]
        if len(sizes) < 1 or 0 in sizes or math.prod(sizes) > LARGEST:
            return
        tensor = output
        layers.append(config)

    if ids:
        add({"type": "embedding", "input_dim": ids, "output_dim": dice.randint(1, 5), **dice.options(0.6, mask_zero=lambda: True),
             **weight_options(dice, embeddings=2)})
    elif dice.chance(0.1):
        add({"type": "normalization", **dice.options(0.3, axis=lambda: dice.choice([None, -1]))})
    for _ in range(dice.randint(0, 5)):
        add(draw_layer(dice, tensor.shape[1:]))
    return layers, tensor.shape[1:]


TASKS = {
    "classes": {
        "losses": ["sparse_categorical_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge"],
        "metrics": ["accuracy", "categorical_accuracy", "precision", "recall", "auc", "f1_score", "fbeta_score",
                    "top_k_categorical_accuracy", "categorical_crossentropy", "categorical_hinge"],
        "sparse metrics": ["accuracy", "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy",
                           "sparse_categorical_crossentropy"],
        "activations": ["softmax"] * 6 + [None] * 3 + ["sparsemax"]},
    "binary": {
        "losses": ["binary_crossentropy", "binary_crossentropy", "binary_focal_crossentropy", "hinge", "squared_hinge"],
        "metrics": ["accuracy", "binary_accuracy", "precision", "recall", "auc", "f1_score", "fbeta_score", "true_positives",
                    "true_negatives", "false_positives", "false_negatives", "binary_crossentropy", "hinge", "squared_hinge",
                    "mean_squared_error"],
        "activations": ["sigmoid"] * 5 + [None, None, "hard_sigmoid"]},
    "labels": {
        "losses": ["binary_crossentropy", "binary_focal_crossentropy"],
        "metrics": ["binary_accuracy", "precision", "recall", "auc", "f1_score", "fbeta_score"],
        "activations": ["sigmoid", "sigmoid", None]},
    "numbers": {
        "losses": ["mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
                   "huber", "log_cosh", "poisson", "cosine_similarity", "kl_divergence"],
        "metrics": ["mean_squared_error", "root_mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error",
                    "mean_squared_logarithmic_error", "log_cosh_error", "poisson", "kl_divergence", "r2_score", "cosine_similarity"],
        "activations": [None, None, "softplus", "exponential", "softmax", "sigmoid", "tanh", "relu"]},
}


def draw_loss(dice, kind, activation):
    options = {
        "sparse_categorical_crossentropy": lambda: dice.options(0.2, ignore_class=lambda: dice.choice([0, 1, -1])),
        "categorical_crossentropy": lambda: dice.options(0.4, label_smoothing=lambda: dice.among(0, 0.5)),
        "categorical_focal_crossentropy": lambda: dice.options(
            0.4, alpha=lambda: dice.among(0.1, 1), gamma=lambda: dice.among(0, 3), label_smoothing=lambda: dice.among(0, 0.5)),
        "binary_crossentropy": lambda: dice.options(0.4, label_smoothing=lambda: dice.among(0, 0.5)),
        "binary_focal_crossentropy": lambda: dice.options(
            0.4, apply_class_balancing=lambda: True, alpha=lambda: dice.among(0.1, 0.9), gamma=lambda: dice.among(0, 3),
            label_smoothing=lambda: dice.among(0, 0.5)),
        "huber": lambda: dice.options(0.6, delta=lambda: dice.among(0.1, 2)),
    }.get(kind, dict)()
    if kind.endswith("crossentropy") and activation is None:
        options["from_logits"] = True
    options |= dice.options(0.2, reduction=lambda: dice.choice(["sum", "mean", "mean_with_sample_weight", "sum_over_batch_size"]))
    return {"type": kind, **options}


def draw_metric(dice, kind, columns, loss):
    options = {
        "binary_accuracy": lambda: dice.options(0.5, threshold=lambda: dice.among(0.2, 0.8)),
        "precision": lambda: dice.options(0.4, thresholds=lambda: dice.among(0.2, 0.8), class_id=lambda: dice.randrange(columns),
                                          top_k=lambda: dice.randint(1, columns)),
        "f1_score": lambda: {"average": dice.choice(["micro", "macro", "weighted"]), **dice.options(
            0.6 if columns > 1 else 1, threshold=lambda: dice.among(0.2, 0.8))},
        "auc": lambda: dice.options(0.3, num_thresholds=lambda: dice.randint(3, 50), curve=lambda: dice.choice(["ROC", "PR", "PRGAIN"]),
                                    summation_method=lambda: dice.choice(["interpolation", "minoring", "majoring"]),
                                    multi_label=lambda: columns > 1, from_logits=lambda: True),
        "top_k_categorical_accuracy": lambda: {"k": dice.randint(1, columns - 1)},
        "r2_score": lambda: dice.options(0.4, class_aggregation=lambda: "variance_weighted_average"),
        "categorical_crossentropy": lambda: {"from_logits": loss.get("from_logits", False), **dice.options(
            0.3, label_smoothing=lambda: dice.among(0, 0.5))},
        "sparse_categorical_crossentropy": lambda: {"from_logits": loss.get("from_logits", False)},
        "true_positives": lambda: dice.options(0.5, thresholds=lambda: dice.among(0.2, 0.8)),
    }
    alike = {"recall": "precision", "fbeta_score": "f1_score", "sparse_top_k_categorical_accuracy": "top_k_categorical_accuracy",
             "binary_crossentropy": "categorical_crossentropy", "true_negatives": "true_positives",
             "false_positives": "true_positives", "false_negatives": "true_positives"}
    config = {"type": kind, **options.get(alike.get(kind, kind), dict)()}
    if kind == "fbeta_score":
        config |= dice.options(0.7, beta=lambda: dice.among(0.3, 3))
    return config


def draw_schedule(dice, steps):
    rate = dice.magnitude(1e-3, 0.05)
    some = lambda: dice.randint(1, 2 * steps)
    kind = dice.choice(["exponential_decay", "inverse_time_decay", "polynomial_decay", "piecewise_constant_decay", "cosine_decay",
                        "cosine_decay_restarts"])
    if kind == "piecewise_constant_decay":
        boundaries = sorted(dice.sample(range(1, steps + 3), dice.randint(1, 3)))
        return {"type": kind, "boundaries": boundaries, "values": [dice.magnitude(1e-3, 0.05) for _ in range(len(boundaries) + 1)]}
    if kind == "cosine_decay_restarts":
        return {"type": kind, "initial_learning_rate": rate, "first_decay_steps": some(), **dice.options(
            0.5, t_mul=lambda: dice.choice([1.0, 1.5, 2.0]), m_mul=lambda: dice.among(0.5, 1), alpha=lambda: dice.among(0, 0.5))}
    return {"type": kind, "initial_learning_rate": rate, "decay_steps": some(), **{
        "exponential_decay": lambda: {"decay_rate": dice.among(0.3, 1), **dice.options(0.4, staircase=lambda: True)},
        "inverse_time_decay": lambda: {"decay_rate": dice.among(0.1, 1), **dice.options(0.4, staircase=lambda: True)},
        "polynomial_decay": lambda: dice.options(0.5, end_learning_rate=lambda: dice.magnitude(1e-5, 1e-3),
                                                 power=lambda: dice.among(0.5, 3), cycle=lambda: True),
        "cosine_decay": lambda: dice.options(0.5, alpha=lambda: dice.among(0, 0.5), warmup_target=lambda: dice.magnitude(1e-2, 0.1),
                                             warmup_steps=lambda: dice.randint(0, steps)),
    }[kind]()}


def draw_optimizer(dice, steps):
    betas = lambda: dice.options(0.3, beta_1=lambda: dice.among(0.1, 0.95), beta_2=lambda: dice.among(0.5, 0.999))
    epsilon = lambda: dice.options(0.3, epsilon=lambda: dice.magnitude(1e-8, 1e-2))
    kinds = {
        "adam": lambda: {**betas(), **epsilon(), **dice.options(0.3, amsgrad=lambda: True)},
        "adamw": lambda: {**betas(), **epsilon(), **dice.options(0.3, amsgrad=lambda: True)},
        "sgd": lambda: dice.options(0.5, momentum=lambda: dice.among(0.1, 0.95), nesterov=lambda: True),
        "rmsprop": lambda: {**epsilon(), **dice.options(0.4, rho=lambda: dice.among(0.5, 0.99), momentum=lambda: dice.among(0.1, 0.9),
                                                        centered=lambda: True)},
        "nadam": lambda: {**betas(), **epsilon()},
        "adamax": lambda: {**betas(), **epsilon()},
        "adagrad": lambda: {**epsilon(), **dice.options(0.4, initial_accumulator_value=lambda: dice.among(0, 0.5))},
        "adadelta": lambda: {**epsilon(), **dice.options(0.4, rho=lambda: dice.among(0.5, 0.99))},
        "lion": betas,
        "lamb": lambda: {**betas(), **epsilon()},
        "ftrl": lambda: dice.options(
            0.3, learning_rate_power=lambda: -dice.among(0.1, 0.9), initial_accumulator_value=lambda: dice.among(0.01, 0.5),
            l1_regularization_strength=lambda: dice.magnitude(1e-3, 0.1), l2_regularization_strength=lambda: dice.magnitude(1e-3, 0.1),
            l2_shrinkage_regularization_strength=lambda: dice.magnitude(1e-3, 0.1), beta=lambda: dice.among(0.1, 1)),
        "adafactor": lambda: dice.options(0.3, epsilon_2=lambda: dice.magnitude(1e-4, 0.1), relative_step=lambda: False),
    }
    kind = dice.choice(list(kinds))
    config = {"type": kind, **kinds[kind]()}
    config |= dice.options(0.8, learning_rate=lambda: draw_schedule(dice, steps) if dice.chance(0.3) else dice.magnitude(1e-3, 0.1))
    clip = dice.choice(["clipnorm", "clipvalue", "global_clipnorm", None, None])
    if clip:
        config[clip] = dice.magnitude(0.01, 1)
    config |= dice.options(0.15, weight_decay=lambda: dice.magnitude(1e-3, 0.5), gradient_accumulation_steps=lambda: dice.randint(2, 4),
                           use_ema=lambda: True)
    if config.get("use_ema"):
        config |= dice.options(0.6, ema_momentum=lambda: dice.among(0, 1), ema_overwrite_frequency=lambda: dice.randint(1, 5))
    return config


def draw_targets(dice, rng, task, loss, rows, columns):
    """(rows, columns) of numbers, or (rows,) of classes that all occur."""
    if task == "numbers":
        if loss == "poisson":
            return rng.poisson(2, (rows, columns)).astype("float32")
        if loss == "kl_divergence":
            return rng.dirichlet(np.ones(columns), rows).astype("float32")
        values = rng.normal(size=(rows, columns)).astype("float32")
        return abs(values) if loss == "mean_squared_logarithmic_error" else values
    if task == "labels":
        return rng.integers(0, 2, (rows, columns)).astype("int32")
    classes = 2 if task == "binary" else columns
    return rng.permutation(np.concatenate([np.arange(classes), rng.integers(0, classes, rows - classes)])).astype("int32")


class Case:
    """A model with its data, as both sides need it."""

    def __init__(self, seed):
        dice, rng = Dice(seed), np.random.default_rng(seed)
        keras.backend.clear_session()
        self.seed, self.refusals = seed, []
        self.task = dice.choice(["classes", "classes", "binary", "labels", "numbers", "numbers"])
        self.ids = dice.randint(3, 9) if dice.chance(0.2) else 0
        shape = {
            "table": lambda: (dice.randint(1, 8),),
            "sequence": lambda: (dice.randint(1, 8), dice.randint(1, 5)),
            "image": lambda: (dice.randint(2, 8), dice.randint(2, 8), dice.choice([1, 2, 3, 4, 16])),
        }[dice.choice(["table", "sequence", "image", "image"])]() if not self.ids else (dice.randint(1, 7),)
        self.shape = shape
        inner, output = draw_inner_layers(dice, shape, self.ids, self.refusals)
        activation = dice.choice(TASKS[self.task]["activations"])
        self.columns = {"binary": 1, "classes": dice.randint(2, 6), "labels": dice.randint(2, 4), "numbers": dice.randint(1, 4)}[self.task]
        self.positions = 0  # of a sequence whose every step has a target
        if self.task == "numbers" and len(output) == 2 and dice.chance(0.6):
            self.positions = output[0]
        elif len(output) > 1:
            inner.append({"type": "flatten"})
        last = {"type": "dense", "units": self.columns, **weight_options(dice, kernel=2, bias=1)}
        layers = [*inner, last]
        if activation and dice.chance(0.8):
            last["activation"] = activation
        elif activation:
            layers.append({"type": "activation", "activation": activation})
        losses = [kind for kind in TASKS[self.task]["losses"] if kind != "cosine_similarity" or self.columns > 1]
        if self.columns == 1 and activation == "softmax":
            activation = None  # a constant, whose gradient is rounding alone
        if activation and "sigmoid" in activation:
            losses = [kind for kind in losses if "hinge" not in kind]
        loss = draw_loss(dice, dice.choice(losses), activation)
        self.rows, self.validation_rows = dice.randint(9, 30), dice.randint(3, 12)
        batch_size = dice.choice([4, 8, 8, 16, 64])
        epochs = dice.randint(1, 4)
        usable = TASKS[self.task]["sparse metrics" if loss["type"].startswith("sparse") else "metrics"]
        if self.positions:
            usable = [kind for kind in usable if kind != "r2_score"]  # Keras's takes no sequences
        if self.columns == 1:
            usable = [kind for kind in usable if kind != "cosine_similarity"]
        kinds = dice.sample(usable, dice.randint(0, 3))
        metrics = [{"name": f"m{i}", **draw_metric(dice, kind, self.columns, loss)} for i, kind in enumerate(kinds)]
        for metric in metrics:
            if metric["type"] == "accuracy":
                metric["name"] = "accuracy"
        self.training = {
            "loss": loss, "optimizer": draw_optimizer(dice, epochs * -(-self.rows // batch_size)), "epochs": epochs,
            "batch_size": batch_size, "metrics": metrics}
        self.x, self.vx = (self.draw_rows(rng, rows, shape) for rows in (self.rows, self.validation_rows))
        self.y, self.vy = (draw_targets(dice, rng, self.task, loss["type"], rows, self.columns * max(1, self.positions))
                           for rows in (self.rows, max(self.validation_rows, self.columns)))
        self.vy = self.vy[:self.validation_rows]
        self.weights = self.validation_weights = None
        self.csv = dice.chance(0.3)
        if self.csv and len(shape) > 1:
            layers.insert(0, {"type": "reshape", "target_shape": list(shape)})
            self.x, self.vx = self.x.reshape(len(self.x), -1), self.vx.reshape(len(self.vx), -1)
        if self.csv and dice.chance(0.6):
            self.weights = rng.choice([0, 0.5, 1, 2.5], self.rows).astype("float32")
            self.validation_weights = rng.choice([0.5, 1, 2.5], self.validation_rows).astype("float32")
            self.training["weighted_metrics"] = [
                {"name": f"w{i}", **draw_metric(dice, kind, self.columns, loss)}
                for i, kind in enumerate(dice.sample([kind for kind in usable if kind != "accuracy"], 2))]
        elif self.task in ("classes", "binary") and dice.chance(0.2):
            self.training["class_weight"] = {
                str(label): dice.among(0.2, 3) for label in range(max(2, self.columns)) if dice.chance(0.8)}
        self.training |= dice.options(0.1, reduce_lr_on_plateau=lambda: {
            "monitor": "val_loss", "patience": 1, "factor": 0.5, "min_delta": dice.among(0, 0.1)},
            validation_freq=lambda: dice.randint(1, epochs))
        if isinstance(self.training["optimizer"].get("learning_rate"), dict) or self.training.get("validation_freq", 1) > 1:
            self.training.pop("reduce_lr_on_plateau", None)
        self.layers = layers

    def draw_rows(self, rng, rows, shape):
        if self.ids:
            ids = rng.integers(0, self.ids, (rows, *shape)).astype("int32")
            ids[:, -1] = np.maximum(ids[:, -1], 1)  # Keras's mean over no step at all is NaN
            return ids
        x = rng.normal(size=(rows, *shape)).astype("float32")
        if len(shape) == 2:  # steps that Masking finds
            x[:, :-1][rng.random((rows, shape[0] - 1)) < 0.2] = 0
        return x

    def config(self):
        """As nnctl reads it; files lie beside it."""
        target = {"classes": {"type": "category"}, "binary": {"type": "category"}, "labels": {"type": "multi_label"},
                  "numbers": {"type": "number"}}[self.task]
        if self.csv:
            width = self.y.shape[1] if self.y.ndim > 1 else 1
            names = [f"y{i}" for i in range(width)]
            data = {"train": "train.csv", "validation": "validation.csv", "target": {"column": names if width > 1 else names[0], **target},
                    "defaults": {"number": {"scale": "none"}}, "columns": {"x*": {"type": "number", "scale": "none"}}}
            if self.weights is not None:
                data["weight"] = "w"
        else:
            data = {"train": {"x": "x.npy", "y": "y.npy"}, "validation": {"x": "vx.npy", "y": "vy.npy"}, "target": target}
            if len(self.x.shape) == 3:  # else a channel axis may be put behind
                data["shape"] = list(self.x.shape[1:])
        data["split"] = {"test": 0}
        return {"data": data, "model": {"layers": self.layers, "initial_weights": "initial.safetensors"},
                "training": {**self.training, "shuffle": False, "baseline": "none", "terminate_on_nan": False,
                             "early_stopping": {"patience": 1000, "monitor": "loss", "restore_best_weights": False}}}


# ---- Keras ---------------------------------------------------------------------------------------------------------------------


def whole_gradients(optimizer):
    """An embedding's gradient as one tensor, as with JAX and PyTorch (tests/golden/differences.md)."""
    apply = optimizer.apply

    def apply_whole(gradients, *arguments, **named):
        return apply([None if one is None else tf.convert_to_tensor(one) for one in gradients], *arguments, **named)

    optimizer.apply = apply_whole
    return optimizer


def keras_metric(config):
    parameters = dict(config)
    kind, name = parameters.pop("type"), parameters.pop("name")
    if kind == "accuracy":
        return kind
    return parts.keras_class(keras.metrics, kind)(name=name, **parameters)


def keras_optimizer(config):
    parameters = dict(config)
    schedule = parameters.get("learning_rate")
    if isinstance(schedule, dict):
        schedule = dict(schedule)
        parameters["learning_rate"] = parts.keras_class(keras.optimizers.schedules, schedule.pop("type"))(**schedule)
    return whole_gradients(parts.optimizer(parameters))


def start_value(rng, name, shape):
    """A first value of a weight, of a size that trainings have."""
    kind = name.rsplit("/", 1)[-1]
    values = rng.uniform(-1, 1, shape)
    if "variance" in kind:
        return (0.6 + 0.4 * values).astype("float32")
    if kind == "gamma":
        return (1 + 0.3 * values).astype("float32")
    if len(shape) < 2 or kind == "alpha":
        return (0.2 * values).astype("float32")
    return (values * math.sqrt(3 / max(1, math.prod(shape[:-1])))).astype("float32")


def named_weights(layer):
    """A layer's weights by nnctl's names: Keras's path from the layer on, without the cells inside recurrent layers."""
    named = {}
    for weight in layer.weights:
        steps = weight.path.split("/")
        steps = steps[steps.index(layer.name):]
        named["/".join(step for step in steps if not step.endswith("_cell"))] = np.asarray(weight, "float32")
    return named


def set_named_weights(model, values):
    for layer in model.layers:
        layer.set_weights([values[name] for name in named_weights(layer)])


def keras_target(case, y):
    if case.task == "classes" and not case.training["loss"]["type"].startswith("sparse"):
        return np.eye(case.columns, dtype="float32")[y]
    if case.positions:
        return y.reshape(len(y), case.positions, case.columns)
    return y.astype("float32").reshape(len(y), -1)


def keras_model(case):
    """The model and its first weights by nnctl's names."""
    keras.backend.clear_session()
    layers = [parts.layer(layer) for layer in case.layers]
    for layer in layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.adapt(case.x.reshape(len(case.x), *case.shape))
    model = keras.Sequential([keras.Input(case.x.shape[1:]), *layers])
    rng = np.random.default_rng(case.seed + 1)
    weights = {}
    for layer in model.layers:
        if not isinstance(layer, keras.layers.Normalization):
            layer.set_weights([start_value(rng, weight.path, weight.shape) for weight in layer.weights])
        weights |= named_weights(layer)
    return model, weights


def run_keras(case, change=None):
    """What Keras makes of a case: first weights, number of weights, history, last weights and predictions; from weights of which
    `change` has changed the last digit."""
    model, first = keras_model(case)
    if change is not None:
        set_named_weights(model, perturbed(first, change))
    training = case.training
    plateau = training.get("reduce_lr_on_plateau")
    model.compile(
        optimizer=keras_optimizer(training["optimizer"]), loss=parts.loss(training["loss"]), jit_compile=False, run_eagerly=case.eager,
        metrics=[keras_metric(one) for one in training["metrics"]],
        weighted_metrics=[keras_metric(one) for one in training.get("weighted_metrics", [])])
    y, vy = keras_target(case, case.y), keras_target(case, case.vy)
    spread = lambda weights: weights if not case.positions else np.repeat(weights[:, None], case.positions, 1)
    held_out = (case.vx, vy) if case.weights is None else (case.vx, vy, spread(case.validation_weights))
    history = model.fit(
        case.x, y, epochs=training["epochs"], batch_size=training["batch_size"], shuffle=False, verbose=0, validation_data=held_out,
        sample_weight=None if case.weights is None else spread(case.weights),
        class_weight={int(label): weight for label, weight in training.get("class_weight", {}).items()} or None,
        validation_freq=training.get("validation_freq", 1),
        callbacks=[keras.callbacks.ReduceLROnPlateau(**plateau)] if plateau else []).history
    epochs = {}
    for name, values in history.items():
        if name != "learning_rate":
            epochs[name] = np.array(values, "float64")
    last = {}
    for layer in model.layers:
        last |= named_weights(layer)
    predictions = model.predict(case.vx, verbose=0, batch_size=training["batch_size"]).reshape(len(case.vx), -1)
    return {"first": first, "parameters": model.count_params(), "epochs": epochs, "weights": last, "predictions": predictions}


# ---- nnctl ---------------------------------------------------------------------------------------------------------------------


class NnctlRefused(Exception):
    """nnctl's message about a config that it does not take."""


def call_nnctl(program, folder, *arguments):
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise NnctlRefused(done.stderr.strip())
    return done.stdout


def write_csv(path, x, y, weights):
    y = y.reshape(len(y), -1)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"x{i}" for i in range(x.shape[1])] + [f"y{i}" for i in range(y.shape[1])] + ["w"] * (weights is not None))
        for i in range(len(x)):
            writer.writerow([*x[i].tolist(), *y[i].tolist(), *([] if weights is None else [weights[i].item()])])


def write_case(case, first, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(json.dumps(case.config(), indent=1))
    save_file(first, folder / "initial.safetensors")
    if case.csv:
        write_csv(folder / "train.csv", case.x, case.y, case.weights)
        write_csv(folder / "validation.csv", case.vx, case.vy, case.validation_weights)
    else:
        for name, array in {"x": case.x, "y": case.y, "vx": case.vx, "vy": case.vy}.items():
            np.save(folder / f"{name}.npy", array)


def read_predictions(text, case):
    rows = list(csv.DictReader(text.splitlines()))
    names = [name for name in rows[0] if name.startswith(("probability", "score", "logit"))]
    names = names or [name for name in rows[0] if name.startswith("prediction")]
    if names == ["prediction"] and case.task in ("classes", "binary"):
        return np.array([[int(row["prediction"])] for row in rows])  # margins have no probabilities
    values = np.array([[float(row[name]) for name in names] for row in rows])
    return values[:, 1:] if case.task == "binary" and values.shape[1] == 2 else values


def run_nnctl(program, case, first, folder, run="run"):
    """What nnctl makes of it, in the form of run_keras()."""
    save_file(first, folder / "initial.safetensors")
    shutil.rmtree(folder / run, ignore_errors=True)
    call_nnctl(program, folder, "train", "config.yaml", "-o", run, "--threads", "1", "--json")
    with open(folder / run / "metrics.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    epochs = {}
    for name in rows[0]:
        if name not in ("epoch", "learning_rate", "seconds"):
            epochs[name] = np.array([float(row[name]) for row in rows if row[name] != ""])
    summary = json.loads(call_nnctl(program, folder, "summary", "config.yaml", "--json"))
    told = call_nnctl(program, folder, "predict", run, "validation.csv" if case.csv else "vx.npy")
    return {"parameters": summary["total_parameters"], "epochs": epochs, "weights": load_file(folder / run / "model.safetensors"),
            "predictions": read_predictions(told, case)}


# ---- comparing -----------------------------------------------------------------------------------------------------------------


def flat(result):
    """All numbers of a result by name, as arrays."""
    return {**result["epochs"], **{f"weight {name}": value for name, value in result["weights"].items()},
            "predictions": result["predictions"]}


def distance(a, b):
    """The largest difference; NaN and infinities differ from numbers only."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape != b.shape:
        return math.inf
    if a.size == 0:
        return 0.0
    with np.errstate(invalid="ignore"):
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        difference = np.where(same, 0, abs(a - b))
    return math.inf if np.isnan(difference).any() else float(difference.max())


def perturbed(weights, run):
    """The weights with their last digit changed."""
    rng = np.random.default_rng(run)
    return {name: (value * (1 + rng.choice([-1, 1], value.shape) * 2.0**-23)).astype("float32") for name, value in weights.items()}


def as_told(case, got, expected):
    """Keras's result with its outputs as nnctl tells them: classes for margins, probabilities for logits."""
    outputs = tf.constant(expected["predictions"])
    if case.task in ("classes", "binary") and got["predictions"].dtype == "int64":
        outputs = outputs > 0 if case.columns == 1 else tf.argmax(outputs, axis=1)[:, None]
    elif case.task != "numbers" and case.training["loss"].get("from_logits"):
        outputs = tf.nn.softmax(outputs) if case.task == "classes" else tf.nn.sigmoid(outputs)
    return expected | {"predictions": outputs.numpy()}


def compare(program, case, folder):
    """The mismatches of a case, one text each."""
    expected = run_keras(case)
    write_case(case, expected["first"], folder)
    got = run_nnctl(program, case, expected["first"], folder)
    mismatches = []
    if got["parameters"] != expected["parameters"]:
        mismatches.append(f"{got['parameters']} weights, Keras has {expected['parameters']}")
    theirs, ours = flat(as_told(case, got, expected)), flat(got)
    if set(theirs) != set(ours):
        mismatches.append(f"only here: {sorted(set(ours) - set(theirs))}, only in Keras: {sorted(set(theirs) - set(ours))}")
    others = None
    for name in sorted(set(theirs) & set(ours)):
        scale = float(np.nan_to_num(abs(np.asarray(theirs[name], "float64")), posinf=0).max(initial=0))
        difference = distance(ours[name], theirs[name])
        if difference <= RELATIVE * scale + 1e-7:
            continue
        if others is None:
            others = [(flat(run_nnctl(program, case, perturbed(expected["first"], run), folder, "perturbed")), ours)
                      for run in range(PERTURBED_RUNS)]
            others += [(flat(as_told(case, got, run_keras(case, run))), theirs) for run in range(2)]
        noise = max(distance(other[name], plain[name]) for other, plain in others)
        if difference > RELATIVE * scale + AMPLIFIED * noise:
            mismatches.append(f"{name}: {difference:.2g} apart of {scale:.2g}, rounding {noise:.1g};"
                              f" here {np.asarray(ours[name]).ravel()[:4]}, Keras {np.asarray(theirs[name]).ravel()[:4]}")
    return mismatches


def simpler(case):
    """Cases with something left out."""
    def variant(change):
        other = copy.deepcopy(case)
        try:
            change(other)
        except (KeyError, IndexError):
            return None
        return other

    changes = [lambda c: c.training.update(optimizer={"type": "sgd"}), lambda c: c.training.update(epochs=1),
               lambda c: c.training.update(metrics=[]), lambda c: c.training.pop("weighted_metrics"),
               lambda c: c.training.pop("class_weight"), lambda c: c.training.pop("reduce_lr_on_plateau"),
               lambda c: c.training.update(batch_size=64), lambda c: c.training.pop("validation_freq")]
    changes += [lambda c, key=key: c.training["optimizer"].pop(key) for key in case.training["optimizer"] if key != "type"]
    changes += [lambda c, key=key: c.training["loss"].pop(key) for key in case.training["loss"] if key != "type"]
    changes += [lambda c, i=i: c.training["metrics"].pop(i) for i in range(len(case.training["metrics"]))]
    for i, layer in enumerate(case.layers):
        if layer["type"] != "embedding":
            changes.append(lambda c, i=i: c.layers.pop(i))
        changes += [lambda c, i=i, key=key: c.layers[i].pop(key) for key in layer if key != "type"]
        if isinstance(layer.get("layer"), dict):
            changes += [lambda c, i=i, key=key: c.layers[i]["layer"].pop(key) for key in layer["layer"] if key != "type"]
    return [other for other in map(variant, changes) if other is not None and other.__dict__.keys() and
            (other.layers, other.training) != (case.layers, case.training)]


def minimise(program, case, folder, seconds=60):
    """The smallest case found that still has a mismatch."""
    end = time.monotonic() + seconds
    best, progress = case, True
    while progress and time.monotonic() < end:
        progress = False
        for other in simpler(best):
            if time.monotonic() > end:
                break
            try:
                if compare(program, other, folder):
                    best, progress = other, True
                    break
            except Exception:  # no longer a model that both take
                continue
    return best


def refusal(text):
    """A message without what differs from case to case."""
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    line = next((line for line in lines if "error:" in line or "\x1b" in line or line.startswith("{{")), lines[0])
    return re.sub(r"\d+", "N", line.split("error:", 1)[-1].strip())[:140]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0:100", help="FIRST:END, or one seed")
    parser.add_argument("--nnctl", default=str(REPOSITORY / "build" / "dev" / "src" / "nnctl"))
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the configs and data of mismatches")
    parser.add_argument("--no-minimise", action="store_true")
    parser.add_argument("--eager", action="store_true", help="run Keras without graphs, which takes half the time")
    arguments = parser.parse_args()
    first, _, end = arguments.seeds.partition(":")
    warnings.filterwarnings("ignore")
    tf.get_logger().setLevel("ERROR")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    counts, messages = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for seed in range(int(first), int(end or int(first) + 1)):
            case = Case(seed)
            case.eager = arguments.eager
            try:
                mismatches = compare(arguments.nnctl, case, folder)
            except NnctlRefused as refused:
                counts["refused by nnctl"] += 1
                messages[f"nnctl: {refusal(str(refused))}"] += 1
                if arguments.keep:
                    print(f"seed {seed}: nnctl refuses: {refusal(str(refused))}", flush=True)
                continue
            except Exception as error:
                counts["refused by Keras"] += 1
                messages[f"Keras: {type(error).__name__} {refusal(str(error))}"] += 1
                print(f"seed {seed}: Keras refuses: {type(error).__name__}: {refusal(str(error))}; {case.x.shape} {json.dumps(case.layers)}",
                      flush=True)
                continue
            counts["equal" if not mismatches else "different"] += 1
            if not mismatches:
                continue
            smallest = case if arguments.no_minimise else minimise(arguments.nnctl, case, folder)
            shown = smallest.config()
            print(f"seed {seed}: differs")
            for mismatch in compare(arguments.nnctl, smallest, folder):
                print(f"  {mismatch}")
            print(f"  input {smallest.x.shape}, model {json.dumps(shown['model']['layers'])}")
            print(f"  training {json.dumps(smallest.training)}", flush=True)
            if arguments.keep:
                shutil.copytree(folder, arguments.keep / f"seed{seed}", dirs_exist_ok=True)
    for what, count in [*counts.most_common(), *messages.most_common()]:
        print(f"{count:6} {what}")


if __name__ == "__main__":
    main()
