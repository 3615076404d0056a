"""Machine code of the region kernels is kept between runs, and a missing or damaged cache changes no number."""

import shutil
import subprocess
import sys
import time
import warnings
from os import environ, pathsep
from pathlib import Path

import numpy as np
import pytest
from numba import config
from numba.core import caching
from numba.core.errors import NumbaWarning

import boundkit
from boundkit.deadline import time_limit
from boundkit.errors import BoundkitWarning
from boundkit.evidence.budget import Budget
from boundkit.regions import kernel_cache
from boundkit.regions.kernel_cache import kernel

ROOT = Path(boundkit.__file__).parent


def doubled(x):
    return x + x


def tripled(x):
    return x + x + x


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A cache of two processes, the second of which found all that the first had made."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "CACHE_DIR", str(folder))
        patch.setattr(config, "DISABLE_JIT", 0)
        assert run(3, 0.5) == (0, 2)
        assert run(3, 0.5) == (2, 0)
    return folder


@pytest.fixture
def folder(filled, tmp_path, monkeypatch):
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(config, "DISABLE_JIT", 0)
    return tmp_path


def run(*values):
    """What a new process would do: (loaded, compiled) after calls with these values, which must be right."""
    compiled = kernel()(doubled)
    for value in values:
        assert compiled(value) == 2 * value
    return sum(compiled.stats.cache_hits.values()), sum(compiled.stats.cache_misses.values())


def files(folder, suffix):
    return sorted(folder.rglob(f"*.{suffix}"))


def flip(place):
    def change(path):
        content = bytearray(path.read_bytes())
        content[int(place * (len(content) - 1))] ^= 1
        path.write_bytes(content)

    return change


DAMAGES = {
    "emptied": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "of other bytes": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "deleted": lambda path: path.unlink(),
    **{f"flipped at {place}": flip(place) for place in (0, 0.5, 1)},
}


def test_what_took_longer_to_compile_than_a_budget_allows_is_kept(folder):
    """Else it is compiled again and again on a machine that is slow enough, and nothing is ever counted."""
    budget, compiled = Budget(1), kernel()(tripled)
    compiling = compiled._compiler.compile

    def slowly(*types):
        time.sleep(1.2)
        return compiling(*types)

    compiled._compiler.compile = slowly
    with time_limit(1):
        assert compiled(2) == 6
        budget.check()
    again = kernel()(tripled)
    assert again(2) == 6
    assert sum(again.stats.cache_hits.values()) == 1


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_rebuilt(folder, suffix, damage):
    for path in files(folder, suffix):
        DAMAGES[damage](path)
    assert run(3) == (0, 1)
    assert run(3) == (1, 0)


def test_a_part_of_the_cache_is_rebuilt(folder):
    files(folder, "nbc")[1].write_bytes(b"")
    assert run(3, 0.5) == (1, 1)
    assert run(3, 0.5) == (2, 0)


def test_code_for_other_types_is_not_run(folder):
    """Two processes that compile at once may both name their file the first."""
    first, second = files(folder, "nbc")
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    assert run(3, 0.5) == (0, 2)
    assert run(3, 0.5) == (2, 0)


def test_code_from_other_sources_is_not_run(folder, monkeypatch):
    """A kernel holds code of other files, whose change numba does not see."""
    monkeypatch.setattr(kernel_cache, "_compiled_from", lambda: "a newer release")
    assert run(3) == (0, 1)
    assert run(3) == (1, 0)


def test_a_cache_that_cannot_be_written_is_told(folder):
    for path in files(folder, "nb?"):
        path.unlink()
        path.mkdir()
    with pytest.warns(BoundkitWarning, match="cannot be written: .*; counts are the same.* set NUMBA_CACHE_DIR"):
        assert run(3) == (0, 1)


@pytest.fixture
def installed(folder, tmp_path_factory, monkeypatch):
    """The cache beside sources in a folder that cannot be written."""
    place = tmp_path_factory.mktemp("installed")
    (place / "__pycache__").mkdir()
    for path in (*files(folder, "nbi"), *files(folder, "nbc")):
        shutil.move(path, place / "__pycache__" / path.name)
    monkeypatch.setattr(kernel_cache, "_beside", lambda function: str(place / "__pycache__"))
    return place / "__pycache__"


def test_what_an_installation_brings_is_read_where_it_cannot_be_written(installed, folder):
    assert run(3) == (1, 0)
    assert files(folder, "nbi") == []
    for path in files(installed, "nbi"):
        path.unlink()
    assert run(3) == (0, 1)
    assert len(files(folder, "nbi")) == 1


@pytest.mark.usefixtures("installed")
def test_without_any_folder_that_can_be_written_it_is_read_too(monkeypatch):
    def refused(self):
        raise OSError

    for locator in caching.CompileResultCacheImpl._locator_classes:
        monkeypatch.setattr(locator, "ensure_cache_path", refused)
    assert run(3) == (1, 0)


@pytest.mark.heavy
def test_settings_that_numba_refuses_are_told():
    words = [sys.executable, "-c", "import boundkit.regions.kernels"]
    done = subprocess.run(words, capture_output=True, text=True, env={**environ, "NUMBA_NUM_THREADS": "0"})
    told = done.stderr.splitlines()[-1]
    assert told.startswith("boundkit.errors.MalformedInputError: numba refuses what the environment says (NUMBA_")
    assert "NUMBA_NUM_THREADS=0" in told


def test_what_numba_cannot_keep_is_told_once(folder, monkeypatch):
    def uncachable(*_):
        warnings.warn("no", NumbaWarning, stacklevel=1)

    kernel_cache._warn_uncached.cache_clear()
    monkeypatch.setattr(caching.CompileResultCacheImpl, "check_cachable", uncachable)
    with pytest.warns() as told:
        assert run(3j, True) == (0, 2)
    assert [warning.category for warning in told] == [BoundkitWarning]
    assert "addresses of this process; counts are the same" in str(told[0].message)


def test_without_the_compiler_a_kernel_is_the_function(folder, monkeypatch):
    monkeypatch.setattr(config, "DISABLE_JIT", 1)
    assert kernel()(doubled) is doubled
    assert kernel(inline="always")(doubled) is doubled


def without_a_folder(package, code, **settings):
    """Run code with a package whose folders for bytecode cannot be made, and a home that cannot be written."""
    for folder in [package, *(path.parent for path in package.rglob("*.py"))]:
        (folder / "__pycache__").touch()
    clean = {name: value for name, value in environ.items() if name not in ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=package.parent,
        env={**clean, "HOME": "/proc/none", "PYTHONPATH": f"{package.parent}{pathsep}{ROOT.parent}", **settings},
        capture_output=True,
        text=True,
    )


def test_without_a_folder_kernels_are_compiled_and_one_warning_tells_why(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    text = "from boundkit.regions.kernel_cache import kernel\n@kernel()\ndef f(x):\n    return x + 1\n"
    (package / "one.py").write_text(text)
    (package / "two.py").write_text(text)
    code = (
        "from package.one import f; import warnings; warnings.simplefilter('default');"
        "from package import two; print(f(1), two.f(2))"
    )
    done = without_a_folder(package, code)
    assert (done.stdout, done.returncode) == ("2 3\n", 0)
    assert done.stderr.count("BoundkitWarning: the compiled region engines are not kept") == 1
    assert "set NUMBA_CACHE_DIR" in done.stderr


@pytest.mark.heavy
def test_the_command_line_counts_without_a_folder(tmp_path):
    shutil.copytree(ROOT, tmp_path / "boundkit", ignore=shutil.ignore_patterns("__pycache__"))
    draw = np.random.default_rng(0)
    rows, biases = draw.normal(size=(12, 2)), draw.normal(size=12) / 2
    np.savez(tmp_path / "net.npz", W0=rows, b0=biases, W1=np.ones((1, 12)), b1=np.zeros(1))
    code = "from boundkit.cli import main; print(main(['regions', 'net.npz', '--box', '-1', '1', '--json']))"
    done = without_a_folder(tmp_path / "boundkit", code, NUMBA_OPT="0")
    assert done.stdout.endswith("0\n"), done.stderr
    assert '"activation_regions": 59,' in done.stdout
    lines = done.stderr.strip().splitlines()
    assert [line for line in lines if "NUMBA_CACHE_DIR" in line] == [line for line in lines if "not kept" in line]
    assert len([line for line in lines if line.startswith("boundkit: the compiled region engines are not kept")]) == 1
