"""Imports run downward only, and the command line starts without the heavy libraries."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import networkx

import boundkit
from boundkit.networks import ReLUNetwork, save

ROOT = Path(boundkit.__file__).parent
FLOORS = [
    {"errors", "verdict", "version"},
    {"seal", "streams", "whole_file"},
    {"address_space", "deadline", "interruption", "lettering"},
    {"crews"},
    {"notebook"},
    {"arithmetic"},
    {"formulas"},
    {"calculus"},
    {"statements"},
    {"proofs"},
    {"networks"},
    {"regions"},
    {"routing", "constructions"},
    {"measures"},
    {"estimators", "models", "values"},
    {"discovery"},
    {"evidence"},
    {"checking"},
    {"api"},
    {"commands"},
    {"export"},
    {"calls"},
    {"cli"},
    {"theorems"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
LONGEST_FUNCTION, LONGEST_MODULE = 80, 400  # lines
LONG_FUNCTIONS: dict[tuple[str, str], str] = {}
LONG_MODULES: dict[str, str] = {}
WITHOUT_TEST = {  # by reason
    "version.py": "a constant",
    "cli/__main__.py": "calls main",
    "cli/app.py": "registers the commands",
    "cli/options.py": "registers options",
    "commands/effort.py": "two records",
}
TESTED_THROUGH = {  # modules without a test file of their name, by the tests of what is made of them
    "arithmetic/test_binomial_sums.py": ["arithmetic/binomials.py"],
    "arithmetic/test_form.py": [
        "arithmetic/arrays.py",
        "arithmetic/elementary.py",
        "arithmetic/scope.py",
        "arithmetic/shapes.py",
        "arithmetic/source.py",
    ],
    "arithmetic/test_layered.py": ["arithmetic/nodes.py"],
    "arithmetic/test_registrations.py": ["arithmetic/operation.py", "arithmetic/operations.py"],
    "calculus/growth/test_rays.py": ["calculus/growth/expansion.py", "calculus/growth/limits.py"],
    "calculus/inequalities/test_algebraic.py": [
        "calculus/inequalities/gram.py",
        "calculus/inequalities/orders.py",
        "calculus/inequalities/squares.py",
    ],
    "calculus/inequalities/test_judgement.py": [
        "calculus/inequalities/goal.py",
        "calculus/inequalities/identities.py",
        "calculus/inequalities/prover.py",
        "calculus/inequalities/slack.py",
        "calculus/inequalities/slopes.py",
        "calculus/inequalities/ties.py",
        "calculus/ranges/rewriting.py",
        "calculus/ranges/trial_points.py",
    ],
    "calculus/solving/test_comparison.py": ["calculus/solving/planes.py"],
    "calculus/solving/test_inversion.py": [
        "calculus/solving/closed_form.py",
        "calculus/solving/line.py",
        "calculus/solving/partial.py",
        "calculus/solving/places.py",
        "calculus/solving/powers.py",
        "calculus/solving/question.py",
        "calculus/solving/roots.py",
        "calculus/solving/runs.py",
        "calculus/solving/truths.py",
    ],
    "calculus/solving/test_optimum.py": [
        "calculus/solving/branching.py",
        "calculus/solving/edges.py",
        "calculus/solving/elimination.py",
    ],
    "commands/test_check.py": ["cli/checks.py"],
    "commands/test_fit.py": ["cli/fits.py", "export/fit.py"],
    "commands/test_compare.py": ["export/comparison.py"],
    "commands/test_convergence.py": ["export/convergence.py"],
    "commands/test_evaluate.py": ["export/evaluation.py"],
    "commands/test_falsify.py": ["export/falsification.py"],
    "commands/test_minimise.py": ["export/minimum.py", "statements/minimisation.py"],
    "commands/test_regions.py": ["cli/networks.py", "export/boundary.py", "export/regions.py"],
    "commands/test_results.py": ["cli/tables.py", "export/summary.py"],
    "commands/test_solve.py": ["export/solution.py"],
    "commands/test_show.py": ["export/screen.py"],
    "export/test_tables.py": ["export/rendering.py"],
    "checking/test_trial.py": ["checking/witness.py"],
    "commands/test_try_.py": ["export/trial.py"],
    "commands/test_tokens.py": ["export/tokens.py"],
    "commands/test_sweep.py": ["commands/sweep_columns.py", "commands/sweep_values.py"],
    "discovery/test_discover.py": ["api.py", "discovery/dependencies.py"],
    "crews/test_cluster.py": [
        "commands/places.py",
        "crews/on_worker.py",
        "crews/sent.py",
        "discovery/elsewhere.py",
    ],
    "crews/test_here.py": ["crews/crew.py", "crews/hand.py", "crews/spread.py"],
    "evidence/test_growth.py": ["evidence/words.py"],
    "evidence/test_kinds.py": [
        "evidence/budget.py",
        "evidence/case.py",
        "evidence/item.py",
        "evidence/objects.py",
        "evidence/witness.py",
    ],
    "evidence/test_scope.py": ["statements/reference.py"],
    "export/test_proof.py": ["export/told.py"],
    "export/test_proof_latex.py": ["export/proof_notation.py"],
    "export/site/test_build.py": [
        "commands/report.py",
        "export/site/graph.py",
        "export/site/pages.py",
        "export/site/parts.py",
        "export/site/proofs.py",
        "export/site/references.py",
        "export/site/scatter.py",
    ],
    "export/test_region_table.py": ["regions/found.py"],
    "export/test_report.py": ["export/terminal.py"],
    "formulas/test_evaluation.py": ["formulas/numbers.py", "formulas/smooth.py"],
    "measures/test_quantizer.py": [
        "measures/line_points.py",
        "measures/quantizer_certificate.py",
        "measures/quantizer_kernel.py",
    ],
    "measures/test_supnorm.py": ["measures/targets.py"],
    "models/test_presets.py": ["models/shape.py"],
    "networks/formats/onnx/test_operators.py": [
        "networks/formats/onnx/arithmetic.py",
        "networks/formats/onnx/axes.py",
        "networks/formats/onnx/rectifiers.py",
        "networks/formats/onnx/shapes.py",
        "networks/formats/onnx/windows.py",
    ],
    "networks/formats/onnx/test_reading.py": [
        "networks/formats/onnx/expression.py",
        "networks/formats/onnx/tensors.py",
        "networks/formats/onnx/writing.py",
    ],
    "networks/formats/test_scikit.py": ["networks/formats/scalers.py"],
    "networks/formats/test_torch.py": ["networks/formats/dyadic.py", "networks/formats/steps.py"],
    "networks/test_relu.py": ["networks/program.py"],
    "regions/test_conformance.py": ["regions/engine.py", "regions/engines.py"],
    "regions/test_walk.py": [
        "regions/walk_exact.py",
        "regions/walk_kernel.py",
        "regions/walk_kernel_cut.py",
        "regions/walk_kernel_frames.py",
        "regions/walk_kernel_gate.py",
        "regions/walk_kernel_maps.py",
        "regions/walk_kernel_records.py",
        "regions/walk_kernel_served.py",
        "regions/walk_machine.py",
        "regions/walk_pieces.py",
        "regions/walk_program.py",
        "regions/walk_shared.py",
    ],
    "regions/test_count.py": ["regions/interval.py"],
    "regions/test_exactness.py": [
        "constructions/gaussian.py",
        "regions/lattice.py",
        "regions/lattice_kernel.py",
        "regions/lattice_kernel_records.py",
        "regions/pieces.py",
        "regions/plan.py",
        "regions/plan_kernel.py",
        "regions/skeleton.py",
        "regions/skeleton_kernel.py",
        "regions/skeleton_kernel_records.py",
        "regions/skeleton_kernel_slice.py",
    ],
    "regions/test_kernel_cache.py": ["regions/kernel_tools.py"],
    "routing/test_export.py": ["export/routing.py"],
    "test_cli.py": [
        "cli/bounds.py",
        "cli/pictures.py",
        "errors.py",
        "export/listing.py",
        "export/theorem.py",
        "values.py",
    ],
    "test_streams.py": ["cli/answers.py", "cli/shell.py"],
    "proofs/test_record.py": ["proofs/replay.py"],
    "proofs/test_kernel.py": [
        "evidence/proof.py",
        *(
            f"proofs/{name}.py"
            for name in (
                "facts",
                "leaves",
                "monotone",
                "premises",
                "terms",
            )
        ),
    ],
}
ROOMS = ["ranges", "inequalities", "growth", "solving"]


@cache
def imported(path):
    """Names of all modules that a file imports, inside functions too; of ``from package import name`` both readings."""
    return list(_imported(path))


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def modules():
    """The file of every module of boundkit, by dotted name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def graph():
    """Which module of boundkit imports which."""
    files = modules()
    drawn = networkx.DiGraph()
    for name, path in files.items():
        for target in imported(path):
            while target not in files and "." in target:
                target = target.rpartition(".")[0]
            if target in files and target != name:
                drawn.add_edge(name, target)
    return drawn


def theorem_files():
    import boundkit.theorems

    return [path for root in boundkit.theorems.__path__ for path in Path(root).rglob("*.py")]


def part_of(name):
    pieces = name.split(".")
    return pieces[1] if len(pieces) > 1 else None


def test_imports_run_downward():
    upward = [
        f"{one} imports {other}"
        for one, other in graph().edges
        if one != "boundkit"
        and (other == "boundkit" or FLOOR[part_of(other)] > FLOOR[part_of(one)])
        and part_of(one) != "cli"
    ]
    assert not upward


def test_no_module_imports_itself_by_a_detour():
    assert [found for found in networkx.strongly_connected_components(graph()) if len(found) > 1] == []


def test_no_part_of_a_floor_imports_itself_by_a_detour():
    parts = networkx.DiGraph((part_of(one), part_of(other)) for one, other in graph().edges if one != "boundkit")
    parts.remove_edges_from(list(networkx.selfloop_edges(parts)))
    assert [found for found in networkx.strongly_connected_components(parts) if len(found) > 1] == []


def test_each_room_of_the_calculus_imports_from_rooms_below():
    rooms = [
        (one.split(".")[2], other.split(".")[2])
        for one, other in graph().edges
        if part_of(one) == part_of(other) == "calculus" and "calculus" not in (one.split(".")[-1], other.split(".")[-1])
    ]
    assert {one for one, _ in rooms} == set(ROOMS)
    assert all(ROOMS.index(one) >= ROOMS.index(other) for one, other in rooms)


def test_no_module_goes_by_the_name_of_a_folder_of_the_clone():
    for path in [*ROOT.rglob("*.py"), *theorem_files(), *Path(__file__).parent.rglob("*.py")]:
        if not re.search(r"^\s*(from|import)\s.*\b(theorems|tests)\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            continue
        assert {name.split(".")[0] for name in imported(path)}.isdisjoint({"theorems", "tests"}), path


def lengths():
    """Lines of every module by its path, and of every function by its path and name."""
    for path in ROOT.rglob("*.py"):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        if name.startswith("theorems/"):
            continue
        yield name, None, text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                yield name, node.name, node.end_lineno - node.lineno + 1


def test_functions_and_modules_are_short():
    long = {(name, own) for name, own, lines in lengths() if lines > (LONGEST_FUNCTION if own else LONGEST_MODULE)}
    assert long == {*LONG_FUNCTIONS, *((name, None) for name in LONG_MODULES)}


def test_asserts_tell_types_alone():
    """python -O leaves them out, and what was measured would not be checked."""
    said = [
        (path.name, ast.unparse(node.test))
        for folder in (ROOT, ROOT.parent / "theorems")
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert)
    ]
    assert [told for told in said if not re.search(r"isinstance\(|is not None|^kind == ", told[1])] == []


def test_every_part_has_a_floor():
    parts = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.rglob("*.py")} - {"__init__"}
    assert parts == set(FLOOR)


def test_theorem_files_do_not_reach_above_the_evidence():
    for path in theorem_files():
        for name in imported(path):
            part = part_of(name) if name.startswith("boundkit") else None
            assert part in (None, "theorems") or FLOOR[part] <= FLOOR["evidence"], f"{path.name} imports {name}"


def test_every_theorem_file_has_its_test_file():
    import boundkit.theorems

    results = [path.relative_to(root) for root in boundkit.theorems.__path__ for path in Path(root).rglob("[!_]*.py")]
    assert results
    tests = Path(__file__).parent / "theorems"
    results = [path for path in results if not path.stem.endswith("_proofs")]
    assert [path for path in results if not (tests / path.with_name(f"test_{path.name}")).exists()] == []


def test_every_module_has_a_test_file_of_its_name_or_a_named_excuse():
    """The excuses are exact: one that is no longer needed fails too, and so does one that names no test file."""
    tests = Path(__file__).parent
    paths = [path.relative_to(ROOT) for path in ROOT.rglob("*.py") if path.name != "__init__.py"]
    named = {path for path in paths if path.parts[0] != "theorems"}
    missing = {path.as_posix() for path in named if not (tests / path.with_name(f"test_{path.name}")).exists()}
    excused = [name for names in TESTED_THROUGH.values() for name in names]
    assert missing == {*excused, *WITHOUT_TEST}
    assert len(excused) == len(set(excused))
    assert [name for name in TESTED_THROUGH if not (tests / name).exists()] == []


def test_listing_imports_no_heavy_library():
    code = (
        "import sys; from boundkit.cli import main; main(['list']); main(['list', '--json']);"
        "print(sorted({'sympy', 'numpy', 'flint', 'networkx'} & set(sys.modules)), file=sys.stderr)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    again = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert again.stderr.strip() == "[]"


def test_counting_a_network_loads_neither_the_prover_nor_the_catalogue(tmp_path):
    """A network of few units needs no compiler either; a graph is drawn only for those who ask for one."""
    file = tmp_path / "net.npz"
    save(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), file)
    code = (
        "import sys; from boundkit.cli import main; main(['regions', sys.argv[1], '--box', '-1', '2/3', '--json']);"
        "print(*sorted({'.'.join(name.split('.')[:2]) for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True)
    assert '"activation_regions": 3,' in done.stdout
    loaded = done.stderr.split()
    above = {
        "formulas",
        "calculus",
        "statements",
        "measures",
        "constructions",
        "discovery",
        "evidence",
        "checking",
        "api",
    }
    assert {f"boundkit.{part}" for part in above}.isdisjoint(loaded)
    assert {"sympy", "networkx", "numba", "scipy", "jinja2"}.isdisjoint(loaded)
