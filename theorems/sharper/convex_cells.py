"""The price of linear gates for zero-compute experts: convex cells and constants.  (ours)

Top-1 linear gates, and stacks and trees of them while all before the last layer is affine, cut convex cells. On convex
cells beta(x) = x_1 + x_2^2 + .. + x_d^2 costs a squared error of the order m^(-4/(d+1)), which explicit cells attain:
m^(-2/d) of dar2025.multidimensional is not the best for them, and m^(-2) of level sets is out of their reach.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from random import Random

from flint import fmpq
from sympy import Rational, gamma, pi

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.convex_cells import Boxes, LevelSets, Polygon, PrismSlabs, gradient_slabs, guillotine
from boundkit.statements import (
    LOWER,
    UPPER,
    Claim,
    Theorem,
    cite,
    define,
    hypothesis,
    natural,
    positive,
    quantity,
    real,  # fmt: skip
)

d, m = natural("d", "dimension of the inputs"), natural("m", "cells")
G, N = natural("G", "parts of each axis that is cut into cubes"), natural("N", "slabs of every prism or cube")
L1 = real("L1", "bound of the sum of the absolute partial derivatives of beta", least=0)
M = real("M", "bound of the operator norm of the second derivative of beta", least=0)
eps = positive("eps", "half the oscillation of beta on the cell")
kappa = define("kappa", "volume of the unit ball of R^(d-1)", pi ** ((d - 1) / 2) / gamma((d + 1) / 2))
volume = quantity("V", "volume of the cell", measure=lambda cell: cell.area)
sup = quantity("S", "least sup error of one constant a cell", measure=lambda cells: cells.sup)
e = quantity("e", "least mean squared error of one constant a cell, x uniform", measure=lambda cells: cells.mse)


@hypothesis("cells are convex")
def convex(thing):
    return not isinstance(thing, LevelSets | Strip)


STATEMENT = Theorem(
    id="sharper.convex_cells",
    title="Constants on convex cells: the price of linear gates",
    source=cite("boundkit", "own proof"),
    notes="beta(x) = x_1 + x_2^2 + .. + x_d^2 on the unit cube. For a density p of x mse_lower holds times inf p. The "
          "exponent 4/(d + 1) is classical (Davydov, J. Approx. Theory 2012, recalled); the constants are ours.",
    given=(convex,),
    claims=(
        Claim("key_lemma", UPPER, volume <= 2 / (d + 1) * kappa * (2 * eps) ** ((d + 1) / 2), status="derived",
              proof="A half space separates the cell from the region below the paraboloid: a cap holds it."),
        Claim("sup_lower", LOWER, sup >= ((d + 1) / (2 * kappa * m)) ** (2 / (d + 1)) / 2, status="derived",
              proof="key_lemma for every cell; the volumes add up to 1."),
        Claim("mse_lower", LOWER,
              e >= d / ((d + 2) * (d + 1) ** 2) * (d / (d + 1)) ** (2 * (d - 1) / (d + 1))
              * ((d + 1) / (2 * kappa * m)) ** (4 / (d + 1)), status="derived",
              proof="Brunn-Minkowski makes beta a convex function of v with density d v^(d-1); then the power mean."),
        Claim("sup_upper", UPPER, sup <= (1 + 2 * (d - 1) / G) / (2 * N) + (d - 1) / (8 * G**2), status="derived",
              on="prisms over G^(d-1) cubes with centres c', each cut into N slabs of x_1 + 2 c' x'",
              proof="beta is x_1 + 2 c' x' + |x' - c'|^2 and a constant on a prism."),
        Claim("smooth_upper", UPPER, sup <= L1 / (2 * G * N) + M * d / (8 * G**2), status="derived",
              on="G^d cubes, each cut into N slabs across its central gradient; any twice differentiable beta",
              proof="Taylor at the centres; the gradient runs through at most L1/G on a cube."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def in_plane(cell):
    return Case(cell, {"d": 2, "eps": cell.oscillation / 2})


def random_polygon(corners, seed):
    """Some of the points of a circle, sheared, so that it may lie along a level line of beta."""
    draw = Random(f"{corners} {seed}")
    shear, scale = fmpq(draw.randint(-8, 8), 4), fmpq(draw.randint(1, 8), 8)
    places = sorted({fmpq(draw.randint(-40, 40), 10) for _ in range(corners)})
    points = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t in places]  # counterclockwise on the unit circle
    points.append((fmpq(-1), fmpq(0)))
    return in_plane(Polygon(tuple((scale * x + shear * y, y) for x, y in points)))


def inscribed_cap(corners):
    """A polygon inscribed in the cap between x_1 = 0 and x_1 = 1 - x_2^2, which attains the bound."""
    places = [fmpq(2 * k, corners) - 1 for k in range(corners + 1)]
    return in_plane(Polygon(tuple((1 - t * t, t) for t in places)))


@dataclass(frozen=True)
class Strip:
    """The part of the unit square where 1 <= beta <= 1 + width^2: long, and not convex."""

    width: fmpq

    @property
    def area(self):
        """Over x_2 the strip has the length width^2 where x_2 is at least width, and no more elsewhere."""
        return Enclosure((1 - self.width) * self.width**2, self.width**2)


def strip(width):
    return Case(Strip(rational(width)), {"d": 2, "eps": rational(width) ** 2 / 2})


def boxes(counts):
    return Case(Boxes(counts), {"d": len(counts), "m": prod(counts)})


@lru_cache
def cut_polygons(m, seed):
    return Case(guillotine(m, seed), {"d": 2})


def prisms(d, G, N):
    return Case(PrismSlabs(d, G, N), {"m": G ** (d - 1) * N})


def known(d, G, N):
    """Whether the error of the prisms is known exactly."""
    return PrismSlabs(d, G, N).sup.exact


def polygons_of_prisms(G, N):
    return Case(PrismSlabs(2, G, N).polygons(), {"d": 2, "m": G * N})


def slabs_of_squares(G, N):
    """The partial derivatives of x_1 + x_2^2 are at most 1 and 2, and its second derivative is 2."""
    return Case(gradient_slabs(G, N), {"d": 2, "L1": 3, "M": 2, "m": G * G * N})


def slabs_of_the_line(G, N):
    return Case(Boxes((G * N,)), {"d": 1, "L1": 1, "M": 0})


def level_sets(d, m):
    return LevelSets(d, m)


# evidence ---------------------------------------------------------------------------------------------------------

COUNTS = ((1, 1), (4, 4), (8, 3), (2, 2, 2), (9, 3, 3), (3, 2, 2, 2))
SIZES = {"d": (1, 2, 3, 4), "G": (1, 2, 5), "N": (1, 4, 30)}
cap = 2 / (d + 1) * kappa * (2 * eps) ** ((d + 1) / 2)
sup_bound, mse_bound = (STATEMENT.claim(name).right_hand_side for name in ("sup_lower", "mse_lower"))

THEOREM = STATEMENT.supported_by(
    instances("key_lemma", random_polygon, corners=(3, 5, 9), seed=range(4), full={"seed": range(80)}),
    instances("key_lemma", inscribed_cap, corners=(3, 8, 40)),
    too_strong("key_lemma", volume <= Rational(99, 100) * cap, inscribed_cap, corners=40),
    fails_without(convex, "key_lemma", strip, width=("1/10",)),
    instances("sup_lower", boxes, name="sup error on boxes", counts=COUNTS),
    instances("sup_lower", cut_polygons, name="sup error on polygons cut by random lines", m=(1, 2, 5, 10), seed=(0, 1),
              full={"m": range(1, 31), "seed": range(5)}),
    instances("sup_lower", prisms, **{**SIZES, "d": (2, 3, 4)}, only=known),
    instances("sup_lower", polygons_of_prisms, name="sup error on polygons of prisms", G=(1, 2, 4), N=(1, 3, 8)),
    too_strong("sup_lower", sup >= Rational(3, 2) * sup_bound, prisms, d=2, G=200, N=80000),
    too_strong("sup_lower", sup >= ((d + 1) / (2 * kappa * m)) ** (1 / (d + 1)) / 2, prisms, d=2, G=20, N=800),
    fails_without(convex, "sup_lower", level_sets, d=(2, 3), m=100),
    instances("mse_lower", boxes, name="squared error on boxes", counts=COUNTS),
    instances("mse_lower", cut_polygons, name="squared error on polygons cut by random lines", m=(1, 2, 5, 10),
              seed=(0, 1), full={"m": range(1, 31), "seed": range(5)}),
    instances("mse_lower", polygons_of_prisms, name="squared error on polygons of prisms", G=(1, 2, 4), N=(1, 3, 8)),
    too_strong("mse_lower", e >= 8 * mse_bound, polygons_of_prisms, G=4, N=8),
    too_strong("mse_lower", e >= mse_bound * m, polygons_of_prisms, G=4, N=8),
    fails_without(convex, "mse_lower", level_sets, name="without convex: squared error on level sets", d=2, m=10**4),
    instances("sup_upper", prisms, name="prisms from above", **SIZES),
    instances("sup_upper", polygons_of_prisms, name="polygons from above", G=(1, 2, 4), N=(1, 3, 8)),
    attained("sup_upper", prisms, name="attained on the line", d=1, G=1, N=(1, 5)),
    too_strong("sup_upper", sup <= 1 / (2 * N) + (d - 1) / (8 * G**2), prisms, d=2, G=2, N=8),
    too_strong("sup_upper", sup <= (1 + 2 * (d - 1) / G) / (2 * N), prisms, d=3, G=4, N=40),
    instances("smooth_upper", slabs_of_squares, G=(1, 2, 5), N=(1, 2, 6)),
    attained("smooth_upper", slabs_of_the_line, G=(1, 3), N=(1, 5)),
    too_strong("smooth_upper", sup <= L1 / (2 * G * N), slabs_of_squares, G=2, N=40),
    too_strong("smooth_upper", sup <= M * d / (8 * G**2), slabs_of_squares, G=5, N=1),
    instances("sup_lower", slabs_of_squares, name="sup error on slabs of squares", G=(1, 2, 5), N=(1, 2, 6)),
    instances("mse_lower", slabs_of_squares, name="squared error on slabs of squares", G=(1, 2, 5), N=(1, 2, 6)),
)  # fmt: skip
