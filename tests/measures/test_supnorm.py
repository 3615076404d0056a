"""Sup-norm errors against closed forms, against sampling, and one way of computing against another."""

from itertools import product
from random import Random

import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Abs, Lambda, Max, cos, exp, log, sin, sqrt

from boundkit.constructions.kuhn import nodes, simplices, sup_distance, worst_place
from boundkit.constructions.splines import spline
from boundkit.errors import DomainError, MissingValueError, ShapeError
from boundkit.measures import largest
from boundkit.measures.approximation import Approximation, kuhn_approximation, spline_approximation
from boundkit.measures.mesh import Piece, pieces
from boundkit.measures.supnorm import bounds_of, critical_values, sup_error
from boundkit.measures.targets import evaluator, inputs, sample
from boundkit.networks import Affine

x, y, z = sympy.symbols("x y z", real=True)


def holds(enclosure, value):
    """Whether the enclosure meets the ball of the true value."""
    return enclosure.lower <= value.upper().fmpq() and value.lower().fmpq() <= enclosure.upper


# exact errors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("m", [1, 2, 3, 7])
def test_the_spline_of_the_square(m):
    assert spline_approximation(Lambda(x, x**2), m).error.lower == fmpq(1, 4 * m * m)
    assert spline_approximation(Lambda(x, x**2), m).error.exact


@pytest.mark.parametrize(("D", "N"), [(1, 1), (1, 4), (2, 1), (2, 3), (3, 2), (4, 1)])
def test_the_paraboloid_attains_d_over_eight(D, N):
    variables = sympy.symbols(f"x:{D}")
    error = kuhn_approximation(Lambda(variables, sum(v**2 for v in variables) / 2), N).error
    assert error.exact
    assert error.lower == fmpq(D, 8 * N * N)


@pytest.mark.parametrize(("D", "worst"), [(1, "1/2"), (2, "4/7"), (3, "5/8"), (4, "11/17")])
def test_worst_distances(D, worst):
    assert str(kuhn_approximation(sup_distance(worst_place(D)), 1).error) == worst


def test_the_kink_a_third_into_the_cell():
    for m in (1, 2, 4, 5, 8):
        assert spline_approximation(sup_distance(["1/3"]), m).error.lower == fmpq(4, 9 * m)


@pytest.mark.parametrize("seed", range(4))
def test_quadratics_against_sampling(seed):
    draw = Random(seed)
    a, b, c, d, e = (draw.randint(-5, 5) for _ in range(5))
    f = Lambda((x, y), a * x**2 + b * x * y + c * y**2 + d * x + sympy.Rational(e, 3))
    fit = kuhn_approximation(f, 2)
    seen = max(
        abs(fmpq(int(v.p), int(v.q)) - fit.network([fmpq(i, 24), fmpq(j, 24)])[0])
        for i, j in product(range(25), repeat=2)
        for v in [f(sympy.Rational(i, 24), sympy.Rational(j, 24))]
    )
    slope = fmpq(4 * (2 * abs(a) + 2 * abs(b) + 2 * abs(c)))  # of target - interpolant, generously
    assert seen <= fit.error.lower <= seen + slope * fmpq(1, 48)


@pytest.mark.parametrize("seed", range(6))
def test_critical_values_hold_the_extremes_of_a_quadratic(seed):
    draw = Random(seed)
    corners = [[fmpq(draw.randint(-6, 6)) for _ in range(2)] for _ in range(3)]
    coefficients = [draw.randint(-4, 4) for _ in range(6)]

    def quadratic(v):
        return sum(
            (k * t for k, t in zip(coefficients, (v[0] ** 2, v[0] * v[1], v[1] ** 2, *v, 1), strict=True)), fmpq(0)
        )

    found = list(critical_values(quadratic, corners))
    steps = 30
    sampled = [
        quadratic([(i * a + j * b + (steps - i - j) * c) / steps for a, b, c in zip(*corners, strict=True)])
        for i in range(steps + 1)
        for j in range(steps + 1 - i)
    ]
    assert max(found) >= max(sampled)
    assert min(found) <= min(sampled)
    assert max(found) - max(sampled) <= fmpq(2 * 12 * 12 * 4 * 3, steps)
    assert min(sampled) - min(found) <= fmpq(2 * 12 * 12 * 4 * 3, steps)


def test_degenerate_quadratics():
    triangle = [[fmpq(0), fmpq(0)], [fmpq(1), fmpq(0)], [fmpq(0), fmpq(1)]]
    assert max(critical_values(lambda v: -((v[0] + v[1] - fmpq(1, 2)) ** 2), triangle)) == 0
    assert set(critical_values(lambda v: fmpq(3), triangle)) == {3}


# enclosures -------------------------------------------------------------------------------------------------------


def test_the_chord_of_the_exponential():
    fit = spline_approximation(Lambda(x, exp(x)), 1)
    with ctx.workprec(128):
        slope = arb(1).exp() - 1
        assert holds(fit.error, 1 + slope * slope.log() - slope)
    assert fit.error.upper - fit.error.lower <= fit.error.lower / 5_000


@pytest.mark.parametrize("m", [1, 2, 5, 32])
def test_the_square_root(m):
    with ctx.workprec(128):
        assert holds(spline_approximation(Lambda(x, sqrt(x)), m).error, 1 / (4 * arb(m).sqrt()))


@pytest.mark.parametrize(("D", "N"), [(1, 3), (2, 2), (3, 1)])
def test_balls_agree_with_the_exact_way(D, N):
    variables = (x, y, z)[:D]
    f = sum(v**2 for v in variables) + x * variables[-1] - x
    exact = kuhn_approximation(Lambda(variables, f), N).error
    assert exact.exact
    with ctx.workprec(128):
        assert holds(kuhn_approximation(Lambda(variables, sqrt(2) * f), N).error, arb(2).sqrt() * arb(exact.lower))


def test_the_plain_range_agrees_with_the_exact_way():
    """Max and Abs have no Taylor enclosure here."""
    exact = kuhn_approximation(sup_distance(["1/3", "2/5"]), 1)
    rough = Lambda((x, y), Max(Abs(x - sympy.Rational(1, 3)), Abs(y - sympy.Rational(2, 5))))
    found = sup_error(rough, pieces(exact.network, exact.mesh), fmpq(1, 20))
    assert found.lower <= exact.error.lower <= found.upper <= found.lower * fmpq(21, 20)


@pytest.mark.parametrize("f", [sin(3 * x * y), exp(x + y) / 4, cos(x) / (1 + y), sqrt(1 + x + y**2), log(1 + x * y)])
def test_enclosures_against_sampling(f):
    fit = kuhn_approximation(Lambda((x, y), f), 2)
    value = sympy.lambdify((x, y), f, "math")
    seen = max(
        abs(value(i / 40, j / 40) - float(fit.network([fmpq(i, 40), fmpq(j, 40)])[0]))
        for i, j in product(range(41), repeat=2)
    )
    assert float(fit.error.lower) * 0.98 <= seen <= float(fit.error.upper) + 1e-12
    assert fit.error.rigorous
    assert not fit.error.exact


def test_a_wrong_node_value_is_seen():
    values, _ = sample(Lambda(x, exp(x)), nodes(1, 4))
    values[2] += fmpq(1, 10)
    mesh = tuple(simplices(1, 4))
    assert Approximation(Lambda(x, exp(x)), spline(values), mesh).error.lower >= fmpq(1, 10) - fmpq(1, 10**9)


def test_no_error_at_all():
    assert sup_error(Lambda(x, x), pieces(spline([0, 1]), simplices(1, 1))).exact
    tiny = sup_error(Lambda(x, sin(x) ** 2 + cos(x) ** 2), pieces(spline([1, 1]), simplices(1, 1)))
    assert tiny.lower == 0
    assert tiny.upper <= fmpq(1, 1000)


def test_an_exhausted_search_is_still_an_enclosure(monkeypatch):
    monkeypatch.setattr(largest, "_MOST_SPLITS", 3)
    rough = spline_approximation(Lambda(x, sin(3 * x)), 2).error
    monkeypatch.undo()
    fine = spline_approximation(Lambda(x, sin(3 * x)), 2).error
    assert rough.lower <= fine.lower <= fine.upper <= rough.upper


def test_a_target_with_a_free_symbol():
    with pytest.raises(MissingValueError, match="no value for y"):
        spline_approximation(Lambda(x, x * y), 2)


def test_a_target_without_a_value():
    with pytest.raises(DomainError):
        sup_error(Lambda(x, 1 / x), pieces(spline([1, 1]), simplices(1, 1)))


# the mesh ---------------------------------------------------------------------------------------------------------


def test_dimensions_must_agree():
    with pytest.raises(ShapeError, match="2 variables"):
        sup_error(Lambda((x, y), x + y), [Piece(((fmpq(0),), (fmpq(1),)), Affine([[1]], [0]))])
    with pytest.raises(ShapeError):
        spline_approximation(Lambda((x, y), x + y), 3)
    assert inputs(Lambda((x, y), x)) == inputs(sup_distance([0, 0])) == 2


@pytest.mark.parametrize("seed", range(6))
def test_bounds_by_second_derivatives_hold_on_random_simplices(seed):
    """Before and after refinement, for an affine function that is not the interpolant; and refinement comes close."""
    draw = Random(seed)
    D = 1 + seed % 3
    f = Lambda((x, y, z)[:D], exp(x / 2) + (sin(2 * y) * x if D > 1 else 0) + (cos(z + y) if D > 2 else 0))
    corners = tuple(tuple(fmpq(draw.randint(0, 12), 12) for _ in range(D)) for _ in range(D + 1))
    part = Piece(corners, Affine([[fmpq(draw.randint(-3, 3), 7) for _ in range(D)]], [1]))
    bounds = bounds_of(f)(part)
    close = bounds.refined()
    value = evaluator(f)
    shares = [[draw.random() for _ in corners] for _ in range(200)] + [
        [a == b for a in range(D + 1)] for b in range(D + 1)
    ]
    weights = [[fmpq(int(1000 * s)) for s in row] for row in shares]
    points = [
        [
            sum((s * v for s, v in zip(row, axis, strict=True)), fmpq(0)) / sum(row)
            for axis in zip(*corners, strict=True)
        ]
        for row in weights
    ]
    seen = max(abs(float(arb(value(point)) - arb(part.affine(point)[0]))) for point in points)
    assert seen <= float(close.high) <= float(bounds.high) + 1e-12
    assert float(bounds.low) <= float(close.low) <= float(close.high)
    assert part.affine.inputs == len(close.place)
