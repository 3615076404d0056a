"""The sup norm of target - program: against closed forms, one way against another, and what is refused."""

import time
from itertools import product

import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Lambda, sin, sqrt

from boundkit.constructions.kuhn import interpolant, nodes, sup_distance, worst_place
from boundkit.errors import ShapeError
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.targets import LipschitzOracle, evaluator
from boundkit.measures.uniform_error import uniform_error
from boundkit.networks import Affine, ReLUNetwork, nearest_prototype, stack

x, y = sympy.symbols("x y", real=True)


def at_centres(f, D, G):
    """The values at the centres of G^D equal cells of the cube."""
    centres = [[(i + fmpq(1, 2)) / G for i in cell] for cell in product(range(G), repeat=D)]
    return stack((nearest_prototype(centres), [Affine([[0] * D], [f(centre)]) for centre in centres]))


@pytest.mark.parametrize(("D", "N"), [(1, 3), (2, 2)])
def test_a_network_errs_as_its_mesh_says(D, N):
    target = sup_distance([entry / N for entry in worst_place(D)])
    fit = kuhn_approximation(target, N)
    found = uniform_error(target, fit.network)
    assert found.enclosure.exact
    assert found.lower == fit.error.lower
    assert abs(target(found.place)[0] - fit.network(found.place)[0]) == found.lower


@pytest.mark.parametrize(("D", "G"), [(1, 1), (1, 5), (2, 3)])
def test_the_first_coordinate_on_cells(D, G):
    """Constants err by half a side, exactly, for programs and quadratics."""
    first = ReLUNetwork.affine([[1] + [0] * (D - 1)], [0])
    program = at_centres(lambda centre: centre[0], D, G)
    found = uniform_error(first, program)
    assert found.enclosure.exact
    assert found.lower == fmpq(1, 2 * G)
    assert uniform_error(Lambda((x, y)[:D], x), program).enclosure == found.enclosure


def test_a_quadratic_is_largest_inside():
    found = uniform_error(Lambda((x, y), x * (1 - x) + y * (1 - y)), ReLUNetwork.affine([[0, 0]], [0]))
    assert (found.lower, found.upper, found.place) == (fmpq(1, 2), fmpq(1, 2), (fmpq(1, 2), fmpq(1, 2)))


@pytest.mark.parametrize("tolerance", ["1/100", "1/1000000"])
def test_the_root_of_a_chord(tolerance):
    """sqrt(x) - c x is 1/(4 c) at most; no derivative is bounded at 0."""
    chord = ReLUNetwork.affine([[fmpq(26, 15)]], [0])
    found = uniform_error(Lambda(x, sqrt(x)), chord, (0, "1/3"), tolerance=tolerance)
    with ctx.workprec(128):
        true = 1 / (4 * arb(26) / 15)
    assert found.settled
    assert found.lower <= true.upper().fmpq()
    assert true.lower().fmpq() <= found.upper <= found.lower * (1 + fmpq(1, int(tolerance[2:])))


def test_the_place_tells_the_lower_end():
    f = Lambda((x, y), sin(3 * x * y))
    fit = kuhn_approximation(f, 2)
    found = uniform_error(f, fit.network, tolerance="1/1000")
    with ctx.workprec(128):
        at_place = abs(evaluator(f)(found.place) - arb(found.piece.affine(found.place)[0]))
        assert at_place >= arb(found.lower) or at_place.overlaps(arb(found.lower))
    assert found.lower <= fit.error.upper
    assert fit.error.lower <= found.upper <= found.lower * fmpq(1001, 1000)


def test_an_oracle_agrees_with_its_network():
    distance = sup_distance(["1/3", "2/7"])
    values = [distance(node)[0] for node in nodes(2, 2)]
    program = interpolant(values, 2, 2)
    exact = uniform_error(distance, program)
    found = uniform_error(LipschitzOracle(lambda p: distance(p)[0], fmpq(1), 2), program, tolerance="1/500")
    assert found.settled
    assert found.lower <= exact.lower <= found.upper <= found.lower * fmpq(501, 500)


def test_a_constant_that_is_too_small_for_the_oracle_is_too_low():
    """Lip is taken on trust: with a wrong one the upper end is wrong."""
    steep = LipschitzOracle(lambda p: max(fmpq(0), 1 - 100 * abs(p[0] - fmpq(1, 3))), fmpq(1), 1)
    zero = ReLUNetwork.affine([[0]], [0])
    assert uniform_error(steep, zero).upper < uniform_error(sup_distance([0]), zero).lower == 1


def test_targets_that_jump_count_on_open_regions():
    """The cells of the target cut those of the program."""
    first, second = at_centres(lambda c: c[0], 1, 2), at_centres(lambda c: c[0], 1, 3)
    assert uniform_error(first, second).lower == fmpq(1, 4)  # 1/4 and 1/2 beside 1/2 and 3/4


def test_the_second_output_counts_too():
    found = uniform_error(ReLUNetwork.affine([[1], [-3]], [0, 0]), ReLUNetwork.affine([[0], [0]], [0, 0]))
    assert (found.lower, found.place) == (fmpq(3), (fmpq(1),))


def test_a_budget_leaves_what_was_seen():
    f = Lambda((x, y), sin(3 * x * y))
    program = at_centres(lambda c: c[0] * c[1], 2, 4)
    none = uniform_error(f, program, budget=0)
    assert none.upper is None
    assert not none.settled
    rough = LipschitzOracle(evaluator(f), fmpq(6), 2)
    started = time.process_time()
    some = uniform_error(rough, ReLUNetwork.affine([[0, 0]], [0]), tolerance=0, budget=0.2)
    assert time.process_time() - started < 10
    assert not some.settled
    assert some.lower < 1 <= some.upper


def test_the_wrong_shapes_are_refused():
    line = ReLUNetwork.affine([[1]], [0])
    two = ReLUNetwork.affine([[1], [1]], [0, 0])
    with pytest.raises(ShapeError, match="the target has 2 variables, the program 1 inputs"):
        uniform_error(Lambda((x, y), x), line)
    with pytest.raises(ShapeError, match="the target has 1 outputs, the program 2"):
        uniform_error(line, two)
    with pytest.raises(ShapeError, match="a formula or an oracle has one output; the program has 2"):
        uniform_error(Lambda(x, x), two)


@pytest.mark.heavy
@pytest.mark.parametrize(("D", "G", "tolerance"), [(1, 256, "1/1000000"), (2, 16, "1/1000")])
def test_256_experts(D, G, tolerance):
    f = Lambda((x, y)[:D], sin(3 * x * (y if D == 2 else 1)))
    values = evaluator(Lambda((x, y)[:D], x * (3 if D == 1 else 3 * y)))
    found = uniform_error(f, at_centres(values, D, G), tolerance=tolerance)
    assert found.settled
    assert found.upper <= found.lower * (1 + 1 / fmpq(int(tolerance[2:])))
