"""The names of the package mean the same whatever else was imported before."""

import subprocess
import sys

import pytest

WALK = """
import importlib, pkgutil
import boundkit

before = {name: getattr(boundkit, name) for name in boundkit.__all__}
for found in pkgutil.iter_modules(boundkit.__path__):
    importlib.import_module(f"boundkit.{found.name}")
for name in boundkit.__all__:
    assert getattr(boundkit, name) is before[name], name
assert "wang2025.piece_count" in boundkit.catalogue().ids
assert "wang2025.piece_count" in boundkit.catalogue().ids
"""


@pytest.mark.heavy
def test_no_submodule_replaces_a_name_of_the_package():
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
