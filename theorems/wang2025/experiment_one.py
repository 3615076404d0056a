"""Experiment I: four experts of ten units on a circle in R^D.  (wang2025, Experiment I; the comparison is ours)

The paper trains a layer of four experts, two-layer networks of width 10, on sin 5 x_1 + cos 3 x_2 on the unit circle in
R^D, and prints a test error for D = 16, 32, 64 and 128. The mixture of wang2025.manifold_rate of this size, whose knots
are equally far apart, has a mean squared error above the printed figures, and the best splines with the same knots have
one below. So the figures are consistent with mean squared errors; sup errors of such splines are 100 times as large.
A dense network, the Kuhn interpolant on a cube around the circle, of no fewer parameters errs five times as much.
"""

from functools import lru_cache

from boundkit.theorems.wang2025.manifold_rate import PAPER, bounds_of
from flint import fmpq
from sympy import Rational, sqrt

from boundkit.constructions.arcs import dense_isometry, embedding
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.dense_circle import BesideDense
from boundkit.measures.manifolds import CircleMixture
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the space in which the circle lies", least=2)
p = positive("p", "test error that the paper prints for D")
M1 = positive("M1", "bound of the gradient of the target on the circle")
M2 = positive("M2", "bound of the spectral norm of its Hessian there")
squared = quantity("e2", "mean of (target - mixture)^2 over the circle", measure=lambda thing: thing.mean_square)
error = quantity("error", "sup norm of target - mixture on the circle", measure=lambda thing: thing.error)
r = quantity("r", "sup error on the circle of a dense network, over that of the mixture",
             measure=lambda thing: thing.advantage)  # fmt: skip
PRINTED = {16: fmpq(340, 10**6), 32: fmpq(338, 10**6), 64: fmpq(317, 10**6), 128: fmpq(342, 10**6)}

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("four experts of ten units serve the quarters of the circle, for sin 5 x_1 + cos 3 x_2")
def sized(thing):
    return (thing.target, thing.E, thing.m, thing.isometric) == (PAPER, 4, 10, True)


@hypothesis("every expert interpolates at knots equally far apart along the tangent")
def interpolating(thing):
    return not thing.fitted and not thing.by_angle


@hypothesis("with these knots the experts have about the least mean squared error, by least squares")
def fitted(thing):
    return thing.fitted and not thing.by_angle


@hypothesis("p is the figure that the paper prints for this D")
def printed(thing, at):
    return PRINTED.get(thing.D) == at["p"]


@hypothesis("M1 and M2 bound gradient and Hessian of the target on the circle")
def smooth(thing, at):
    return all(size <= at[name] for name, size in bounds_of(thing.target).items())


@hypothesis("the mixture has as many units as the parameters of the dense network allow")
def as_many(thing):
    return thing.mixture.m == thing.units


STATEMENT = Theorem(
    id="wang2025.experiment_one",
    title="Experiment I: four experts of ten units on a circle",
    source=cite("wang2025", "Experiment I", "read"),
    notes="The paper's test errors are 3.40e-4, 3.38e-4, 3.17e-4 and 3.42e-4 at D = 16, 32, 64 and 128, flat in D; "
          "nothing here speaks against them. The table over D: boundkit table "
          "claims wang2025.experiment_one:interpolant --measured wang2025.experiment_one:interpolant --measured "
          "wang2025.experiment_one:best_spline --measured wang2025.experiment_one:sup_error D=16,32,64,128.",
    given=(sized, interpolating, fitted, printed, smooth, as_many),
    claims=(
        Claim("interpolant", LOWER, squared >= p, given=(sized, interpolating, printed), on="interpolating experts",
              proof="Measured in balls for the four D of the paper."),
        Claim("best_spline", UPPER, squared <= p, given=(sized, fitted, printed), on="least-squares experts",
              proof="Measured in balls for the four D of the paper."),
        Claim("sup_error", LOWER, error >= 100 * p, given=(sized, printed), on="both",
              proof="Measured in balls for the four D of the paper."),
        Claim("bound", UPPER, error <= (2 * M2 + 2 * sqrt(2) * M1) / 400, given=(sized, interpolating, smooth),
              status="derived", on="interpolating experts",
              proof="wang2025.manifold_rate, circle, with E = 4, m = 10."),
        Claim("dense", LOWER, r >= 5, given=(as_many,), on="four experts; Kuhn interpolants for D = 2 and 3",
              proof="Measured in balls."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def mixture_of(D, E=4, m=10, fitted=False):
    return CircleMixture(PAPER, E, m, dense_isometry(D, 0), fitted=fitted)


def beside(D, p=None, **other):
    """A mixture with the figure of the paper, and constants of the target."""
    return Case(mixture_of(D, **other), {"p": PRINTED[D] if p is None else p, **bounds_of(PAPER)})


def interpolant(D, E=4, m=10, p=None):
    return beside(D, p, E=E, m=m)


def best_spline(D, E=4, m=10, p=None):
    return beside(D, p, E=E, m=m, fitted=True)


def dense(D, cells, units=None):
    """A dense network with so many cells an axis, and a mixture of as many parameters, or of so many units."""
    return BesideDense.of(PAPER, 4, cells, embedding(2) if D == 2 else dense_isometry(D, 0), units)


THEOREM = STATEMENT.supported_by(
    instances("interpolant", interpolant, D=(16, 128), full={"D": (16, 32, 64, 128)}),
    too_strong("interpolant", squared >= 3 * p, interpolant, D=16),
    fails_without(interpolating, "interpolant", best_spline, D=16),
    fails_without(sized, "interpolant", interpolant, name="twenty units", D=16, m=20),
    fails_without(printed, "interpolant", interpolant, D=16, p=fmpq(1, 100)),

    instances("best_spline", best_spline, D=(16, 128), full={"D": (16, 32, 64, 128)}),
    too_strong("best_spline", squared <= p / 3, best_spline, D=16),
    fails_without(fitted, "best_spline", interpolant, D=16),
    fails_without(sized, "best_spline", best_spline, name="least squares with five units", D=16, m=5),
    fails_without(printed, "best_spline", best_spline, name="another figure", D=16, p=fmpq(1, 10**5)),

    instances("sup_error", interpolant, name="sup error of the interpolant", D=16, full={"D": (16, 32, 64, 128)}),
    instances("sup_error", best_spline, name="sup error of the best spline", D=16, full={"D": (16, 32, 64, 128)}),
    too_strong("sup_error", error >= 200 * p, best_spline, D=16),
    fails_without(sized, "sup_error", interpolant, name="twenty units each", D=16, m=20),
    fails_without(printed, "sup_error", interpolant, name="a larger figure", D=16, p=fmpq(1, 100)),

    instances("bound", interpolant, name="below the bound of the circle", D=16, full={"D": (16, 128)}),
    too_strong("bound", error <= (2 * M2 + 2 * sqrt(2) * M1) / 1200, interpolant, D=16),
    too_strong("bound", error <= M1 * Rational(1, 100), interpolant, D=16),
    fails_without(sized, "bound", interpolant, name="five units", D=16, m=5),

    instances("dense", dense, name="Kuhn interpolants beside mixtures", D=2, cells=1,
              full={"D": (2, 3), "cells": (1, 2, 3)}),
    too_strong("dense", r >= 10**4, dense, D=2, cells=1),
    fails_without(as_many, "dense", dense, D=2, cells=1, units=1),
)  # fmt: skip
