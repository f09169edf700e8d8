"""optimizers.json: the weights after some of 20 updates with given gradients, which all cases share.

`average` (with use_ema): the moving averages after the last of them. `constraint`: of every weight.
"""

import keras
import numpy as np

from cases import parts
from cases.tensors import normal, tensor

NUM_STEPS = 20
KEPT_STEPS = [1, 2, 3, 4, 6, 9, 12, 16, 20]  # updates done, of `after`
OPTIMIZERS = {
    "sgd": {"type": "sgd"},
    "sgd learning_rate": {"type": "sgd", "learning_rate": 0.3},
    "sgd momentum": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9},
    "sgd nesterov": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    "sgd nesterov without momentum": {"type": "sgd", "learning_rate": 0.05, "nesterov": True},
    "sgd decay": {"type": "sgd", "learning_rate": 0.1, "decay": 0.01},
    "sgd decay, default learning_rate": {"type": "sgd", "decay": 0.5},
    "sgd decay, momentum": {"type": "sgd", "learning_rate": 0.1, "decay": 0.1, "momentum": 0.8},
    "sgd decay, nesterov": {"type": "sgd", "learning_rate": 0.1, "decay": 0.1, "momentum": 0.8, "nesterov": True},
    "adam": {"type": "adam"},
    "adam large learning_rate": {"type": "adam", "learning_rate": 0.5},
    "adam betas": {"type": "adam", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9},
    "adam epsilon": {"type": "adam", "learning_rate": 0.01, "epsilon": 0.01},
    "adam amsgrad": {"type": "adam", "learning_rate": 0.05, "amsgrad": True},
    "adam amsgrad, short memory": {"type": "adam", "learning_rate": 0.05, "beta_2": 0.6, "amsgrad": True},
    "rmsprop": {"type": "rmsprop"},
    "rmsprop rho": {"type": "rmsprop", "learning_rate": 0.01, "rho": 0.5},
    "rmsprop momentum": {"type": "rmsprop", "learning_rate": 0.01, "momentum": 0.9},
    "rmsprop centered": {"type": "rmsprop", "learning_rate": 0.01, "centered": True, "epsilon": 0.01},
    "rmsprop centered, momentum": {
        "type": "rmsprop", "learning_rate": 0.01, "centered": True, "momentum": 0.5, "epsilon": 0.001},
    "rmsprop epsilon": {"type": "rmsprop", "epsilon": 0.1},
    "adagrad": {"type": "adagrad"},
    "adagrad learning_rate": {"type": "adagrad", "learning_rate": 0.5},
    "adagrad initial_accumulator_value": {"type": "adagrad", "learning_rate": 0.1, "initial_accumulator_value": 2.0},
    "adagrad from 0, epsilon": {
        "type": "adagrad", "learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 0.01},
    "adadelta": {"type": "adadelta"},
    "adadelta learning_rate": {"type": "adadelta", "learning_rate": 1.0},
    "adadelta rho, epsilon": {"type": "adadelta", "learning_rate": 1.0, "rho": 0.5, "epsilon": 0.001},
    "adamw": {"type": "adamw"},
    "adamw weight_decay": {"type": "adamw", "learning_rate": 0.05, "weight_decay": 0.3},
    "adamw amsgrad": {"type": "adamw", "learning_rate": 0.05, "amsgrad": True, "beta_2": 0.6},
    "adamax": {"type": "adamax"},
    "adamax learning_rate": {"type": "adamax", "learning_rate": 0.1},
    "adamax betas, epsilon": {"type": "adamax", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.7, "epsilon": 0.01},
    "nadam": {"type": "nadam"},
    "nadam learning_rate": {"type": "nadam", "learning_rate": 0.1},
    "nadam betas, epsilon": {"type": "nadam", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.7, "epsilon": 0.01},
    "ftrl": {"type": "ftrl"},
    "ftrl learning_rate": {"type": "ftrl", "learning_rate": 0.5},
    "ftrl l1": {"type": "ftrl", "learning_rate": 0.5, "l1_regularization_strength": 0.5},
    "ftrl l2": {"type": "ftrl", "learning_rate": 0.5, "l2_regularization_strength": 0.3},
    "ftrl shrinkage": {"type": "ftrl", "learning_rate": 0.5, "l2_shrinkage_regularization_strength": 0.1},
    "ftrl beta": {"type": "ftrl", "learning_rate": 0.5, "beta": 1.0},
    "ftrl learning_rate_power": {"type": "ftrl", "learning_rate": 0.5, "learning_rate_power": -0.25},
    "ftrl power 0": {"type": "ftrl", "learning_rate": 0.1, "learning_rate_power": 0.0},
    "ftrl initial_accumulator_value": {"type": "ftrl", "learning_rate": 0.5, "initial_accumulator_value": 1.0},
    "ftrl all": {
        "type": "ftrl", "learning_rate": 0.5, "l1_regularization_strength": 0.1, "l2_regularization_strength": 0.1,
        "l2_shrinkage_regularization_strength": 0.1, "beta": 0.5},
    "lion": {"type": "lion"},
    "lion betas": {"type": "lion", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.7},
    "lion decay": {"type": "lion", "learning_rate": 0.01, "weight_decay": 0.5},
    "lamb": {"type": "lamb"},
    "lamb learning_rate": {"type": "lamb", "learning_rate": 0.1},
    "lamb betas, epsilon": {"type": "lamb", "learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.7, "epsilon": 0.01},
    "adafactor": {"type": "adafactor"},
    "adafactor learning_rate": {"type": "adafactor", "learning_rate": 0.5},
    "adafactor clip_threshold": {"type": "adafactor", "learning_rate": 0.5, "clip_threshold": 0.25},
    "adafactor beta_2_decay": {"type": "adafactor", "learning_rate": 0.1, "beta_2_decay": -0.3},
    "adafactor epsilons": {"type": "adafactor", "learning_rate": 0.1, "epsilon_1": 0.01, "epsilon_2": 0.9},
    "adafactor not relative": {"type": "adafactor", "learning_rate": 0.9, "relative_step": False},
    "sgd weight_decay": {"type": "sgd", "learning_rate": 0.1, "weight_decay": 0.2},
    "sgd weight_decay, momentum": {"type": "sgd", "learning_rate": 0.1, "weight_decay": 0.2, "momentum": 0.9},
    "sgd weight_decay of a falling rate": {"type": "sgd", "learning_rate": 0.1, "decay": 0.5, "weight_decay": 0.5},
    "rmsprop weight_decay": {"type": "rmsprop", "learning_rate": 0.01, "weight_decay": 0.1},
    "sgd clipnorm": {"type": "sgd", "learning_rate": 0.1, "clipnorm": 1.0},
    "sgd clipnorm, all clipped": {"type": "sgd", "learning_rate": 0.1, "clipnorm": 0.01},
    "adam clipnorm": {"type": "adam", "learning_rate": 0.01, "clipnorm": 0.5},
    "sgd clipvalue": {"type": "sgd", "learning_rate": 0.1, "clipvalue": 0.25},
    "adam clipvalue": {"type": "adam", "learning_rate": 0.01, "clipvalue": 0.1},
    "sgd global_clipnorm": {"type": "sgd", "learning_rate": 0.1, "global_clipnorm": 1.0},
    "sgd global_clipnorm, nothing clipped": {"type": "sgd", "learning_rate": 0.1, "global_clipnorm": 1000.0},
    "adam global_clipnorm": {"type": "adam", "learning_rate": 0.01, "global_clipnorm": 0.5},
    "adafactor clipnorm": {"type": "adafactor", "learning_rate": 0.1, "clipnorm": 0.5},
    "sgd ema": {"type": "sgd", "learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.9},
    "adam ema": {"type": "adam", "learning_rate": 0.01, "use_ema": True},
    "sgd ema overwrites": {
        "type": "sgd", "learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 3},
    "adamw ema overwrites, clipnorm": {
        "type": "adamw", "learning_rate": 0.05, "use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 4,
        "clipnorm": 1.0},
    "sgd loss_scale_factor": {"type": "sgd", "learning_rate": 0.1, "loss_scale_factor": 1024.0},
    "sgd accumulation": {"type": "sgd", "learning_rate": 0.1, "gradient_accumulation_steps": 2},
    "adam accumulation": {"type": "adam", "learning_rate": 0.01, "gradient_accumulation_steps": 3},
    "nadam accumulation": {"type": "nadam", "learning_rate": 0.01, "gradient_accumulation_steps": 3},
    "sgd accumulation, falling rate": {
        "type": "sgd", "learning_rate": 0.1, "decay": 0.5, "gradient_accumulation_steps": 4},
    "sgd accumulation, clipnorm, decay": {
        "type": "sgd", "learning_rate": 0.1, "gradient_accumulation_steps": 2, "clipnorm": 0.5, "weight_decay": 0.1},
    "sgd accumulation, ema": {
        "type": "sgd", "learning_rate": 0.1, "gradient_accumulation_steps": 3, "use_ema": True, "ema_momentum": 0.8,
        "ema_overwrite_frequency": 2},
    "adam schedule": {
        "type": "adam", "learning_rate": {"type": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 15}},
    "sgd schedule, accumulation": {
        "type": "sgd", "gradient_accumulation_steps": 2, "momentum": 0.5,
        "learning_rate": {"type": "exponential_decay", "initial_learning_rate": 0.1, "decay_steps": 5,
                          "decay_rate": 0.5}},
}
CONSTRAINED = {
    "sgd, non_neg": ({"type": "sgd", "learning_rate": 0.1}, "non_neg"),
    "adam ema, non_neg": ({"type": "adam", "learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.5}, "non_neg"),
    "sgd accumulation, non_neg": (
        {"type": "sgd", "learning_rate": 0.1, "gradient_accumulation_steps": 3}, "non_neg"),
}


def make_gradients(rng):
    """20 steps for a matrix and a vector: sizes from 1e-4 to 10, shrinking so that amsgrad differs, some exact 0."""
    steps = []
    for step in range(NUM_STEPS):
        scale = 10.0 ** rng.uniform(-1.0, 0.5) * 0.8**step
        matrix, vector = normal(rng, 3, 4, scale=scale), normal(rng, 4, scale=scale)
        matrix[0, 0] = 0.0  # never moved
        matrix[1, 1] *= step % 3 == 0  # moved now and then
        vector[0] *= 1e-4
        vector[1] = 10.0 if step == 5 else vector[1]
        steps.append([matrix, vector])
    return steps


def make_case(name, config, constraint, weights, gradients):
    """Applies each step's gradients."""
    optimizer = parts.optimizer(config)
    variables = [keras.Variable(weight) for weight in weights]
    if constraint is not None:
        for variable in variables:
            variable.constraint = parts.constraint(constraint)
    optimizer.build(variables)
    scale = config.get("loss_scale_factor", 1.0)
    after = []
    for done, step in enumerate(gradients, 1):
        optimizer.apply([gradient * np.float32(scale) for gradient in step], variables)
        if done in KEPT_STEPS:
            after.append([tensor(variable) for variable in variables])
    case = {
        "name": name,
        "config": config,
        "weights": [tensor(weight) for weight in weights],
        "after_steps": KEPT_STEPS,
        "after": after,
    }
    if constraint is not None:
        case["constraint"] = constraint
    if config.get("use_ema"):
        optimizer.finalize_variable_values(variables)
        case["average"] = [tensor(variable) for variable in variables]
    return case


def make_cases(rng):
    weights = [normal(rng, 3, 4), np.array([0.0, 1.0, -2.0, 0.5], dtype=np.float32)]
    gradients = make_gradients(rng)
    made = [make_case(name, config, None, weights, gradients) for name, config in OPTIMIZERS.items()]
    made += [make_case(name, config, constraint, weights, gradients)
             for name, (config, constraint) in CONSTRAINED.items()]
    made[0]["gradients"] = [[tensor(gradient) for gradient in step] for step in gradients]
    return made
