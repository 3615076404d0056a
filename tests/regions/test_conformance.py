"""What must hold of every region engine: on all that it supports it counts what the oracle counts, or says why not."""

from functools import cache

import pytest
from exactness_oracle import realised
from test_exactness import AXES, BENT, FAMILIES, LINES, SIMPLEX, gaussian, one_layer, second_layer, without_biases

from boundkit.constructions.digits import digits
from boundkit.errors import BudgetExhaustedError, ShapeError
from boundkit.regions import EVERYWHERE, Count, halfspaces
from boundkit.regions.domain import cell_of
from boundkit.regions.engines import ENGINES, Answer, CellSplitting, CellWalk, FaceLattice, Sampling, Skeleton
from boundkit.regions.limit import Limit

TRIANGLE = halfspaces(*zip(*SIMPLEX, strict=True))
SIDES = [*([-int(i == axis) for i in range(11)] for axis in range(11)), [1] * 11]
SIMPLEX_OF_MANY = [(side, 1) for side in SIDES]
CASES = {
    **{family.__name__: (family(3, 2, 5, 4, 1), (-1, 1)) for family in FAMILIES},
    **{name: (one_layer(*layer[:2]), (-1, 1)) for name, layer in LINES.items()},
    **{name: (second_layer(*AXES, *layer), (-1, 1)) for name, (layer, _) in BENT.items()},
    "general position": (gaussian(1, 2, 6, 5, 1), (-1, 1)),
    "one input": (gaussian(1, 1, 6, 1), (-1, 1)),
    "an interval": (gaussian(1, 1, 6, 1), cell_of(1, (-1, 1))),
    "a triangle": (without_biases(1, 2, 5, 4, 1), TRIANGLE),
    "a mixture": (digits(3, 2), (0, 1)),
    "everywhere": (gaussian(1, 2, 4, 3, 1), EVERYWHERE),
    "many inputs": (gaussian(1, 11, 2, 1), halfspaces(SIDES, [1] * 12)),
}


@cache
def truth(name):
    """The patterns and their maps, by the oracle."""
    sides = {"everywhere": [], "a triangle": SIMPLEX, "many inputs": SIMPLEX_OF_MANY, "a mixture": (0, 1)}
    return realised(CASES[name][0], sides.get(name, (-1, 1)))


class Conformance:
    """The suite that every engine inherits; ``kind`` is its class."""

    def made(self, **limits):
        return self.kind(Limit(**({"budget": 0.01} if self.kind.guarantee == "lower bound" else {}) | limits))

    def counted(self, name):
        """Its count of a case; the test ends here with the engine's own reason where it has none."""
        engine, (program, domain) = self.made(), CASES[name]
        return self.result(engine, program, domain)

    def result(self, engine, program, domain):
        """Its count, which time may end, as it does every count of an engine that gives a lower bound."""
        found = engine.supports(program, domain)
        try:
            found = found and engine.count(program, domain)
        except BudgetExhaustedError:
            found = engine.limit.lower_bound()
        if isinstance(found, Answer):
            pytest.skip(found.reason)
        return found

    @pytest.mark.parametrize("name", CASES)
    def test_it_counts_what_is_there(self, name):
        found, regions = self.counted(name), len(truth(name))
        assert (found.engine, found.guarantee) == (self.kind.name, self.kind.guarantee)
        assert found.activation_regions == regions or (
            self.kind.guarantee == "lower bound" and 1 <= found.activation_regions <= regions
        )

    @pytest.mark.parametrize("name", ["small_integers", "a triangle", "general position", "a mixture", "everywhere"])
    def test_pieces_are_those_of_the_maps(self, name):
        found = self.counted(name)
        if found.guarantee == "exact":
            assert found.affine_pieces == len({affine for _, affine in truth(name).values()})

    @pytest.mark.parametrize("name", CASES)
    def test_it_lists_the_patterns_that_are_there(self, name):
        engine, (program, domain) = self.made(), CASES[name]
        if domain is EVERYWHERE or not hasattr(engine, "regions"):
            pytest.skip("this engine lists no regions, or not on this domain")
        if not (answer := engine.supports(program, domain)):
            pytest.skip(answer.reason)
        patterns = [region.pattern for region in engine.regions(program, cell_of(program.inputs, domain))]
        assert sorted(patterns) == sorted(truth(name))

    @pytest.mark.parametrize("name", CASES)
    def test_a_refusal_gives_its_reason(self, name):
        answer = self.made().supports(*CASES[name])
        assert bool(answer) == (len(answer.reason.split()) < 4) == (answer.reason == "")

    @pytest.mark.parametrize("name", ["without_biases", "general position", "a mixture"])
    def test_without_time_the_count_is_a_lower_bound(self, name):
        engine, (program, domain) = self.made(budget=0.0), CASES[name]
        found = self.result(engine, program, domain)
        assert found.guarantee == "lower bound"
        assert 1 <= found.activation_regions <= len(truth(name))

    def test_a_box_of_another_dimension_is_refused(self):
        with pytest.raises(ShapeError, match="2 inputs"):
            self.made().count(gaussian(1, 2, 3, 1), ((0, 0, 0), (1, 1, 1)))


class TestCellSplitting(Conformance):
    kind = CellSplitting


class TestCellWalk(Conformance):
    kind = CellWalk


class TestSkeleton(Conformance):
    kind = Skeleton


class TestFaceLattice(Conformance):
    kind = FaceLattice


class TestSampling(Conformance):
    kind = Sampling


def test_every_engine_has_its_suite():
    assert {suite.kind for suite in Conformance.__subclasses__()} == set(ENGINES)


@pytest.mark.parametrize("name", CASES)
def test_some_exact_engine_supports_every_case(name):
    found = [kind(Limit()) for kind in ENGINES if kind.guarantee == "exact"]
    assert any(engine.supports(*CASES[name]) and isinstance(engine.count(*CASES[name]), Count) for engine in found)
