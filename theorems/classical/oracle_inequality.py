"""Least squares over a class with a finite sup-norm cover.  (Schmidt-Hieber 2020, Lemma 4)

Y = f0(X) + standard normal noise, f0 and the class with values in [0, F0], F0 >= 1. The risk of least squares is that
of the best member and a term for the logarithm of the covering number, over n. Here exact risks of constants on cells
are held against it; below F0 = 1 it fails, since the noise does not shrink with the range.
"""

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.least_squares import Interval, OnCells, Pair
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity, real

n = natural("n", "independent samples")
F0 = positive("F0", "greatest value of f0 and of the class, in units of the noise; the least is 0")
a = real("a", "root of the least mean squared distance of a member from f0", least=0)
H = real("H", "logarithm of the covering number N(delta) in the sup norm, or more; at least log 3", least=0)
delta = positive("delta", "covering radius", at_most=1)
tau = positive("tau", "what is given for a sharper constant", at_most=1)
risk = quantity("r", "E (estimator - f0)^2 of least squares over the class", measure=lambda thing: thing.risk)


@hypothesis("f0 and the class have values in [0, F0]")
def ranged(thing, at):
    return thing.reach == rational(at["F0"]) and thing.in_range


@hypothesis("F0 >= 1")
def wide(thing, at):
    return rational(at["F0"]) >= 1


@hypothesis("H is at least log 3, and the logarithm of the covering number at delta")
def covered(thing, at):
    return rational(at["H"]) >= thing.entropy(at["delta"])


@hypothesis("a^2 is the mean squared distance of some member from f0")
def reached(thing, at):
    return rational(at["a"]) == thing.distance


STATEMENT = Theorem(
    id="classical.oracle_inequality",
    title="Least squares over a class with a finite cover",
    source=cite("schmidthieber2020", "Lemma 4", "memory"),
    notes="Noise of variance s2 and other ranges: divide by the standard deviation. The proof is not checked here; on "
          "objects it is far from sharp.",
    given=(ranged, wide, covered, reached),
    claims=(
        Claim("upper", UPPER,
              risk <= (1 + tau) ** 2 * (a**2 + F0**2 * (18 * H + 72) / (n * tau) + 32 * delta * F0), status="published",
              proof="The excess of the empirical risk is bounded on a cover, by Bernstein's inequality."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def told(thing, delta, H=None):
    return Case(thing, {"F0": thing.reach, "a": thing.distance,
                        "H": thing.entropy(delta) if H is None else rational(H)})  # fmt: skip


def constants(n, cells, F0, mean, delta, tau, H=None):
    """Constants in [0, F0] on equally likely cells; f0 is constant."""
    reach = rational(F0)
    return told(OnCells(Interval(reach), n, cells, reach * rational(mean), fmpq(0)), delta, H)


def two_values(n, cells, F0, delta, tau, mean=0):
    """0 or F0 on each cell; f0 is constant."""
    return told(OnCells(Pair(rational(F0)), n, cells, rational(F0) * rational(mean), fmpq(0)), delta)


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances("upper", constants, n=(1, 10), cells=(1, 10), F0=(1, 3), mean=(0, "1/3"), delta=("1/100", 1),
              tau=(1, "1/4"), full={"n": (1, 2, 10, 100, 1000, 10**5), "cells": (1, 2, 10, 100)}),
    instances("upper", two_values, n=(1, 16, 160), cells=(1, 16), F0=(1, 2), delta="1/100", tau=1,
              mean=(0, "1/3")),
    too_strong("upper", risk <= (1 + tau) ** 2 * (a**2 + 32 * delta * F0), constants, n=10, cells=10, F0=1, mean=0,
               delta="1/1000", tau="1/4"),
    fails_without(wide, "upper", two_values, n=16000, cells=16, F0="1/100", delta="1/1000000000", tau=1),
    fails_without(covered, "upper", constants, name="a cover of three balls", n=10**5, cells=10**5, F0=1, mean=0,
                  delta="1/100000", tau=1, H="11/10"),
)  # fmt: skip
