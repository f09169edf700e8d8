#!/usr/bin/env python3
"""Writes data/spiral/points.csv: two arms of a spiral, a synthetic set.

The arms are those of the TensorFlow Playground (dataset.ts, "spiral"): of n points each, with i = 0 .. n - 1,
r = 5 i / n, t = 1.75 * 2 pi * i / n (+ pi for the second arm), x1 = r sin t, x2 = r cos t. Both coordinates get uniform
noise of +-0.15 from Python's Mersenne Twister with seed 7. The generator is our own.

    python3 scripts/make_spiral.py > data/spiral/points.csv
"""

import math
import random

POINTS_AN_ARM = 300
NOISE = 0.15

random.seed(7)
print("x1,x2,arm")
for arm, turn in (("first", 0.0), ("second", math.pi)):
    for i in range(POINTS_AN_ARM):
        radius = 5 * i / POINTS_AN_ARM
        angle = 1.75 * 2 * math.pi * i / POINTS_AN_ARM + turn
        x1 = radius * math.sin(angle) + random.uniform(-NOISE, NOISE)
        x2 = radius * math.cos(angle) + random.uniform(-NOISE, NOISE)
        print(f"{x1:.4f},{x2:.4f},{arm}")
