"""A fingerprint changes with whatever a theorem file depends on, and with nothing else."""

import importlib
import platform
import sys

import pytest

from boundkit.discovery import sources

THEOREM = """
import json
from pathlib import Path
import first_helper
from plain_folder.inner import value

TABLE = json.loads(Path(__file__).with_name("table.json").read_text())

def build(n):
    import late_helper
    importlib.import_module("named_helper").X + __import__("other_named").X
    return [Path(__file__).parent / "grids" / f"{n}.csv", open("started_here.txt"),
            *Path(__file__).parent.glob("*.dat"), Path(__file__).with_suffix(".toml"), run_module("run_by_name"),
            Path(__file__).parents[1] / "around.csv"]
"""
FILES = {
    "mine.py": THEOREM,
    "first_helper.py": "import whole_package.part",
    "late_helper.py": "X = 1",
    "named_helper.py": "X = 1",
    "other_named.py": "X = 1",
    "whole_package/__init__.py": "",
    "whole_package/part.py": "",
    "whole_package/unseen.py": "",
    "whole_package/weights.bin": "0",
    "plain_folder/inner.py": "value = 1",
    "plain_folder/other.py": "",
    "table.json": "{}",
    "grids/2.csv": "1,2",
    "unrelated.py": "",
    "started_here.txt": "a",
    "measured.dat": "1",
    "mine.toml": "a = 1",
    "run_by_name.py": "X = 1",
    "../around.csv": "1",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    tmp_path = tmp_path / "inner"
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    importlib.invalidate_caches()
    yield tmp_path
    forget()


def forget():
    for found in vars(sources).values():
        if hasattr(found, "cache_clear"):
            found.cache_clear()


def in_a_new_process(path):
    forget()
    return sources.fingerprint(str(path))


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("unrelated.py", "plain_folder/other.py")])
def test_whatever_the_file_depends_on_counts(folder, name):
    before = in_a_new_process(folder / "mine.py")
    assert in_a_new_process(folder / "mine.py") == before
    (folder / name).write_text(FILES[name] + " ")
    assert in_a_new_process(folder / "mine.py") != before


@pytest.mark.parametrize("name", ["unrelated.py", "plain_folder/other.py", "whole_package/__pycache__/part.pyc"])
def test_other_files_do_not_count(folder, name):
    before = in_a_new_process(folder / "mine.py")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("changed")
    assert in_a_new_process(folder / "mine.py") == before


def test_a_linked_helper_counts(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "late_helper.py"
    elsewhere.write_text("X = 1")
    (folder / "late_helper.py").unlink()
    (folder / "late_helper.py").symlink_to(elsewhere)
    before = in_a_new_process(folder / "mine.py")
    elsewhere.write_text("X = 2")
    assert in_a_new_process(folder / "mine.py") != before


def test_data_beside_a_link_to_the_theorem_file_count(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine.py").symlink_to(folder / "mine.py")
    for place in (folder, elsewhere):
        (place / "table.json").write_text("{}")
        before = in_a_new_process(elsewhere / "mine.py")
        (place / "table.json").write_text("[]")
        assert in_a_new_process(elsewhere / "mine.py") != before


def test_python_and_libraries_count(folder, monkeypatch):
    before = in_a_new_process(folder / "mine.py")
    (folder / "sympy-99.dist-info").mkdir()
    upgraded = in_a_new_process(folder / "mine.py")
    monkeypatch.setattr(sys, "version", "4.0")
    renewed = in_a_new_process(folder / "mine.py")
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    assert len({before, upgraded, renewed, in_a_new_process(folder / "mine.py")}) == 4


@pytest.mark.parametrize("name", ["whole_package/unseen.py", "whole_package/weights.bin", "late_helper.py"])
def test_the_package_of_a_theorem_module_counts(folder, name):
    (folder / "whole_package/part.py").write_text("import late_helper")
    importlib.import_module("whole_package.part")
    before = in_a_new_process("whole_package.part")
    (folder / name).write_text("1")
    assert in_a_new_process("whole_package.part") != before
    for name in ("whole_package", "whole_package.part", "late_helper"):
        sys.modules.pop(name)


def test_the_shipped_theorems_count_where_they_are_used(folder):
    importlib.import_module("boundkit.theorems.classical")
    (folder / "mine.py").write_text("from boundkit.theorems.classical import zaslavsky")
    forget()
    _, stamps = sources._sources(str(folder / "mine.py"))
    assert {"zaslavsky.py", "references.bib", "presets.toml", "sources.py"} <= {path.name for path in stamps}


def test_after_a_change_on_disk_no_result_is_attributed(folder):
    before = in_a_new_process(folder / "mine.py")
    assert sources.fingerprint(str(folder / "mine.py")) == before
    (folder / "late_helper.py").write_text("X = 3")
    after = {sources.fingerprint(str(folder / "mine.py")) for _ in range(3)}
    assert len(after | {before}) == 4
