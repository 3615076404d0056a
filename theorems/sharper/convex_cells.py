"""The price of linear gates for zero-compute experts: convex cells and constants.  (ours)

Top-1 linear gates, and stacks and trees of them while all before the last layer is affine, cut convex cells. On convex
cells beta(x) = x_1 + x_2^2 + .. + x_d^2 costs a squared error of the order m^(-4/(d+1)), which explicit cells attain:
m^(-2/d) of dar2025.multidimensional is not the best for them, and m^(-2) of level sets is out of their reach.
"""

from functools import lru_cache
from math import isqrt

from sympy import Rational, gamma, pi

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures import polytope_cells
from boundkit.measures.convex_cells import (Boxes, LevelSets, PrismSlabs, Strip, guillotine, inscribed_cap,
                                            random_polygon)  # fmt: skip
from boundkit.measures.voronoi import lloyd
from boundkit.statements import (LOWER, UPPER, Claim, Theorem, cite, define, hypothesis, natural, positive, quantity,
                                 real)  # fmt: skip

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


def single(cell):
    return Case(cell, {"d": cell.d, "eps": cell.oscillation / 2})


def partition(cells):
    return Case(cells, {"d": cells.d, "m": cells.m})


def random_polygons(corners, seed):
    return single(random_polygon(corners, seed))


def inscribed_caps(corners):
    return single(inscribed_cap(corners))


def random_polytopes(d, seed):
    return single(polytope_cells.random_polytope(d, seed))


def caps_by_tangents(d, parts):
    return single(polytope_cells.circumscribed_cap(d, parts))


def few(d, parts):
    """Whether the tangents are few enough for exact arithmetic."""
    return (parts + 1) ** (d - 1) <= 125


def polytope(halfspaces):
    return single(polytope_cells.cut_cell(halfspaces))


def strip(d, width):
    return Case(Strip(d, rational(width)), {"eps": rational(width) ** 2 / 2})


def boxes(counts):
    return partition(Boxes(counts))


@lru_cache
def cut_polygons(m, seed):
    return partition(guillotine(m, seed))


def tree(cuts):
    return partition(polytope_cells.cut_tree(cuts))


def gate(sites):
    return partition(polytope_cells.power_diagram(sites))


def gates_in_two_layers(first, second):
    return partition(polytope_cells.stacked_gates((first, second)))


def prisms(d, G, N):
    return Case(PrismSlabs(d, G, N), {"m": G ** (d - 1) * N})


def known(d, G, N):
    """Whether the error of the prisms is known exactly."""
    return PrismSlabs(d, G, N).sup.exact


def squares(m):
    return partition(Boxes((isqrt(m), isqrt(m))))


def slabs(m):
    return polygons_of_prisms(1, m)


def lloyd_cells(m):
    return partition(lloyd(m))


def prisms_of_least_error(m):
    return partition(PrismSlabs.of_least_error(2, m).polygons())


def polygons_of_prisms(G, N):
    return partition(PrismSlabs(2, G, N).polygons())


@lru_cache
def cells_of_prisms(d, G, N):
    return partition(polytope_cells.prism_cells(d, G, N))


@lru_cache
def slabs_of_cubes(d, G, N):
    """The partial derivatives of beta are at most 1 and 2, and its second derivative is 2, or 0 at d = 1."""
    cells = polytope_cells.cubes_in_slabs(d, G, N)
    return Case(cells, {"L1": 2 * d - 1, "M": 2 * (d > 1), "m": cells.m})


def level_sets(d, m):
    return LevelSets(d, m)


# evidence ---------------------------------------------------------------------------------------------------------

HALF, QUARTER = "1/2", "1/4"
PARTITIONS = (
    (boxes, "boxes", {"counts": ((1, 1), (4, 4), (8, 3), (2, 2, 2), (9, 3, 3), (3, 2, 2, 2))}),
    (cut_polygons, "polygons cut by random lines",
     {"m": (1, 2, 5, 10), "seed": (0, 1), "full": {"m": range(1, 31), "seed": range(5)}}),
    (squares, "squares", {"m": (4, 16), "full": {"m": [4**k for k in range(1, 7)]}}),
    (slabs, "slabs", {"m": (4, 16), "full": {"m": [4**k for k in range(1, 7)]}}),
    (lloyd_cells, "Lloyd cells", {"m": (3, 5), "full": {"m": (3, 5, 16, 64)}}),
    (prisms_of_least_error, "prisms of least error", {"m": (4, 16), "full": {"m": [4**k for k in range(1, 6)]}}),
    (tree, "trees of linear gates", {"cuts": (
        ((1, HALF), (1, HALF), (0, HALF)), ((1, HALF), ("7/8", HALF), (QUARTER, HALF)) * 3,
        ((1, HALF, HALF), (HALF, HALF, QUARTER), (1, 0, HALF)), ((1, HALF, HALF, HALF), (HALF, 1, HALF, QUARTER)))}),
    (gate, "linear gates", {"sites": (
        ((0, 0, 0), (1, 0, 0), (HALF, 1, QUARTER)),
        ((0, 0, 0), (1, 0, 0), (HALF, 1, 0), (HALF, HALF, 0), (1, 1, 0), (0, 1, 0), (0, HALF, 0)),
        ((0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 1, QUARTER), (1, 1, 0, 0)))}),
    (gates_in_two_layers, "linear gates in two layers", {
        "first": (((0, QUARTER, 0, 1, -1, HALF, 1, 0, 0), (1, HALF, 0, 1, HALF, -1, 1, 0, HALF)),),
        "second": (((0, 0, 0), (HALF, 1, 0), (1, QUARTER, QUARTER)),)}),
    (cells_of_prisms, "cells of prisms",
     {"d": (2, 3), "G": (1, 2), "N": (1, 4), "full": {"d": (2, 3, 4), "G": (1, 2, 3), "N": (1, 2, 5)}}),
    (slabs_of_cubes, "slabs of cubes",
     {"d": (2, 3), "G": (1, 2), "N": (1, 3), "full": {"G": (1, 2, 3), "N": (1, 3, 6)}}),
)  # fmt: skip
SIZES = {"d": (1, 2, 3, 4), "G": (1, 2, 5), "N": (1, 4, 30)}
cap = 2 / (d + 1) * kappa * (2 * eps) ** ((d + 1) / 2)
sup_bound, mse_bound = (STATEMENT.claim(name).right_hand_side for name in ("sup_lower", "mse_lower"))
of_m = (d + 1) / (2 * kappa * m)

THEOREM = STATEMENT.supported_by(
    instances("key_lemma", random_polygons, corners=(3, 5, 9), seed=range(4), full={"seed": range(80)}),
    instances("key_lemma", inscribed_caps, corners=(3, 8, 40)),
    instances("key_lemma", random_polytopes, d=(2, 3, 4), seed=(0, 1), full={"seed": range(84)}),
    instances("key_lemma", caps_by_tangents, d=(2, 3, 4), parts=(1, 2), full={"parts": (1, 2, 3, 4)}, only=few),
    instances("key_lemma", polytope, halfspaces=(
        ((1, 0, HALF), (1, 1, "3/4"), (1, -1, "3/4"), (-1, 0, HALF)), ((1, 0, 0, HALF), (1, 1, 0, "3/4")))),
    too_strong("key_lemma", volume <= Rational(99, 100) * cap, inscribed_caps, corners=40),
    too_strong("key_lemma", volume <= Rational(9, 10) * cap, caps_by_tangents, d=3, parts=6),
    fails_without(convex, "key_lemma", strip, d=(2, 3), width="1/20"),
    *(instances("sup_lower", build, name=f"sup error on {said}", **grid) for build, said, grid in PARTITIONS),
    instances("sup_lower", prisms, **{**SIZES, "d": (2, 3, 4)}, only=known),
    too_strong("sup_lower", sup >= Rational(3, 2) * sup_bound, prisms, d=2, G=200, N=80000),
    too_strong("sup_lower", sup >= 2 * sup_bound, prisms, d=3, G=100, N=10000),
    too_strong("sup_lower", sup >= of_m ** (1 / d) / 2, prisms, d=(2, 3), G=20, N=800),
    fails_without(convex, "sup_lower", level_sets, d=(2, 3), m=100),
    *(instances("mse_lower", build, name=f"squared error on {said}", **grid) for build, said, grid in PARTITIONS),
    too_strong("mse_lower", e >= 3 * mse_bound, polygons_of_prisms, G=5, N=60),
    too_strong("mse_lower", e >= mse_bound * of_m ** (2 / d - 4 / (d + 1)), polygons_of_prisms, G=4, N=30),
    fails_without(convex, "mse_lower", level_sets, name="without convex: squared error on level sets", d=(2, 3),
                  m=10**4),
    instances("sup_upper", prisms, name="prisms from above", **SIZES),
    instances("sup_upper", cells_of_prisms, name="cells from above", d=(1, 2, 3), G=(1, 2), N=(1, 4),
              full={"d": (1, 2, 3, 4), "G": (1, 2, 3), "N": (1, 2, 5)}),
    attained("sup_upper", prisms, name="attained on the line", d=1, G=1, N=(1, 5)),
    too_strong("sup_upper", sup <= 1 / (2 * N) + (d - 1) / (8 * G**2), prisms, d=2, G=2, N=8),
    too_strong("sup_upper", sup <= (1 + 2 * (d - 1) / G) / (2 * N), prisms, d=3, G=4, N=40),
    too_strong("sup_upper", sup <= (G ** (d - 1) * N) ** (-2 / d), prisms, d=3, G=20, N=400),
    too_strong("sup_upper", sup <= 1 / (G ** (d - 1) * N), prisms, d=2, G=20, N=400),
    instances("smooth_upper", slabs_of_cubes, d=(1, 2, 3), G=(1, 2), N=(1, 3),
              full={"G": (1, 2, 3), "N": (1, 3, 6)}),
    attained("smooth_upper", slabs_of_cubes, d=1, G=(1, 3), N=(1, 5)),
    too_strong("smooth_upper", sup <= L1 / (2 * G * N), slabs_of_cubes, d=2, G=2, N=40),
    too_strong("smooth_upper", sup <= M * d / (8 * G**2), slabs_of_cubes, d=2, G=5, N=1),
)  # fmt: skip
