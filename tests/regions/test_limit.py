"""Budgets, memory and Ctrl-C: every engine ends with a true lower bound, soon, and says what it knew."""

import json
import signal
import subprocess
import sys
import time
from itertools import product

import numpy as np
import pytest
from numba import config, njit
from numba.core.dispatcher import Dispatcher

from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import BudgetExhaustedError, CutShortError
from boundkit.networks import ReLUNetwork, nearest_prototype, prelu_network, stack
from boundkit.networks.affine import Affine
from boundkit.networks.program import Program
from boundkit.regions import (
    EVERYWHERE,
    count,
    engines,
    halfspaces,
    kernel_tools,
    lattice,
    lattice_kernel,
    plan,
    plan_kernel,
    regions,
    skeleton,
    skeleton_kernel,
)
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.kernels import COMPILING, announced
from boundkit.routing import Routing

TRIANGLE = halfspaces([[-1, 0], [0, -1], [1, 1]], [1, 1, "1/3"])
SIMPLEX = halfspaces([*(-np.eye(12, dtype=int)).tolist(), [1] * 12], [0] * 12 + [1])
ENGINES = {
    "skeleton": (gaussian_network("3-16-16-1"), (-1, 1)),
    "face lattice": (gaussian_network("2-16-16-1"), TRIANGLE),
    "cell splitting": (digits(5, 3), (0, 1)),
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


def test_memory_that_ends_at_the_pieces_keeps_the_count():
    program, box = ENGINES["skeleton"]
    looks = []
    count(program, box, progress=looks.append)
    found = count(program, box, progress=stopping(MemoryError, len(looks)))
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
        (gaussian_network("30-5-1"), EVERYWHERE),
        (stack((nearest_prototype(np.eye(14, dtype=int).tolist()), [gaussian_network("14-2-1")] * 14)), (-1, 1)),
        (stack((nearest_prototype(np.eye(40, dtype=int).tolist()), [gaussian_network("40-2-1")] * 40)), (-1, 1)),
    ],
    ids=["simplex", "few units", "everywhere", "mixture", "mixture in too many dimensions"],
)
def test_a_budget_is_honoured_in_many_dimensions(program, box):
    start = time.perf_counter()
    found = count(program, box, budget=0.4)
    assert (found.guarantee, time.perf_counter() - start < 3) == ("lower bound", True)
    assert found.activation_regions >= 1


def test_a_budget_ends_an_enumeration_and_a_routing_in_many_dimensions():
    mixture = stack((nearest_prototype(np.eye(13, dtype=int).tolist()), [gaussian_network("13-2-1")] * 13))
    start = time.perf_counter()
    with pytest.raises(BudgetExhaustedError):
        list(regions(mixture, (-1, 1), budget=0.3))
    with pytest.raises(BudgetExhaustedError):
        list(regions(mixture, (-1, 1), budget=0.3, jobs=2))
    found = Routing.of(mixture, (-1, 1), budget=0.3)
    assert (found.guarantee, found.cells, found.dead) == ("lower bound", None, ())
    assert time.perf_counter() - start < 10


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
    assert (found.guarantee, found.cells, found.paths) == ("lower bound", None, 10)
    assert set(found.realised) < set(whole.realised)
    for own, true in zip(found.layers, whole.layers, strict=True):
        assert all(a <= b for a, b in zip(own.loads, true.loads, strict=True))
        assert (own.dead, own.entropy) == ((), None)


def test_the_clock_does_not_run_while_kernels_are_loaded():
    """What a fresh process needs to load them is no part of ``seconds``."""
    code = (
        "import json, time; start = time.perf_counter(); from boundkit.regions import count;"
        "from boundkit.constructions.gaussian import gaussian_network as made;"
        "found = count(made('2-16-16-1')); print(json.dumps([found.seconds, time.perf_counter() - start]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, whole = json.loads(done.stdout)
    assert 0 < seconds < 0.1 * whole


def signatures():
    modules = plan_kernel, skeleton_kernel, lattice_kernel, kernel_tools
    kernels = [kernel for module in modules for kernel in vars(module).values() if isinstance(kernel, Dispatcher)]
    return {(kernel.__module__, kernel.__name__): [str(types) for types in kernel.signatures] for kernel in kernels}


def test_loading_the_kernels_loads_all_that_counting_needs():
    for engine in (plan, skeleton, lattice):
        engine.load_kernels()
    before = signatures()
    rows = [list(row) for row in product((-1, 0, 1, 2), repeat=2)]
    for program in (
        *map(gaussian_network, ("1-9-1", "2-16-16-1", "3-9-9-1")),
        ReLUNetwork.of([rows, [[1] * 16]], [[0] * 16, [1]]),
        prelu_network([rows, [[1] * 16]], [list(range(16)), [1]], ["1/3"]),
    ):
        _ = count(program).affine_pieces
    count(gaussian_network("2-16-16-1"), TRIANGLE)
    assert signatures() == before


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_compiling_is_announced_once_and_loading_is_not():
    said = []
    kernel = njit(lambda x: x + 1)
    for argument in (1, 1.0, 1):
        with announced(said.append):
            kernel(argument)
    assert said == [COMPILING] * 2
    with announced(None):
        njit(lambda x: x - 1)(1)


def test_ctrl_c_waits_for_compiled_code():
    """numba would crash when it hands over its results."""
    done = []

    def kernel(number):
        signal.raise_signal(signal.SIGINT)
        done.append(number)
        return number

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        uninterrupted(kernel, 7)
    assert done == [7]
    assert signal.getsignal(signal.SIGINT) is handler
    assert uninterrupted(max, 1, 2) == 2


@pytest.mark.heavy
def test_ctrl_c_while_compiled_code_runs_is_no_crash():
    code = (
        "import os, signal, threading; from boundkit.regions import count, skeleton;"
        "from boundkit.constructions.gaussian import gaussian_network as made; skeleton.load_kernels();"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start();"
        "count(made('5-30-30-1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("CutShortError")


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
