"""Proofs of wang2025.manifold_rate: second derivatives along a tangent, and interpolation between knots."""

from boundkit.theorems.classical import kuhn_c2
from boundkit.theorems.wang2025.manifold_rate import M1, M2, N, alpha, d, drift, error, m, s, y
from sympy import Eq, Le, Rational, cos, sin

from boundkit.evidence import proof
from boundkit.formulas.symbols import real
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, lemma, other, premise, substitute, times, unknown

a, t = real("a", "an angle", least=0, at_most=2), real("t", "an angle", least=0, at_most=2)
b = unknown("b", "largest second derivative of the target in coordinates along tangents that run from 0 to 1 on an arc",
            at_least=0)  # fmt: skip


def bend_along_a_tangent():
    return premise("at the height h above its centre's tangent line the circle moves by 1/h, and bends by 1/h^3, for a "
                   "unit of the coordinate along the tangent; on an arc h is at least cos(pi/E), and the coordinate "
                   "runs through 2 sin(pi/E)",
                   b <= 4 * s**2 * (M2 / (1 - s**2) + M1 / (1 - s**2) ** Rational(3, 2)))  # fmt: skip


@proof("circle", assuming=("classical.kuhn_c2:upper",))
def interpolated_along_the_tangent() -> Fact:
    spline = other("the spline of an expert in its coordinate, of mesh 1/m", error)
    return chain(
        lemma(kuhn_c2.STATEMENT, "upper", spline, D=1, M=b, h=1 / m), times(bend_along_a_tangent(), 1 / (8 * m**2))
    )


@proof("torus", assuming=("classical.kuhn_c2:upper",))
def interpolated_along_the_tangents() -> Fact:
    spline = other("the interpolant of an expert in its d coordinates, of mesh 1/N", error)
    return chain(
        lemma(kuhn_c2.STATEMENT, "upper", spline, D=d, M=b, h=1 / N), times(bend_along_a_tangent(), d / (8 * N**2))
    )


@proof("circle_square")
def chord_of_the_square() -> Fact:
    h = unknown("h", "distance of two knots")
    own = premise("around e_1 the target is the square of the coordinate, and midway between two knots the chord lies "
                  "h^2/4 above it", h**2 / 4 <= error)  # fmt: skip
    apart = premise("the knots cut 2 sin(pi/E) into m equal parts", Eq(h, 2 * s / m))
    half = algebra(Le(s**2 / (2 * m**2), (2 * s / m) ** 2 / 4, evaluate=False))
    return chain(half, apply(HOLE**2 / 4, apart), own)


@proof("dimension_free")
def products_in_the_plane() -> Fact:
    a = unknown("a", "error on the circle in R^D", measure=lambda pair: pair.far.error)
    c = unknown("c", "error on the circle in the plane", measure=lambda pair: pair.near.error)
    seen = premise("gate and experts read Q z by its products with vectors Q v alone, which are those of z and v, so "
                   "the two mixtures are one function of z", Eq(a, c))  # fmt: skip
    return chain(premise("the drift is the difference of the errors", Eq(drift, a - c)), apply(HOLE - c, seen))


def worst_piece():
    """The error by the tangent of the outer end of the piece where it is largest, and that tangent."""
    T = unknown("T", "tangent of the angle between the centre of the arc and the outer end of the piece that errs most",
                at_least=0)  # fmt: skip
    own = premise("a piece whose outer end lies at the angle u, of cosine h, is 2 cos(u - y) sin y long; the second "
                  "derivative is at most (M2 + M1/cos alpha)/h^2 on it, and a spline errs by length^2/8 times as much",
                  error <= (2 * (cos(y) + T * sin(y)) * sin(y)) ** 2 / 8 * (M2 + M1 / cos(alpha)))  # fmt: skip
    inside = premise("the outer end lies in the arc", T <= sin(alpha) / cos(alpha))
    return own, inside


@proof("circle_angle")
def longest_pieces_are_flattest() -> Fact:
    own, inside = worst_piece()
    whole = apply((2 * (cos(y) + HOLE * sin(y)) * sin(y)) ** 2 / 8 * (M2 + M1 / cos(alpha)), inside)
    addition = algebra(Eq(cos(a - t), cos(a) * cos(t) + sin(a) * sin(t), evaluate=False))
    return chain(own, whole, apply(sin(y) ** 2 / 2 * (HOLE / cos(alpha)) ** 2 * (M2 + M1 / cos(alpha)),
                                   substitute(addition, {a: alpha, t: y})))  # fmt: skip


@proof("circle_angle_rate")
def sines_below_their_angles() -> Fact:
    own, inside = worst_piece()
    steep, height = M2 + M1 / cos(alpha), sin(alpha) / cos(alpha)
    return chain(own, apply((2 * (cos(y) + HOLE * sin(y)) * sin(y)) ** 2 / 8 * steep, inside),
                 apply((2 * (HOLE + height * sin(y)) * sin(y)) ** 2 / 8 * steep, algebra(cos(y) <= 1)),
                 apply((2 * (1 + height * HOLE) * HOLE) ** 2 / 8 * steep, algebra(sin(y) <= y)))  # fmt: skip
