"""Mixtures on manifolds: the rate does not see the ambient dimension.  (wang2025, Theorem 4.8; the bounds are ours)

The paper's theorem is for compact smooth d-dimensional manifolds in R^D with a regular atlas of E charts; its rate
never beats m^(-1/2). On a circle a linear gate picks an arc exactly, the coordinate along the tangent at its centre is
linear in x, and an expert of m ReLU units that interpolates along it errs like 1/m^2. No bound here holds D.
"""

from functools import lru_cache

import sympy
from flint import fmpq, fmpq_mat
from sympy import Eq, Lambda, Min, Rational, cos, exp, pi, sin

from boundkit.arithmetic.rational import rational
from boundkit.constructions.arcs import arc_gate, dense_isometry, embedding, random_isometry
from boundkit.evidence import Case, along, fails_without, implied_by, instances, too_small, too_strong
from boundkit.measures.manifolds import CircleMixture, Embedded, InBalls, TorusMixture, torus_constants
from boundkit.statements import (ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, Theorem, cite, define, hypothesis, natural,
                                 positive, quantity, soft_o)  # fmt: skip

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts, one for each arc of an axis", least=3)
m = natural("m", "hidden units of an expert")
N = natural("N", "cells an axis of an expert on the torus")
d = natural("d", "dimension of the manifold; the torus is a product of d circles")
K = positive("K", "smoothness of the target: it is in C^K in every chart")
M1 = positive("M1", "bound of the gradient of the target on the manifold")
M2 = positive("M2", "bound of the spectral norm of its Hessian there")
s = define("s", "reach of an arc along its tangent", sin(pi / E))
alpha = define("alpha", "half the angle of an arc", pi / E)
y = define("y", "half the angle of a piece", pi / (E * m))
error = quantity("error", "sup norm of target - mixture on the manifold", measure=lambda thing: thing.error)
drift = quantity("r", "what the error on the circle in R^D exceeds that in the plane by",
                 measure=lambda pair: pair.drift)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("M1 and M2 bound gradient and Hessian of the target on the manifold")
def smooth(thing):
    known = torus_constants(thing.target)
    said = [rational(thing.constants[name]) for name in ("M1", "M2")]
    if any(size.lower > bound for size, bound in zip(known, said, strict=True)):
        return False
    return all(size.upper <= bound for size, bound in zip(known, said, strict=True)) or None


@hypothesis("there are E arcs an axis, and an expert serves the inputs nearest to the centre of its own")
def arcs(thing, at):
    if isinstance(thing, TorusMixture):
        return at["E"] == thing.E
    return thing.program.layers[0].gate.scores == arc_gate(int(at["E"]), thing.plane).scores


@hypothesis("the plane of the circle lies isometrically in R^D")
def isometric(thing):
    return isinstance(thing, TorusMixture) or thing.isometric


@hypothesis("the knots of an expert are equally far apart along the tangent")
def by_chord(thing):
    return not thing.by_angle


@hypothesis("the knots of an expert cut its arc into equal parts")
def by_angle(thing):
    return thing.by_angle


@hypothesis("the target is x_2^2")
def square(thing):
    return thing.target(*PLANE) == PLANE[1] ** 2


@hypothesis("the atlas is regular: every chart has more than (D + 3)/2 derivatives")
def regular(thing):
    """Coordinates along tangents are linear in the input, and the input is analytic in them."""
    return True


STATEMENT = Theorem(
    id="wang2025.manifold_rate",
    title="Mixtures on manifolds: the rate does not see the ambient dimension",
    source=cite("wang2025", "Theorem 4.8, Corollary 4.9", "read"),
    notes="The published theorem is for a mixture of depth 2 whose experts have 3 layers and width m >= Omega(E^2), on "
          "any compact smooth manifold; for linear charts (Corollary 4.9) one layer of two-layer experts. Checked are "
          "circles and tori, whose charts are linear; graphs stand in wang2025.graph_rate.",
    given=(smooth, arcs, isometric, by_chord, by_angle, square, regular),
    claims=(
        Claim("published", ASYMPTOTIC, soft_o(error, m ** (-Min(K / d, Rational(1, 2)))), status="published",
              given=(regular,),
              proof="The first layer approximates a partition of unity, by which the second picks a chart."),
        Claim("circle", UPPER, error <= s**2 / (2 * m**2) * (M2 / (1 - s**2) + M1 / (1 - s**2) ** Rational(3, 2)),
              given=(smooth, arcs, isometric, by_chord), status="derived", on="circle, knots equally far apart",
              proof="The second derivative along the tangent is at most the bracket; interpolation at mesh 2 s/m."),
        Claim("circle_angle", UPPER,
              error <= sin(y) ** 2 / 2 * (cos(alpha - y) / cos(alpha)) ** 2 * (M2 + M1 / cos(alpha)),
              given=(smooth, arcs, isometric, by_angle), status="derived", on="circle, knots at equal angles",
              proof="A piece with its middle at the angle t is 2 cos t sin y long, where the second derivative is at "
                    "most (M2 + M1/cos alpha)/cos^2 at its outer end."),
        Claim("circle_angle_rate", UPPER,
              error <= pi**2 / (2 * E**2 * m**2) * (1 + y * sin(alpha) / cos(alpha)) ** 2 * (M2 + M1 / cos(alpha)),
              given=(smooth, arcs, isometric, by_angle), status="derived", on="circle, knots at equal angles",
              proof="circle_angle, as sin y <= y and cos(alpha - y) <= cos alpha + y sin alpha."),
        Claim("circle_square", LOWER, error >= s**2 / (2 * m**2), given=(arcs, isometric, by_chord, square, regular),
              status="derived", on="circle, knots equally far apart",
              proof="Around e_1 the target is the square of the coordinate, and chords err by length^2/4."),
        Claim("dimension_free", EXACT, Eq(drift, 0), given=(isometric,), status="derived",
              on="one mixture on the circle in the plane and in R^D",
              proof="Gate and experts read x through products with vectors of the embedded plane."),
        Claim("torus", UPPER,
              error <= d * s**2 / (2 * N**2) * (M2 / (1 - s**2) + M1 / (1 - s**2) ** Rational(3, 2)),
              given=(smooth, arcs), status="derived", on="product of d circles, E^d experts, Kuhn cells",
              proof="circle for every coordinate, and Kuhn interpolation at mesh 2 s/N (classical.kuhn_c2)."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

x1, x2, x3, x4, x5, x6 = sympy.symbols("x1:7", real=True)
PLANE = x1, x2
PAPER = Lambda(PLANE, sin(5 * x1) + cos(3 * x2))
SQUARE = Lambda(PLANE, x2**2)
TARGETS = (PAPER, Lambda(PLANE, x1**2 + x2), Lambda(PLANE, exp(x1 * x2)))
ON_TORUS = (Lambda((x1, x2, x3, x4), sin(3 * x1) + sin(3 * x4)), Lambda((x1, x2, x3, x4), exp(x1 + x4) * x2 * x3))
CUBIC = Lambda((x1, x2, x3, x4, x5, x6), x1 * x3 + x2 * x5 * x6)


def bounds_of(f):
    return {name: size.upper for name, size in zip(("M1", "M2"), torus_constants(f), strict=True)}


@lru_cache(maxsize=256)
def on_circle(f, E, m, D, by_angle=False):
    return placed(f, E, m, dense_isometry(D, 0), by_angle)


def placed(f, E, m, plane, by_angle=False, constants=None):
    known = constants or bounds_of(f)
    return Case(CircleMixture(f, E, m, plane, by_angle, known), known)


def in_balls(E, m, D, seed=0):
    """The paper's target on a circle whose plane has a random orthonormal basis, known in balls."""
    plane, known = random_isometry(D, seed), bounds_of(PAPER)
    return Case(InBalls(PAPER, E, m, plane.entries, constants=known, gap=plane.gap), known)


def on_angles(f, E, m, D):
    return on_circle(f, E, m, D, by_angle=True)


def few_experts(f, arcs, m):
    """One or two experts instead of three."""
    known = bounds_of(f)
    return Case(CircleMixture(f, arcs, m, embedding(2), constants=known), {"E": 3, **known})


def stretched(f, E, m):
    """The circle, one axis of which is twice as long as it should be."""
    return placed(f, E, m, fmpq_mat([[1, 0], [0, 2]]))


def said_to_be_flat(f, E, m, by_angle=False):
    """Bounds of 1/100 for derivatives that are larger."""
    return placed(f, E, m, embedding(2), by_angle, {"M1": fmpq(1, 100), "M2": fmpq(1, 100)})


def beside_the_plane(f, E, m, D, by_angle=False, plane=None):
    known = bounds_of(f)
    planes = embedding(2), plane or dense_isometry(D, 1)
    return Embedded(*(CircleMixture(f, E, m, where, by_angle, known) for where in planes))


def beside_a_stretched_one(f, E, m):
    return beside_the_plane(f, E, m, 2, plane=fmpq_mat([[1, 0], [0, 2]]))


def on_torus(f, E, N, constants=None):
    known = constants or bounds_of(f)
    thing = TorusMixture(f, E, N, known)
    return Case(thing, {"d": thing.d, **known})


def torus_said_to_be_flat(f, E, N):
    return on_torus(f, E, N, {"M1": fmpq(1, 100), "M2": fmpq(1, 100)})


def few_charts(f, E, N):
    """Three circles with 27 experts of 8 cells at most."""
    return len(f.signature) < 6 or (E == 3 and N <= 2)


# evidence ---------------------------------------------------------------------------------------------------------

BRACKET = M2 / (1 - s**2) + M1 / (1 - s**2) ** Rational(3, 2)
ANGLE = (cos(alpha - y) / cos(alpha)) ** 2 * (M2 + M1 / cos(alpha))

THEOREM = STATEMENT.supported_by(
    implied_by("published", "circle", along(m, tied={d: 1, K: 2, E: 4}), along(m, tied={d: 1, K: 1, E: 3}),
                name="on the circle"),
    too_small("published", soft_o(error, m ** -Rational(201, 100)), "circle_square", along(m, tied={d: 1, K: 2, E: 4})),

    instances("circle", on_circle, f=TARGETS, E=(3, 8), m=4, D=3,
              full={"E": (3, 4, 8), "m": (4, 8, 16, 32, 64, 128), "D": (2, 16, 128)}),
    instances("circle", in_balls, name="a random isometry in balls", E=4, m=4, D=16,
              full={"E": (3, 4, 8), "m": (4, 16, 64), "D": (3, 16, 128)}),
    too_strong("circle", error <= s**2 / (6 * m**2) * BRACKET, on_circle, f=PAPER, E=8, m=16, D=2),
    too_strong("circle", error <= s**2 / (2 * m**3) * BRACKET, on_circle, f=PAPER, E=4, m=16, D=3),
    too_strong("circle", error <= s**2 / (2 * m**2) * M1, on_circle, f=PAPER, E=4, m=16, D=2),
    fails_without(arcs, "circle", few_experts, name="one expert cannot tell two points of one coordinate apart",
                  f=PAPER, arcs=1, m=(8, 64)),
    fails_without(arcs, "circle", few_experts, name="the ends of two arcs are vertical", f=PAPER, arcs=2, m=(16, 64)),
    fails_without(isometric, "circle", stretched, f=PAPER, E=4, m=16),
    fails_without(smooth, "circle", said_to_be_flat, f=PAPER, E=4, m=16),

    instances("circle_angle", on_angles, f=TARGETS, E=(3, 8), m=4, D=3,
              full={"E": (3, 4, 8), "m": (1, 4, 8, 16, 32, 64, 128), "D": (2, 16, 128)}),
    too_strong("circle_angle", error <= sin(y) ** 2 / 4 * ANGLE, on_angles, f=PAPER, E=8, m=16, D=2),
    too_strong("circle_angle", error <= sin(y) ** 3 / 2 * ANGLE, on_angles, f=PAPER, E=4, m=16, D=2),
    fails_without(smooth, "circle_angle", said_to_be_flat, name="without smooth: equal angles", f=PAPER, E=4, m=16,
                  by_angle=True),

    instances("circle_angle_rate", on_angles, name="equal angles, the closed rate", f=TARGETS, E=(3, 8),
              m=4, D=3, full={"E": (3, 4, 8), "m": (1, 4, 8, 16, 32, 64, 128), "D": (2, 16)}),
    too_strong("circle_angle_rate", error <= pi**2 / (4 * E**2 * m**2) * (M2 + M1 / cos(alpha)), on_angles,
               f=PAPER, E=8, m=16, D=2),

    instances("circle_square", on_circle, name="x_2^2", f=SQUARE, E=(3, 4, 8), m=(1, 3), D=3,
              full={"m": (1, 2, 3, 8, 32)}),
    too_strong("circle_square", error >= Rational(11, 10) * s**2 / m**2, on_circle, f=SQUARE, E=4, m=8, D=2),
    fails_without(square, "circle_square", on_circle, name="an affine target", f=Lambda(PLANE, x1 / 9), E=4, m=2, D=2),

    instances("dimension_free", beside_the_plane, f=PAPER, E=3, m=4, D=(16, 128), by_angle=True,
              full={"E": (3, 4, 8), "by_angle": (False, True), "m": (4, 16, 64), "D": (2, 16, 32, 64, 128)}),
    too_strong("dimension_free", Eq(drift, Rational(1, 10**6)), beside_the_plane, f=PAPER, E=4, m=4, D=16),
    fails_without(isometric, "dimension_free", beside_a_stretched_one, f=PAPER, E=4, m=4),

    instances("torus", on_torus, f=ON_TORUS[0], E=4, N=1, only=few_charts,
              full={"f": (*ON_TORUS, CUBIC), "E": (3, 4), "N": (1, 2, 4)}),
    too_strong("torus", error <= s**2 / (12 * N**2) * BRACKET, on_torus, f=ON_TORUS[0], E=4, N=1),
    fails_without(smooth, "torus", torus_said_to_be_flat, f=ON_TORUS[0], E=4, N=1),
)  # fmt: skip
