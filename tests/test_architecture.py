"""Imports run downward only, and the command line starts without the heavy libraries."""

import ast
import subprocess
import sys
from pathlib import Path

import boundkit

ROOT = Path(boundkit.__file__).parent
FLOORS = [
    {"errors", "verdict"},
    {"deadline"},
    {"arithmetic"},
    {"calculus"},
    {"statements"},
    {"networks"},
    {"regions"},
    {"routing", "constructions"},
    {"measures"},
    {"models", "values", "streams"},
    {"discovery"},
    {"evidence"},
    {"api", "export"},
    {"commands"},
    {"cli"},
    {"theorems"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def theorem_files():
    import boundkit.theorems

    return [path for root in boundkit.theorems.__path__ for path in Path(root).rglob("*.py")]


def part_of(name):
    pieces = name.split(".")
    return pieces[1] if len(pieces) > 1 else None


def test_imports_run_downward():
    wrong = []
    for path in ROOT.rglob("*.py"):
        own = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for name in imported(path):
            other = part_of(name) if name.startswith("boundkit") else None
            if other is not None and FLOOR[other] > FLOOR[own]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong


def test_no_module_goes_by_the_name_of_a_folder_of_the_clone():
    for path in [*ROOT.rglob("*.py"), *theorem_files(), *Path(__file__).parent.rglob("*.py")]:
        assert {name.split(".")[0] for name in imported(path)}.isdisjoint({"theorems", "tests"}), path


def test_every_part_has_a_floor():
    parts = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.rglob("*.py")} - {"__init__"}
    assert parts == set(FLOOR)


def test_theorem_files_do_not_reach_above_the_evidence():
    for path in theorem_files():
        for name in imported(path):
            part = part_of(name) if name.startswith("boundkit") else None
            assert part in (None, "theorems") or FLOOR[part] <= FLOOR["evidence"], f"{path.name} imports {name}"


def test_listing_imports_no_heavy_library():
    code = (
        "import sys; from boundkit.cli import main; main(['list']); main(['list', '--json']);"
        "print(sorted({'sympy', 'numpy', 'flint', 'networkx'} & set(sys.modules)), file=sys.stderr)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    again = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert again.stderr.strip() == "[]"
