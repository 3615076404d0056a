"""Bounds on regions: values, index sets written out, exhaustive searches on a line, and evidence that can fail."""

from dataclasses import replace
from itertools import pairwise, product
from math import comb, prod
from random import Random

import pytest
from boundkit.theorems.classical import line, montufar_lower, montufar_upper, serra_upper, zaslavsky
from flint import fmpq

import boundkit
from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.constructions.folding import zigzag_network
from boundkit.discovery.discover import load
from boundkit.errors import DomainError, MalformedInputError
from boundkit.networks import ReLUNetwork
from boundkit.regions import EVERYWHERE, count
from boundkit.verdict import Verdict

NAMES = ("montufar_upper", "serra_upper", "montufar_lower", "line")
SHAPES = [(D, n) for D in (1, 2, 3, 5) for n in ((1,), (4,), (3, 3), (1, 3), (5, 2, 4), (2, 2, 2, 2))]


def value(id, claim="upper", **at):
    return int(boundkit.theorem(f"classical.{id}").evaluate(claim, **at).exact)


def of_shape(id, D, n, claim="upper"):
    known = {"J": len(n), "n": n} | ({} if id == "line" else {"D": D})
    return value(id, claim, **known)


# evidence ---------------------------------------------------------------------------------------------------------


def items():
    for name in NAMES:
        (entry,) = load(f"boundkit.theorems.classical.{name}")
        for index, item in enumerate(entry.theorem.evidence):
            yield pytest.param(entry, index, id=f"{name}: {item.claim}, {item.name}")


@pytest.mark.parametrize(("entry", "index"), list(items()))
def test_evidence_comes_out_as_expected(entry, index):
    result = run_item(entry, index, False, 60)
    assert result.as_expected, result
    if result.verdict is Verdict.REFUTED:
        assert result.witness


@pytest.mark.parametrize("module", [montufar_upper, serra_upper, montufar_lower, line], ids=NAMES)
def test_every_claim_is_controlled(module):
    for claim in module.THEOREM.claims:
        kinds = [item.kind for item in module.THEOREM.evidence if item.claim == claim.name]
        assert "too_strong" in kinds or claim.name == "published_affine"


def test_the_published_linear_regions_are_refuted_and_the_others_are_not():
    (entry,) = load("boundkit.theorems.classical.montufar_lower")
    verdicts = {}
    for claim in entry.theorem.claims:
        own = [i for i, item in enumerate(entry.theorem.evidence) if item.claim == claim.name and item.supports]
        verdicts[claim.name] = headline([run_item(entry, i, False, 60) for i in own])[0]
    assert verdicts == {
        "published_affine": Verdict.REFUTED,
        "published": Verdict.CERTIFIED,
        "linear": Verdict.CERTIFIED,
    }


# values -----------------------------------------------------------------------------------------------------------


def test_values_of_three_and_three_units_on_two_inputs():
    assert value("montufar_upper", D=2, J=2, n="3,3") == 49
    assert value("serra_upper", D=2, J=2, n="3,3") == 7 + 21 + 12 == 40
    assert value("zaslavsky", "regions", m=4, d=2) == 11
    assert value("zaslavsky", "bounded", m=4, d=2) == 3
    assert value("montufar_lower", "published", D=2, J=3, n="4,4,3") == 4 * 4 * 7


@pytest.mark.parametrize(("D", "n"), SHAPES)
def test_montufar_s_product_written_out(D, n):
    dimensions = [min(D, *n[: layer + 1]) for layer in range(len(n))]
    expected = prod(sum(comb(units, j) for j in range(d + 1)) for units, d in zip(n, dimensions, strict=True))
    assert of_shape("montufar_upper", D, n) == expected
    assert of_shape("montufar_upper", D, n, "by_inputs") == prod(sum(comb(u, j) for j in range(D + 1)) for u in n)


@pytest.mark.parametrize(("D", "n"), SHAPES)
def test_serra_s_sum_over_its_index_set(D, n):
    total = 0
    for off in product(*(range(units + 1) for units in n)):
        left = [D, *(units - j for units, j in zip(n, off, strict=True))]
        total += prod(map(comb, n, off)) * all(j <= min(left[: layer + 1]) for layer, j in enumerate(off))
    assert of_shape("serra_upper", D, n) == total == serra_upper.Shape(D, n).sum_over_indices()
    assert total <= of_shape("montufar_upper", D, n)
    if len(n) == 1:
        assert total == value("zaslavsky", "regions", m=n[0], d=D)


@pytest.mark.parametrize(("D", "n"), [(1, (4, 3)), (2, (4, 5, 3)), (3, (7, 4)), (2, (2, 2))])
def test_montufar_s_lower_number_written_out(D, n):
    folds = prod((units // D) ** D for units in n[:-1])
    expected = folds * sum(comb(n[-1], j) for j in range(D + 1))
    assert of_shape("montufar_lower", D, n, "published") == of_shape("montufar_lower", D, n, "linear") == expected
    assert expected <= of_shape("serra_upper", D, n)


def test_one_input():
    for n in ((3,), (3, 4), (3, 3, 5)):
        assert of_shape("line", 1, n) == prod(units + 1 for units in n) == of_shape("montufar_upper", 1, n)
    assert of_shape("line", 1, (3, 4)) == of_shape("serra_upper", 1, (3, 4))
    assert value("line", "last_unit", J=2, n="6,1") == 11
    assert value("montufar_lower", "published_affine", D=1, J=2, n="6,1") == 12


def test_widths_by_formula_and_by_list():
    assert value("serra_upper", D=2, J=3, n="3") == value("serra_upper", D=2, J=3, n="3,3,3")
    assert value("line", J=3, n="2*l + 1") == 4 * 6 * 8
    assert value("montufar_upper", D=2, J=0, n="3") == 1


@pytest.mark.parametrize(
    ("n", "error", "message"),
    [
        ("3,0", DomainError, "whole number >= 1"),
        ("5/2", DomainError, "whole number >= 1"),
        ("3 - 2*l", DomainError, "no case"),
        ("3,3,", MalformedInputError, "not a formula"),
        ("x", MalformedInputError, "not allowed in a formula"),
    ],
)
def test_widths_that_are_refused(n, error, message):
    with pytest.raises(error, match=message):
        value("serra_upper", D=2, J=2, n=n)


def test_a_list_of_widths_that_is_too_short():
    with pytest.raises(DomainError, match="may be too short"):
        value("serra_upper", D=2, J=3, n="3,3")


def test_claims_of_two_layers_refuse_others():
    with pytest.raises(DomainError, match="J = 2"):
        value("line", "narrow", J=3, n="2,2,2")
    with pytest.raises(DomainError, match="claimed for"):
        value("line", "narrow", J=2, n="3,2")


# on a line: networks one by one -----------------------------------------------------------------------------------


def pieces_on_a_line(weights, biases):
    """Activation regions and affine pieces of a network of one input: signs and slopes between all sign changes."""

    def signs_and_value(x):
        signs, values = [], [x]
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            values = [sum(map(fmpq.__mul__, row, values), fmpq(0)) + b for row, b in zip(weight, bias, strict=True)]
            signs += [v > 0 for v in values]
            values = [max(v, fmpq(0)) for v in values]
        return tuple(signs), sum(map(fmpq.__mul__, weights[-1][0], values), fmpq(0)) + biases[-1][0]

    cuts = [fmpq(-1000), fmpq(1000)]
    for depth in range(len(weights) - 1):
        found = set(cuts)
        for low, high in pairwise(cuts):
            for unit in range(len(weights[depth])):
                only = [*weights[:depth], [weights[depth][unit]]], [*biases[:depth], [biases[depth][unit]]]
                ends = [end_value(only, x) for x in (low, high)]
                if ends[0] * ends[1] < 0:
                    found.add(low + (high - low) * ends[0] / (ends[0] - ends[1]))
        cuts = sorted(found)
    middles = [(low + high) / 2 for low, high in pairwise(cuts)]
    patterns = [signs_and_value(x)[0] for x in middles]
    regions = 1 + sum(a != b for a, b in pairwise(patterns))
    slopes = [signs_and_value(high)[1] - signs_and_value(low)[1] for low, high in pairwise(cuts)]
    slopes = [rise / (high - low) for rise, (low, high) in zip(slopes, pairwise(cuts), strict=True)]
    return regions, 1 + sum(a != b for a, b in pairwise(slopes))


def end_value(network, x):
    weights, biases = network
    values = [x]
    for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        values = [max(v, fmpq(0)) for v in values] if number else values
        values = [sum(map(fmpq.__mul__, row, values), fmpq(0)) + b for row, b in zip(weight, bias, strict=True)]
    return values[0]


def drawn(widths, draw):
    sizes = [1, *widths, 1]
    weights = [[[fmpq(draw.randint(-4, 4)) for _ in range(p)] for _ in range(q)] for p, q in pairwise(sizes)]
    return weights, [[fmpq(draw.randint(-6, 6)) for _ in range(q)] for q in sizes[1:]]


@pytest.mark.parametrize(("widths", "most"), [((1, 1), 3), ((2, 1), 5), ((2, 2), 7)])
def test_the_true_maxima_of_narrow_layers(widths, most):
    draw = Random(str(widths))
    found = max(pieces_on_a_line(*drawn(widths, draw))[0] for _ in range(600))
    assert found == most
    assert line.Shape(widths).most_regions().exact
    assert line.Shape(widths).most_regions().lower == most
    assert value("line", "narrow_maximum", J=2, n=widths) == most < of_shape("line", 1, widths)


def test_one_last_unit_hides_kinks():
    draw = Random(5)
    for units in (1, 3, 6):
        for _ in range(40):
            weights, biases = drawn((units, 1), draw)
            regions, pieces = pieces_on_a_line(weights, biases)
            assert pieces <= value("line", "last_unit", J=2, n=(units, 1))
            found = count(ReLUNetwork.of(weights, biases), (-1000, 1000))
            assert (found.activation_regions, found.connected_pieces) == (regions, pieces)
    zigzag = zigzag_network((6, 1))
    weights, biases = ([layer.weight.tolist() for layer in zigzag.layers],
                       [layer.bias.entries() for layer in zigzag.layers])  # fmt: skip
    assert pieces_on_a_line(weights, biases) == (14, 11)


# controls ---------------------------------------------------------------------------------------------------------


def steps_hold(steps, claim):
    return all(step.holds is True for step in steps(claim))


def changed(module, name, expression):
    claim = module.THEOREM.claim(name)
    statement = claim.statement
    return replace(claim, statement=statement.func(statement.lhs, expression))


D, J, n, width = montufar_upper.D, montufar_upper.J, montufar_upper.n, montufar_upper.width
WRONG = {
    "montufar: a dimension less": (
        montufar_upper, montufar_upper.layer_by_layer, "upper", montufar_upper.by_least_width(D - 1)),
    "serra: a dimension less": (serra_upper, serra_upper.most_units_on, "upper", serra_upper.by_units_off(D - 1)),
    "serra: one layer, a dimension less": (
        serra_upper, serra_upper.one_layer_is_zaslavsky, "one_layer", zaslavsky.all_regions(width(1), D - 1)),
    "line: a layer less": (line, line.one_dimension, "upper", line.pieces_of_line(J - 1)),
    "line: one cut less": (line, line.two_units_cross_twice, "narrow", width(1) * (width(2) + 1)),
    "line: one piece less": (
        line, line.crossings_of_one_unit, "last_unit", line.THEOREM.claim("last_unit").expression - 1),
    "folding: all layers fold": (
        montufar_lower, montufar_lower.folding, "published", montufar_lower.folds_and_cuts(J + 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_derivations_break_with_the_formula(name):
    module, steps, claim, expression = WRONG[name]
    assert steps_hold(steps, module.THEOREM.claim(claim))
    assert not steps_hold(steps, changed(module, claim, expression))


def test_hypotheses_tell_networks_apart():
    case = montufar_upper.skipping((1, 3))
    at = dict(case.values) | {"n": (1, 3)}
    assert montufar_upper.shaped.met_by(case.object, at)
    assert not montufar_upper.dense.met_by(case.object, at)
    assert not serra_upper.rectified.met_by(serra_upper.absolute_values((1, 1)).object, {})
    assert not montufar_upper.shaped.met_by(zigzag_network((3, 3)), {"n": (3,)})
    assert line.wide.met_by(line.Shape((3, 3, 1)), {})
    assert not line.wide.met_by(line.Shape((2, 1)), {})


def test_the_skipping_network_beats_the_bound_by_counting_lines():
    network = montufar_upper.skipping((1, 3)).object
    assert count(network, EVERYWHERE).activation_regions > of_shape("montufar_upper", 2, (1, 3))


# Zaslavsky and Buck -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("m", "d"), [(4, 2), (5, 2), (5, 3), (6, 3)])
def test_faces_alternate_to_the_euler_characteristic(m, d):
    faces = [value("zaslavsky", "faces", m=m, d=d, k=k) for k in range(d + 1)]
    assert faces[0] == comb(m, d)
    assert faces[d] == value("zaslavsky", "regions", m=m, d=d)
    assert sum((-1) ** k * number for k, number in enumerate(faces)) == (-1) ** d
    for k in range(d + 1):
        thing = zaslavsky.faces(m, d, k, seed=4)
        assert thing.number() == faces[k]
        assert thing.bounded() == value("zaslavsky", "bounded_faces", m=m, d=d, k=k)


def test_faces_of_special_arrangements():
    grid = zaslavsky.Arrangement(((1, 0, 0), (1, 0, -1), (0, 1, 0), (0, 1, -1)), 2)
    assert [zaslavsky.Faces(grid, k).number() for k in range(3)] == [4, 12, 9]
    assert [zaslavsky.Faces(grid, k).bounded() for k in range(3)] == [4, 4, 1]
    star = zaslavsky.through_one_point(4, 2)
    assert [zaslavsky.Faces(star, k).number() for k in range(3)] == [1, 8, 8]


@pytest.mark.heavy
@pytest.mark.parametrize(("m", "d"), [(m, d) for d in range(1, 7) for m in range(d, d + 3)])
def test_general_position_up_to_six_dimensions(m, d):
    box = zaslavsky.random_hyperplanes_in_a_box(m, d, seed=3)
    assert box.regions() == value("zaslavsky", "regions", m=m, d=d)
    assert box.bounded() == value("zaslavsky", "bounded", m=m, d=d)
