"""All of R^d in homogeneous coordinates: the patterns of exact cell splitting of the orthants, in any position."""

import pytest
from flint import fmpq
from random_mixtures import drawn_mixture
from test_exactness import AXES, BENT, FAMILIES, LINES, gaussian, one_layer, second_layer

from boundkit.networks import Affine, LinearGate, MixtureLayer, Program
from boundkit.regions import EVERYWHERE, count
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of, orthants
from boundkit.regions.engines import CellWalk
from boundkit.regions.limit import Limit
from boundkit.regions.projective import boxes
from boundkit.regions.walk import Walk


def agrees(program):
    """The patterns in the boxes, as regions list them, are those of the orthants; the count is their number."""
    truth = {region.pattern for cell in orthants(program.inputs) for region in split(program, cell)}
    found = set()
    for form, box in boxes(program):
        found |= {region.pattern for region in Walk(form, cell_of(form.inputs, box), listed=True).regions()}
    assert found == truth
    counted = CellWalk(Limit()).count(program, EVERYWHERE)
    assert (counted.activation_regions, counted.guarantee) == (len(truth), "exact")


@pytest.mark.parametrize("family", [gaussian, *FAMILIES])
@pytest.mark.parametrize("shape", [(1, 5, 1), (2, 4, 3, 1), (3, 4, 1)])
def test_networks(family, shape):
    agrees(family(2, *shape))


@pytest.mark.parametrize("name", [*LINES, *BENT])
def test_degenerate_lines(name):
    agrees(one_layer(*LINES[name][:2]) if name in LINES else second_layer(*AXES, *BENT[name][0]))


@pytest.mark.parametrize("seed", range(24))
def test_mixtures(seed):
    agrees(drawn_mixture(seed)[0])


@pytest.mark.heavy
def test_many_mixtures():
    for seed in range(24, 160):
        agrees(drawn_mixture(seed)[0])


def test_a_region_that_no_box_of_moderate_size_meets():
    program = one_layer([[1, 0], [1, 0]], [0, "-1e40"])
    assert count(program, (-(10**6), 10**6)).activation_regions == 2
    agrees(program)


def test_what_has_no_homogeneous_form_is_split():
    gate = LinearGate([[1], [0]], [0, 0])
    layer = MixtureLayer(gate, (Program((Affine([[1]], [0]),)), Program((Affine([[2]], [1]),))), fmpq(0))
    found = count(Program((layer,)), EVERYWHERE)
    assert (found.engine, found.activation_regions) == ("cell splitting", 2)
