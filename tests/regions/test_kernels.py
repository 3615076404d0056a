"""Loading the compiled kernels: all at once, and told when it takes long."""

import json
import platform
import subprocess
import sys
from itertools import product

import pytest
from numba import config, njit
from numba.core.dispatcher import Dispatcher

from boundkit import address_space
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import AddressSpaceError
from boundkit.networks import ReLUNetwork, prelu_network
from boundkit.regions import (
    count,
    halfspaces,
    kernel_tools,
    lattice,
    lattice_kernel,
    lattice_kernel_records,
    plan,
    plan_kernel,
    skeleton,
    skeleton_kernel,
    skeleton_kernel_records,
    skeleton_kernel_slice,
)
from boundkit.regions.kernels import COMPILING, announced
from boundkit.regions.limit import Limit

TRIANGLE = halfspaces([[-1, 0], [0, -1], [1, 1]], [1, 1, "1/3"])


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
    modules = [
        plan_kernel,
        skeleton_kernel,
        skeleton_kernel_records,
        skeleton_kernel_slice,
        lattice_kernel,
        lattice_kernel_records,
        kernel_tools,
    ]
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


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_a_limit_announces_once_however_often_it_loads():
    said = []
    limit = Limit(announce=said.append)
    for number in range(2):
        with limit.loading():
            njit(lambda x, number=number: x + number)(1)
    assert said == [COMPILING]


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_nothing_is_compiled_where_memory_is_short(monkeypatch):
    monkeypatch.setattr(address_space, "left", lambda: 2.0**20)
    with pytest.raises(AddressSpaceError, match=r"compiled once, need .* 1 MiB are left"), Limit().loading():
        njit(lambda x: x * 3)(1)


@pytest.mark.heavy
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc" or config.DISABLE_JIT, reason="memory is not glibc's")
def test_the_memory_of_one_count_serves_the_next():
    code = (
        "from resource import RUSAGE_SELF, getrusage; from boundkit.regions import count;"
        "from boundkit.constructions.gaussian import gaussian_network as made; network = made('2-64-64-64-1');"
        "faults = [(count(network), getrusage(RUSAGE_SELF).ru_minflt)[1] for _ in range(6)];"
        "print(faults[5] - faults[2])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 500
