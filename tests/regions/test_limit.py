"""Budgets, memory and Ctrl-C: every engine ends with a true lower bound, soon, and says what it knew."""

import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import pytest

from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import AddressSpaceError, BudgetExhaustedError, CutShortError
from boundkit.networks import nearest_prototype, stack
from boundkit.networks.affine import Affine
from boundkit.networks.program import Program
from boundkit.regions import (
    EVERYWHERE,
    count,
    engines,
    halfspaces,
    regions,
)
from boundkit.regions.found import Count
from boundkit.regions.limit import Limit
from boundkit.routing import Routing

TRIANGLE = halfspaces([[-1, 0], [0, -1], [1, 1]], [1, 1, "1/3"])
SIMPLEX = halfspaces([*(-np.eye(12, dtype=int)).tolist(), [1] * 12], [0] * 12 + [1])
ENGINES = {
    "skeleton": (gaussian_network("3-16-16-1"), (-1, 1)),
    "face lattice": (gaussian_network("2-16-16-1"), TRIANGLE),
    "cell walk": (digits(5, 3), (0, 1)),
    "cell splitting": (gaussian_network("2-6-1"), (-1, 1)),
    "cell splitting of everything": (gaussian_network("2-5-3-1"), EVERYWHERE),
    "sampling": (gaussian_network("12-20-1"), (-1, 1)),
}


def stopping(error, looks):
    left = iter(range(looks))

    def progress(_):
        if next(left, None) is None:
            raise error

    return progress


@pytest.mark.parametrize("looks", [0, 1])
@pytest.mark.parametrize("name", ENGINES)
def test_no_more_memory_gives_a_lower_bound(name, looks):
    program, box = ENGINES[name]
    found = count(program, box, budget=1.0 if name == "sampling" else None, progress=stopping(MemoryError, looks))
    assert found.guarantee == "lower bound"
    assert name.startswith(found.engine)
    whole = 10**9 if name == "sampling" else count(program, box).activation_regions
    assert 1 <= found.activation_regions <= whole
    with pytest.raises(BudgetExhaustedError, match="not all counted"):
        _ = found.affine_pieces


@pytest.mark.parametrize("name", ENGINES)
def test_ctrl_c_carries_what_was_found(name):
    program, box = ENGINES[name]
    with pytest.raises(CutShortError) as caught:
        count(program, box, progress=stopping(KeyboardInterrupt, 1))
    assert isinstance(caught.value, KeyboardInterrupt)
    assert caught.value.found.guarantee == "lower bound"
    assert caught.value.found.activation_regions > 1
    assert caught.value.found.seconds > 0


@pytest.mark.parametrize("error", [MemoryError, AddressSpaceError])
def test_memory_that_ends_at_the_pieces_keeps_the_count(error):
    program, box = ENGINES["skeleton"]
    looks = []
    count(program, box, progress=looks.append)
    found = count(program, box, progress=stopping(error, len(looks)))
    assert (found.activation_regions, found.guarantee) == (1429, "exact")
    with pytest.raises(BudgetExhaustedError, match="memory ended"):
        _ = found.affine_pieces


def test_pieces_have_what_the_count_left_of_the_budget():
    found = count(*ENGINES["skeleton"], budget=5)
    time.sleep(0.01)
    assert found.affine_pieces == 1429


@pytest.mark.parametrize(
    ("program", "box"),
    [
        (gaussian_network("12-20-1"), SIMPLEX),
        (gaussian_network("40-3-1"), (-1, 1)),
        (gaussian_network("30-24-1"), EVERYWHERE),
        (stack((nearest_prototype(np.eye(14, dtype=int).tolist()), [gaussian_network("14-2-1")] * 14)), (-1, 1)),
        (stack((nearest_prototype(np.eye(40, dtype=int).tolist()), [gaussian_network("40-2-1")] * 40)), (-1, 1)),
    ],
    ids=["simplex", "few units", "everywhere", "mixture", "mixture in too many dimensions"],
)
def test_a_budget_is_honoured_in_many_dimensions(program, box):
    start = time.process_time()
    found = count(program, box, budget=0.4)
    assert (found.guarantee, time.process_time() - start < 3) == ("lower bound", True)
    assert found.activation_regions >= 1


def test_a_budget_ends_an_enumeration_and_a_routing_in_many_dimensions():
    mixture = stack((nearest_prototype(np.eye(13, dtype=int).tolist()), [gaussian_network("13-2-1")] * 13))
    start = time.process_time()
    with pytest.raises(BudgetExhaustedError):
        list(regions(mixture, (-1, 1), budget=0.3))
    with pytest.raises(BudgetExhaustedError):
        list(regions(mixture, (-1, 1), budget=0.3, jobs=2))
    found = Routing.of(mixture, (-1, 1), budget=0.3)
    assert (found.guarantee, found.cells, found.dead) == ("lower bound", None, ())
    assert time.process_time() - start < 10


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_a_routing_keeps_what_it_saw(error):
    program, whole = digits(3, 3), Routing.of(digits(3, 3))
    progress = stopping(error, 9)
    if error is KeyboardInterrupt:
        with pytest.raises(CutShortError) as caught:
            Routing.of(program, progress=progress)
        found = caught.value.found
    else:
        found = Routing.of(program, progress=progress)
    assert (found.guarantee, found.cells, found.paths) == ("lower bound", None, 9)
    assert set(found.realised) < set(whole.realised)
    for own, true in zip(found.layers, whole.layers, strict=True):
        assert all(a <= b for a, b in zip(own.loads, true.loads, strict=True))
        assert (own.dead, own.entropy) == ((), None)


@pytest.mark.heavy
def test_an_address_space_that_ends_gives_a_lower_bound():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 29,) * 2);"
        "from boundkit.regions import count; from boundkit.constructions.gaussian import gaussian_network as made;"
        "print(count(made('5-30-30-1'), budget=50))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "guarantee='lower bound'" in done.stdout


def test_the_clock_stops_while_something_is_loaded_and_between_the_counts():
    limit = Limit()
    found = Count(3, "exact", "cell splitting")
    found.timed_by(lambda: limit.spent)
    limit.stop()
    before = limit.spent
    time.sleep(0.01)
    assert limit.spent == before
    limit.start()
    with limit.loading():
        before = limit.spent
        time.sleep(0.01)
        assert limit.spent == before
    limit.start()
    time.sleep(0.01)
    limit.stop()
    limit.stop()
    assert before + 0.01 <= limit.spent < before + 1
    assert found.pieces_seconds == limit.spent - found.seconds


@pytest.mark.heavy
@pytest.mark.parametrize("budget", [0.5, 2])
@pytest.mark.parametrize("shape", ["5-30-30-1", "2-256-256-256-1", "4-24-24-24-1"])
def test_a_budget_is_kept_within_a_second_by_counts_and_pieces(shape, budget):
    _ = count(gaussian_network("2-16-16-1"), budget=600).pieces  # what is compiled is loaded
    start = time.thread_time()
    found = count(gaussian_network(shape), budget=budget)
    with suppress(BudgetExhaustedError):
        _ = found.pieces
    assert time.thread_time() - start < budget + 1.5


def test_everywhere_takes_no_more_dimensions_than_the_units_see():
    """30 inputs have 2^30 orthants, and four units in general position 16 regions."""
    found = count(gaussian_network("30-4-1"), EVERYWHERE, budget=20)
    assert (found.activation_regions, found.guarantee) == (16, "exact")
    assert (found.affine_pieces, found.connected_pieces) == (16, 16)


@pytest.mark.parametrize("repeats", [1, 3])
def test_inputs_that_are_read_together_change_no_count(repeats):
    few = gaussian_network("2-5-3-1")
    first, *rest = few.steps
    rows = [row * repeats for row in first.weight.tolist()]
    many = Program((Affine(rows, first.bias.entries()), *rest))
    found, wanted = (count(program, EVERYWHERE) for program in (many, few))
    names = "activation_regions", "affine_pieces", "connected_pieces", "routing_cells"
    assert [getattr(found, name) for name in names] == [getattr(wanted, name) for name in names]


def test_everywhere_ends_without_a_budget(monkeypatch):
    monkeypatch.setattr(engines, "_SAMPLING_SECONDS", 0.2)
    found = count(gaussian_network("30-30-1"), EVERYWHERE)
    assert (found.guarantee, found.activation_regions >= 1) == ("lower bound", True)
