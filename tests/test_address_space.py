"""A process that gets little memory answers, or says in one sentence what it needs."""

import os
import subprocess

import numpy as np
import pytest
from console import COMMAND

from boundkit import address_space
from boundkit.arithmetic.rational import zeros
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import AddressSpaceError
from boundkit.networks import save

resource = pytest.importorskip("resource")


@pytest.fixture
def no_room(monkeypatch):
    monkeypatch.setattr(address_space, "_limit", lambda: 1.0)


def test_what_does_not_fit_is_refused_in_one_sentence(no_room):
    with pytest.raises(AddressSpaceError, match=r"^Kernels need 2 MiB of memory, and 0 MiB are left; allow .*-v$"):
        address_space.require(2 * address_space.MEBIBYTE, "Kernels")


def test_no_limit_leaves_everything(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY,) * 2)
    assert address_space.left() == float("inf")
    address_space.require(1e6, "Kernels")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 50,) * 2)
    assert (1 << 50) - (1 << 44) < address_space.left() < 1 << 50


@pytest.mark.skipif(not os.path.exists("/proc/meminfo"), reason="the system does not tell what is free")
def test_what_the_machine_has_not_is_refused():
    with pytest.raises(AddressSpaceError, match=r"a machine with more$"):
        address_space.require(1e30, "Kernels")
    with pytest.raises(AddressSpaceError, match=r"^matrices of 10,000,000 rows and 10,000,000 columns need"):
        zeros(10**7, 10**7)


def test_a_limited_process_starts_one_thread(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    for limit, threads in ((float("inf"), None), (2.0**50, "1")):
        monkeypatch.setattr(address_space, "_limit", lambda limit=limit: limit)
        address_space.prepare()
        assert os.environ.get("OPENBLAS_NUM_THREADS") == threads
    monkeypatch.setattr(address_space, "_limit", lambda: 1.0)
    with pytest.raises(AddressSpaceError, match="Python and its libraries"):
        address_space.prepare()


def test_errors_that_little_memory_explains():
    assert "memory ended (2 GiB);" in str(address_space.explained(MemoryError("2 GiB\nmore")))
    assert "memory ended;" in str(address_space.explained(MemoryError()))
    assert address_space.explained(ImportError("no such module")) is None
    assert address_space.explained(ValueError()) is None


def test_a_library_that_cannot_be_mapped_is_short_of_memory(no_room):
    assert isinstance(address_space.explained(ImportError("failed to map segment")), AddressSpaceError)
    assert address_space.explained(ValueError()) is None


def limited(mebibytes, *words):
    return subprocess.run(
        [*COMMAND, *words],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20,) * 2),
        capture_output=True,
        text=True,
    )


@pytest.fixture
def saved(tmp_path):
    save(gaussian_network("5-30-30-1"), tmp_path / "big.npz")
    rows = np.array([[1.0, 0.5], [1.0, -2.0]])
    np.savez(tmp_path / "small.npz", W0=rows, b0=np.zeros(2), W1=np.ones((1, 2)), b1=np.zeros(1))
    return tmp_path


@pytest.mark.parametrize("mebibytes", [100, pytest.param(200, marks=pytest.mark.heavy)])
def test_too_little_memory_is_one_sentence(saved, mebibytes):
    done = limited(mebibytes, "regions", str(saved / "big.npz"), "--box", "-1", "1")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "MiB of memory" in done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("mebibytes", [300, 450, 550, 600, 650, 700, 800, 1200])
def test_every_limit_ends_in_an_answer_or_a_sentence(saved, mebibytes):
    done = limited(mebibytes, "regions", str(saved / "big.npz"), "--box", "-1", "1", "--budget", "3")
    assert "Traceback" not in done.stderr
    assert "interrupted" not in done.stderr
    if done.returncode == 2:
        assert "MiB of memory" in done.stderr
    else:
        assert (done.returncode, "at least" in done.stdout) == (4, True)


@pytest.mark.heavy
def test_a_small_network_needs_no_compiled_engine(saved):
    done = limited(300, "regions", str(saved / "small.npz"), "--box", "-1", "1")
    assert (done.returncode, done.stderr) == (0, "")
