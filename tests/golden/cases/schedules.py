"""schedules.json: learning rates by step. Step counts are plain numbers, as Keras has them."""

import numpy as np

from cases import parts

STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 20, 21, 29, 30, 31, 49, 50, 75, 100, 1000]
SCHEDULES = {
    "exponential": {"type": "exponential_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "exponential staircase": {
        "type": "exponential_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5,
        "staircase": True},
    "exponential growing": {
        "type": "exponential_decay", "initial_learning_rate": 0.001, "decay_steps": 50, "decay_rate": 1.5},
    "inverse time": {"type": "inverse_time_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "inverse time staircase": {
        "type": "inverse_time_decay", "initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.3,
        "staircase": True},
    "polynomial": {"type": "polynomial_decay", "initial_learning_rate": 0.1, "decay_steps": 10},
    "polynomial power 2": {
        "type": "polynomial_decay", "initial_learning_rate": 0.1, "decay_steps": 30, "end_learning_rate": 0.01,
        "power": 2.0},
    "polynomial root": {
        "type": "polynomial_decay", "initial_learning_rate": 0.1, "decay_steps": 30, "end_learning_rate": 0.0,
        "power": 0.5},
    "polynomial cycle": {"type": "polynomial_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "cycle": True},
    "polynomial rising": {
        "type": "polynomial_decay", "initial_learning_rate": 0.0, "decay_steps": 20, "end_learning_rate": 0.5},
    "piecewise": {"type": "piecewise_constant_decay", "boundaries": [5, 10], "values": [1.0, 0.5, 0.1]},
    "piecewise, one boundary": {"type": "piecewise_constant_decay", "boundaries": [20], "values": [0.1, 0.01]},
    "cosine": {"type": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 10},
    "cosine alpha": {"type": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 30, "alpha": 0.1},
    "cosine warmup": {
        "type": "cosine_decay", "initial_learning_rate": 0.0, "decay_steps": 10, "warmup_target": 0.1,
        "warmup_steps": 5},
    "cosine warmup, alpha": {
        "type": "cosine_decay", "initial_learning_rate": 0.02, "decay_steps": 40, "warmup_target": 0.3,
        "warmup_steps": 10, "alpha": 0.05},
    "cosine warmup_steps without target": {
        "type": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "warmup_steps": 5},
    "cosine target without warmup_steps": {
        "type": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 10, "warmup_target": 0.2},
    "restarts": {
        "type": "cosine_decay_restarts", "initial_learning_rate": 0.1, "first_decay_steps": 5, "m_mul": 0.5},
    "restarts defaults": {"type": "cosine_decay_restarts", "initial_learning_rate": 0.1, "first_decay_steps": 10},
    "restarts t_mul 1": {
        "type": "cosine_decay_restarts", "initial_learning_rate": 0.1, "first_decay_steps": 7, "t_mul": 1.0,
        "m_mul": 0.9, "alpha": 0.1},
    "restarts t_mul 1.5": {
        "type": "cosine_decay_restarts", "initial_learning_rate": 0.1, "first_decay_steps": 6, "t_mul": 1.5},
}


def make_cases(rng):
    del rng
    made = []
    for name, config in SCHEDULES.items():
        schedule = parts.schedule(config)
        rates = [float(np.float32(schedule(step))) for step in STEPS]
        made.append({"name": name, "config": config, "steps": STEPS, "rates": rates})
    return made
