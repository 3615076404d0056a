"""The cell walk has the regions of exact cell splitting, on mixtures of all kinds, degenerate ones most of all."""

import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from flint import fmpq
from random_mixtures import drawn_mixture

from boundkit.constructions.digits import digits, equal_parts_gate, product, tents
from boundkit.constructions.gaussian import gaussian_gate, gaussian_mixture
from boundkit.crews.here import Here
from boundkit.networks import Affine, Fork, LinearGate, MixtureLayer, Program, Rectifier, ReLUNetwork, TreeGate, stack
from boundkit.regions import connected_pieces, count, halfspaces, jobs, regions, walk, walk_shared
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.dual import components
from boundkit.regions.walk import Walk
from boundkit.regions.walk_program import _rough_size
from boundkit.routing import Routing

MIXTURES = {  # inputs, experts, width, layers, hidden layers of an expert: regions, routing cells; one generator
    (1, 8, 16, 2, 1): (16, 3),
    (2, 4, 8, 1, 1): (44, 3),
    (2, 4, 8, 2, 1): (88, 6),
    (2, 8, 16, 1, 1): (84, 4),
    (2, 8, 16, 2, 1): (262, 11),
    (3, 4, 8, 1, 1): (154, 4),
    (2, 4, 16, 1, 2): (281, 3),
    (3, 4, 8, 2, 1): (413, 7),
    (4, 4, 8, 1, 1): (191, 4),
}
GATES = {
    (1, 64, 8): 16,
    (2, 16, 2): 13,
    (2, 32, 4): 53,
    (2, 64, 8): 185,
    (3, 16, 2): 21,
    (3, 32, 2): 47,
    (4, 12, 2): 33,
}


def agrees(program, box):
    """Check the walk's regions against those of cell splitting: patterns, routes, maps, volumes, interior points."""
    cell = cell_of(program.inputs, box)
    truth = {region.pattern: region for region in split(program, cell)}
    assert Walk(program, cell).follow() == len(truth)
    found = list(Walk(program, cell, listed=True).regions())
    assert len(found) == len(truth)
    assert sum((region.volume for region in found), fmpq(0)) == cell.volume
    for region in found:
        other, point = truth[region.pattern], region.interior_point
        assert (region.route, region.affine, region.volume) == (other.route, other.affine, other.volume)
        assert all(side(point)[0] > 0 for side in region.facets)
        assert region.affine(point) == program(point)


def test_the_counts_of_gaussian_mixtures():
    draw = np.random.default_rng(0)
    for shape, counts in MIXTURES.items():
        found = count(gaussian_mixture(draw, *shape))
        assert (found.engine, found.guarantee) == ("cell walk", "exact")
        assert (found.activation_regions, found.routing_cells) == counts, shape


def test_the_counts_of_gaussian_gates():
    draw = np.random.default_rng(1)
    for (inputs, experts, top), cells in GATES.items():
        gate = gaussian_gate(draw, inputs, experts, top)
        program = stack((gate, [Affine([[1] * inputs], [number]) for number in range(experts)]))
        assert count(program).activation_regions == cells, (inputs, experts, top)


@pytest.mark.parametrize("seed", range(60))
def test_random_mixtures(seed):
    agrees(*drawn_mixture(seed))


@pytest.mark.heavy
def test_many_random_mixtures():
    for seed in range(60, 1200):
        agrees(*drawn_mixture(seed))


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_a_walk_in_tasks_is_the_same_walk(seed, monkeypatch):
    """Every task ends after one part, and its frames are dealt out, all in this process."""
    monkeypatch.setattr(jobs, "ALONE", math.inf)
    monkeypatch.setattr("boundkit.crews.here._SHARE", -1.0)
    monkeypatch.setattr(walk, "_STEPS", 7)
    program, box = drawn_mixture(seed)
    cell = cell_of(program.inputs, box)
    alone, dealt = Walk(program, cell, listed=True), walk_shared.SharedWalk(program, cell, listed=True, place=Here(2))
    assert [(own.pattern, own.affine) for own in dealt.regions()] == [(o.pattern, o.affine) for o in alone.regions()]
    assert (dealt.count, dealt.complete) == (alone.count, True)
    assert (
        walk_shared.SharedWalk(program, cell, keyed=True, place=Here(2)).keys()
        == Walk(program, cell, keyed=True).keys()
    ).all()


@pytest.mark.heavy
def test_a_walk_of_several_processes_is_the_same_walk(monkeypatch):
    monkeypatch.setattr(jobs, "ALONE", 0.0)
    program = gaussian_mixture(np.random.default_rng(0), 2, 8, 16, 2, 1)
    alone, several = list(regions(program)), list(regions(program, jobs=2))
    assert [(own.pattern, own.volume) for own in several] == [(own.pattern, own.volume) for own in alone]
    assert count(program, jobs=2).pieces == count(program).pieces


@pytest.mark.parametrize(("experts", "layers"), [(2, 12), (10, 3), (40, 2)])
@pytest.mark.parametrize("build", [digits, tents])
def test_digits_and_tents(build, experts, layers):
    found = count(build(experts, layers), (0, 1))
    assert (found.activation_regions, found.pieces) == (experts**layers, (experts**layers,) * 3)


def test_products_in_three_dimensions():
    found = count(product(7, 3, slope=lambda layer, expert: 7**layer * expert), (0, 1))
    assert (found.activation_regions, found.pieces) == (343, (343,) * 3)


def test_a_polytope_with_many_facets():
    """More facets than bits in a word, and cells that reach from one side to the other."""
    angles = [(fmpq(2 * k, 1 + k * k), fmpq(1 - k * k, 1 + k * k)) for k in range(-40, 41)]
    domain = halfspaces([list(angle) for angle in angles] + [[0, -1]], [1] * 82)
    draw = np.random.default_rng(3)
    agrees(gaussian_mixture(draw, 2, 3, 4, 1, 1), domain)


def test_strips_of_any_width():
    """No tolerance: a strip of width 10^-30 between two gates is a region."""
    gate = LinearGate([[0, 0], [1, 0], [2, 0]], [0, 0, "-1e-30"])
    found = list(regions(stack((gate, [Affine([[1, number]], [0]) for number in range(3)]))))
    assert [region.volume for region in sorted(found, key=lambda region: region.route)][1] == fmpq(2, 10**30)


def test_deep_programs_whose_maps_stay_small():
    """A rough bound of the maps' entries passes float64's range; the one by row sums does not."""
    shrink = [[fmpq(1, 4)] * 3] * 3
    layers = [Affine([[1]] * 3, [0, 1, 2]), *[Rectifier.relu(3), Affine(shrink, [fmpq(1, 8)] * 3)] * 400]
    program = Program((*layers, Rectifier.relu(3), Affine([[1, 1, 1]], [0])))
    assert _rough_size(program.steps, 1.0, 2.0, read=True) > 1e200
    agrees(program, (-2, 1))


@pytest.mark.parametrize("size", [fmpq(1, 2**1074), fmpq(1, 3**600), fmpq(2**1023), fmpq(10**400, 3)])
def test_what_no_cut_depends_on_has_any_size(size):
    """Numbers that float64 does not hold, behind the last cut: the walk counts regions, lists them and tells maps."""
    ends = [ReLUNetwork.of([[[1], [1]], [[size, k * size]]], [[0, "1/2"], [k * size]]) for k in (1, 2)]
    scaled = MixtureLayer(LinearGate([[1], [-1]], [0, 0], top=2), tuple(ends), size)
    for program in (stack((LinearGate([[1], [-1]], [0, 0]), ends)), Program((scaled, Affine([[size]], [size])))):
        agrees(program, (-1, 1))
        listed = list(split(program, cell_of(1, (-1, 1))))
        found = count(program, (-1, 1))
        assert (found.engine, found.affine_pieces) == ("cell walk", len({region.affine for region in listed}))


def test_a_fork_whose_values_pass_float64_is_cut_in_rational_numbers():
    large = Affine([[10**99]], [0])
    fork = TreeGate(Fork(Affine([[10**99]], [1]), 0, 1))
    ends = tuple(ReLUNetwork.affine([[k]], [1]) for k in (1, 2))
    program = Program((large, Rectifier.relu(1), large, MixtureLayer(fork, ends), Rectifier.relu(1)))
    found = count(program, (-1, 1))
    assert (found.engine, found.activation_regions, found.pieces) == ("cell splitting", 2, (2, 2, 1))
    assert len(list(regions(program, (-1, 1)))) == 2


def test_a_unit_that_vanishes_on_a_gate_s_boundary():
    fork = TreeGate(Fork(Affine([[1, -1]], [0]), 0, 1))
    bent = ReLUNetwork.of([[[1, -1], [1, 1]], [[1, 1], [0, 1]]], [[0, 0], [0, 0]])
    agrees(stack((fork, [bent, bent]), (LinearGate([[1, 0], [0, 1]], [0, 0]), [bent, bent])), (-1, 1))


def folded_squares(experts, layers):
    """Layer after layer folds one of two coordinates: each expert has two pieces, (2 experts)^layers regions in all."""
    parts = []
    for layer in range(layers):
        axis, other = layer % 2, 1 - layer % 2
        fold = []
        for expert in range(experts):
            scale, rest = [0, 0], [0, 0]
            scale[axis], rest[other] = experts, 1
            into = Affine([scale, rest, scale], [-expert, 0, fmpq(-1, 2) - expert])
            rows = [[2, 0, -4], [0, 1, 0]] if axis == 0 else [[0, 1, 0], [2, 0, -4]]
            fold.append(Program((into, Rectifier.of([1, 1, 0]), Affine(rows, [0, 0]))))
        parts.append((equal_parts_gate(experts, 2, axis), fold))
    return stack(*parts)


@pytest.mark.parametrize(("experts", "layers"), [(2, 3), (3, 2), (5, 3)])
def test_folded_squares(experts, layers):
    found = count(folded_squares(experts, layers), (0, 1))
    assert (found.activation_regions, found.guarantee) == ((2 * experts) ** layers, "exact")


@pytest.mark.heavy
def test_a_million_regions_in_512_mebibytes():
    assert count(folded_squares(2, 1), (0, 1)).guarantee == "exact"  # compiled here, where the memory is not counted
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from peak import peak_memory;"
        "from test_walk import count, folded_squares;"
        "found = count(folded_squares(5, 6), (0, 1));"
        "print(found.activation_regions, found.guarantee, peak_memory() < 512 << 20)"
    )
    here = Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code, str(here), str(here.parent)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("1000000 exact True\n", 0)


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_measures_of_routes_are_those_of_their_regions(seed):
    """The routing stops at the last gate; the regions that cell splitting finds know nothing of that."""
    program, box = drawn_mixture(seed)
    found, truth = Routing.of(program, box), defaultdict(fmpq)
    whole = list(split(program, cell_of(program.inputs, box)))
    for region in whole:
        truth[region.route] += region.volume
    assert (dict(found.realised), found.cells) == (truth, components(whole, lambda region: region.route))
    assert sum((measure for _, measure in found.realised), fmpq(0)) == found.volume
    assert found.paths == count(program, box).routing_cells


def test_pieces_are_those_of_the_maps():
    """Equal experts and dead units: cells that share a map, neighbours and not."""
    for seed in range(40):
        program, box = drawn_mixture(seed)
        listed = list(split(program, cell_of(program.inputs, box)))
        pieces = len({region.affine for region in listed}), connected_pieces(listed)
        assert count(program, box).pieces == (*pieces, len({region.route for region in listed}))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_budget_ends_inside_one_gate(processes):
    """The cells of one gate are many more than a second finds, and none is counted before all are known."""
    gate = gaussian_gate(np.random.default_rng(1), 4, 128, 8)
    program = stack((gate, [Affine([[1] * 4], [number]) for number in range(128)]))
    start = time.process_time()
    found = count(program, budget=0.3, jobs=processes)
    assert (found.guarantee, found.engine, time.process_time() - start < 3) == ("lower bound", "cell walk", True)


def test_the_kernels_do_the_same_without_the_compiler():
    code = "from test_walk import *; print([count(*drawn_mixture(seed)).pieces for seed in range(12)])"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(__file__).parent,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert run.stdout.strip() == str([count(*drawn_mixture(seed)).pieces for seed in range(12)])
