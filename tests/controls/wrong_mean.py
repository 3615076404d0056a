"""False: the mean squared error of the midpoint of m equal cells is 1/(11 m^2). (It is 1/(12 m^2).)"""

from fractions import Fraction

import numpy as np
import sympy

from boundkit.arithmetic.rational import rational
from boundkit.evidence import estimate, simulates
from boundkit.statements import EXACT, Claim, Theorem, cite, natural, quantity

m = natural("m", "cells")
error = quantity(
    "error", "mean squared error of the midpoints", measure=lambda cells: rational(Fraction(1, 12 * cells**2))
)


def cells(m):
    return m


def sampled(m, seed):
    x = np.random.default_rng(seed).uniform(size=100_000)
    squared = (x - (np.floor(x * m) + 0.5) / m) ** 2
    return estimate(float(squared.mean()), 2.576 * float(squared.std()) / 100_000**0.5)


THEOREM = Theorem(
    id="control.wrong_mean",
    title="Midpoints of m cells err by 1/(11 m^2)",
    source=cite("control", "false on purpose"),
    claims=(Claim("mean", EXACT, sympy.Eq(error, 1 / (11 * m**2))),),
    evidence=(simulates("mean", cells, sampled, seed=1, confirm=error.measure, m=(2, 4)),),
)
