"""Deep mixtures with many pieces: what they compute, digit by digit."""

from itertools import combinations, pairwise, product

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from boundkit import regions
from boundkit.constructions.digits import (
    digits,
    equal_parts_gate,
    tent_expert,
    tents,
    top_k_as_top_one,
)
from boundkit.constructions.digits import (
    product as product_of_gates,
)
from boundkit.errors import ShapeError

sizes = st.tuples(st.integers(1, 9), st.integers(1, 5))
inputs = st.integers(0, 10**9).map(lambda n: fmpq(2 * n + 1, 2 * 10**9 + 6))


@given(sizes, inputs)
def test_digits_in_base_E(size, x):
    """The route is the digit expansion, the output the fractional part of E^L x."""
    (E, L), rest, expansion = size, x, []
    for _ in range(L):
        digit = (rest * E).floor()
        rest = rest * E - digit
        expansion.append(int(digit))
    if rest != 0:
        assert digits(E, L).route([x]) == tuple(expansion)
        assert digits(E, L)([x]) == [rest]


@given(sizes, inputs)
def test_tents_fold_the_interval(size, x):
    E, L = size
    folded = x
    for _ in range(L):
        folded *= E
        down = int(folded.floor()) % 2
        folded -= folded.floor()
        folded = 1 - folded if down else folded
    assert tents(E, L)([x]) == [folded]


@pytest.mark.parametrize("E", range(1, 7))
def test_tents_are_continuous_and_digits_are_not(E):
    for i, j in pairwise(range(E)):
        assert tent_expert(E, i)([fmpq(j, E)]) == tent_expert(E, j)([fmpq(j, E)]) == [j % 2]
    if E > 1:
        left, right = (expert.layers[0]([fmpq(1, E)]) for expert in digits(E, 1).layers[0].experts[:2])
        assert (left, right) == ([1], [0])


@pytest.mark.parametrize("E", range(1, 8))
def test_equal_parts(E):
    gate = equal_parts_gate(E)
    assert gate.slabs.thresholds == [fmpq(i, E) for i in range(1, E)]
    assert gate.slabs.winners == list(range(E))
    assert [gate.choose([fmpq(2 * i + 1, 2 * E)]) for i in range(E)] == list(range(E))
    assert equal_parts_gate(E, inputs=3, coordinate=1).choose([-9, fmpq(2 * E - 1, 2 * E), 9]) == E - 1


@pytest.mark.parametrize(("E", "L"), [(1, 1), (1, 4), (2, 1), (2, 5), (3, 3), (5, 2), (10, 1)])
def test_every_construction_has_E_to_the_L_pieces(E, L):
    for build in (digits, tents):
        assert regions.count(build(E, L), (0, 1)).affine_pieces == E**L
    if L <= 3:
        assert regions.count(product_of_gates(E, L), (0, 1)).affine_pieces == E**L


@pytest.mark.parametrize(("E", "L"), [(1, 1), (2, 1), (3, 2), (2, 3)])
def test_products_add_up_one_term_for_each_coordinate(E, L):
    mixture = product_of_gates(E, L, slope=lambda layer, i: 3**layer + i, offset=lambda layer, i: fmpq(i, layer + 1))
    assert (mixture.inputs, mixture.outputs) == (L, 1)
    for cell in product(range(E), repeat=L):
        point = [fmpq(3 * i + 1, 3 * E) for i in cell]
        terms = [(3**layer + i) * x + fmpq(i, layer + 1) for layer, i, x in zip(range(L), cell, point, strict=True)]
        assert mixture(point) == [sum(terms, fmpq(0))]
        assert mixture.route(point) == cell


@given(st.lists(st.tuples(*[st.integers(-5, 5)] * 2), min_size=1, max_size=5), st.data())
def test_the_best_set_holds_the_k_best(weight, data):
    k = data.draw(st.integers(1, len(weight)))
    point = [fmpq(data.draw(st.integers(-50, 50)), 7) for _ in range(2)]
    mixture = top_k_as_top_one(weight, k)
    scores = [sum((w * x for w, x in zip(row, point, strict=True)), fmpq(0)) for row in weight]
    chosen = list(combinations(range(len(weight)), k))[mixture.route(point)[0]]
    others = [scores[i] for i in range(len(weight)) if i not in chosen]
    assert not others or min(scores[i] for i in chosen) >= max(others)
    assert mixture(point) == [sum(((i + 1) ** 2 * sum(point) + 2**i for i in chosen), fmpq(0))]


@pytest.mark.parametrize("build", [lambda: digits(0, 1), lambda: digits(2, 0), lambda: tents(0, 2)])
def test_empty_constructions_are_refused(build):
    with pytest.raises(ShapeError):
        build()
