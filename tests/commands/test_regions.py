"""The command regions as a user meets it: documents, exit codes, pictures, clear errors."""

import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
from console import COMMAND, document, full_disk, refused_in_one_line, warnings
from saved_networks import HINGES, VORONOI

import boundkit.commands.regions
import boundkit.regions
from boundkit.errors import BudgetExhaustedError
from boundkit.export.figures import Picture
from boundkit.networks import load
from boundkit.regions import skeleton
from boundkit.regions.engines import Skeleton


@pytest.fixture
def run(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    return run


# regions -----------------------------------------------------------------------------------------------------------


def test_the_document_of_a_network(run):
    found = document(run("regions", "net.npz", "--box", "-1", "1", "--json"))
    assert found["activation_regions"] == found["affine_pieces"] == found["connected_pieces"] == 225
    assert found["guarantee"] == "exact"
    assert found["routing_cells"] is None
    assert found["seconds"] > 0
    assert isinstance(found["engine"], str)
    assert set(found) == {
        "activation_regions", "affine_pieces", "connected_pieces", "routing_cells", "guarantee", "engine", "seconds",
        "pieces_seconds", "parameters", "needed_parameters",
    }  # fmt: skip


def test_the_document_of_a_mixture(run):
    found = document(run("regions", "voronoi.npz", "--box", "-1", "1", "--json"))
    assert (found["activation_regions"], found["routing_cells"]) == (4, 2)


def test_regions_on_a_line_through_two_inputs(run, folder):
    for name, entries in (("a", [-1.0, -1.0]), ("b", [1.0, 1.0])):
        np.save(folder / f"{name}.npy", np.array(entries))
    on_the_line = document(run("regions", "net.npz", "--through", "a.npy", "b.npy", "--json"))
    inside = document(run("regions", "net.npz", "--through", "a.npy", "b.npy", "--box", "-1/2", "1/2", "--json"))
    assert 1 < inside["activation_regions"] <= on_the_line["activation_regions"] < 225
    whole = document(run("regions", "net.npz", "--box", "-1", "1", "--json"))
    assert inside["parameters"] == whole["parameters"]
    refused_in_one_line(run, ["regions", "net.npz", "b.npy", "--box", "-1", "1"], "points stand behind --through")
    refused_in_one_line(run, ["regions", "net.npz", "--through", "a.npy", "a.npy"], "two different points")


def test_regions_on_an_oblique_plane(run, folder):
    """All of two inputs in other coordinates; and a plane of five by its directions as through its points."""
    every = ["regions", "net.npz", "--box", "-1", "1", "--json", "--section", "u=1,1", "--section", "v=1,-2"]
    assert document(run(*every, "--section", "origin=0,1/3"))["activation_regions"] == 225
    points = {"a": [0.25, 0, 0.5, 0, 0], "b": [1.25, 1, 0.5, -1, 2], "c": [0.25, 1, 2.5, 0, 1]}
    for name, entries in points.items():
        np.save(folder / f"{name}.npy", np.array(entries))
    np.save(folder / "v.npy", np.array(points["c"]) - np.array(points["a"]))
    box = ["regions", "five.npz", "--box", "-1", "1", "--json"]
    through = document(run(*box, "--through", *(f"{name}.npy" for name in points)))
    words = ("origin=1/4,0,1/2,0,0", "u=1,1,0,-1,2", "v=v.npy")
    sides = [word for own in words for word in ("--section", own)]
    along = document(run(*box, *sides))
    assert along["activation_regions"] == through["activation_regions"] > 1
    picture = document(run(*box, *sides, "--plot", "plane.svg"))["picture"]
    assert picture == {"file": "plane.svg", "drawn": True}
    assert document(run(*box, *sides[:4]))["activation_regions"] <= along["activation_regions"]
    (folder / "plane.svg").unlink()


def test_the_boundary_of_a_decision(run):
    """|x| + |y| <= 1 in the plane: a diamond of area 2, four sides of length sqrt(2)."""
    words = ["regions", "diamond.npz", "--box", "-2", "2", "--decision"]
    found = document(run(*words, "--json"))["boundary"]
    side = {"exact": "4*sqrt(2)", "enclosure": ["5.6568542494923801", "5.6568542494923802"]}
    volumes = [{"exact": text, "enclosure": [text, text]} for text in ("2", "14")]
    assert found == {
        "dimension": 1,
        "pieces": 4,
        "facets": 4,
        "measure": side,
        "between": [{"classes": [0, 1], "pieces": 4, "measure": side}],
        "classes": [
            {"class": number, "volume": volume, "share": share}
            for number, (volume, share) in enumerate(zip(volumes, (0.125, 0.875), strict=True))
        ],
    }
    lines = [" ".join(line.split()) for line in run(*words)[1].splitlines()]
    assert "class 0 12.5% of the domain" in lines
    assert "boundary 4 flat pieces, length [5.65685424949, 5.6568542495]" in lines


def test_a_boundary_that_a_budget_ends_is_null(run, monkeypatch):
    def ended(*_, **__):
        raise BudgetExhaustedError("ended")

    monkeypatch.setattr(boundkit.commands.regions, "between_classes", ended)
    words = ["regions", "diamond.npz", "--box", "-2", "2", "--decision", "--json"]
    code, out, _ = run(*words)
    assert (code, json.loads(out)["boundary"], json.loads(out)["verdict"]) == (4, None, "INCONCLUSIVE")
    assert "boundary" not in document(run(*words, "--no-pieces"))


def test_ctrl_c_in_a_boundary_keeps_the_counts(run, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(boundkit.commands.regions, "between_classes", stopped)
    code, out, _ = run("regions", "diamond.npz", "--box", "-2", "2", "--decision", "--json")
    found = json.loads(out)
    assert (code, found["boundary"], found["interrupted"], found["connected_pieces"]) == (130, None, True, 2)


def test_there_is_no_boundary_in_all_of_space(run):
    code, out, err = run("regions", "diamond.npz", "--domain", "everywhere.json", "--decision", "--json")
    assert (code, json.loads(out)["connected_pieces"]) == (0, 2)
    assert "boundary" not in json.loads(out)
    assert "no boundary between classes is looked for in all of R^d; give a box" in err


def test_a_property_of_the_verifiers(run, folder):
    bounds = "".join(f"(declare-const X_{n} Real)(assert (>= X_{n} -1))(assert (<= X_{n} 1))" for n in range(2))
    (folder / "property.vnnlib").write_text(bounds)
    assert document(run("regions", "net.npz", "--domain", "property.vnnlib", "--json"))["activation_regions"] == 225


def test_the_table(run):
    code, out, err = run("regions", "voronoi.npz", "--box", "-1", "1")
    assert (code, warnings(err)) == (0, [])
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "activation regions 4 open sets with one activation pattern"
    assert "routing cells 2 open sets with one route" in rows
    assert any(row.startswith("guarantee exact engine:") for row in rows)
    assert "routing cells" not in run("regions", "net.npz", "--box", "-1", "1")[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--box -1 1", 4),
        ("--box -1 0", 1),
        ("--box 0.5 1", 1),
        ("--box -1 1/2", 2),
        ("--box -1 5e-1", 2),
        ("--box -1 0.50000000000000000001", 4),
        ("--box -2**70 2**70", 4),
        ("--box -1,-1 1,0", 2),
        ("--box -1 1/3,1", 4),
        ("--box=-1 1", 4),
        ("--domain triangle.json", 3),
        ("--domain trivial.json", 3),
        ("--domain everywhere.json", 4),
    ],
)
def test_domains_are_read_exactly(run, words, expected):
    """One unit is zero at x = 0, the other at y = 1/2."""
    found = document(run("regions", "hinges.npz", *words.split(), "--jobs", "1", "--json"))
    assert found["activation_regions"] == expected


def test_the_enumeration_on_disk(run, tmp_path):
    file = tmp_path / "regions.jsonl"
    found = document(run("regions", "voronoi.npz", "--box", "-1", "1", "-o", str(file), "--json"))
    assert found["enumeration"] == {"file": str(file), "regions": 4, "complete": True}
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert sorted((row["route"], row["pattern"]) for row in rows) == [
        ([0], [0, "00"]), ([0], [0, "01"]), ([1], [1, "10"]), ([1], [1, "11"]),
    ]  # fmt: skip
    assert sum(Fraction(row["volume"]) for row in rows) == 4
    for row in rows:
        point = [Fraction(entry) for entry in row["interior_point"]]
        weight, bias = ([Fraction(e) for e in part] for part in (row["affine"]["weight"][0], row["affine"]["bias"]))
        value = sum(w * x for w, x in zip(weight, point, strict=True)) + bias[0]
        assert [str(value)] == [str(entry) for entry in VORONOI(point)]
        corners = {tuple(vertex) for vertex in row["vertices"]}
        assert len(corners) == len(row["facets"]) == 4
        assert {index for facet in row["facets"] for index in facet} == {0, 1, 2, 3}
    assert "holds all 4 regions" in run("regions", "voronoi.npz", "--box", "-1", "1", "-o", str(file))[1]


def test_ctrl_c_keeps_the_regions_that_were_found(folder, tmp_path):
    file = tmp_path / "regions.jsonl"
    words = [*COMMAND, "regions", str(folder / "deep.npz"), "--box", "-1", "1", "-o", str(file)]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ
    )
    end = time.monotonic() + 60
    while time.monotonic() < end and not (file.exists() and file.read_text().count("\n") >= 5):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(rows) >= 5
    assert f"holds the first {len(rows)} regions" in err


def test_a_mixture_has_fewer_pieces_than_regions(run):
    """Two experts are one map, and two hinges of the third change nothing."""
    found = document(run("regions", "same.npz", "--box", "-1", "1", "--json"))
    counts = [found[name] for name in ("activation_regions", "affine_pieces", "connected_pieces", "routing_cells")]
    assert counts == [3, 2, 3, 3]


def test_pieces_can_be_left_out(run):
    found = document(run("regions", "net.npz", "--box", "-1", "1", "--no-pieces", "--json"))
    assert (found["activation_regions"], found["affine_pieces"], found["pieces_seconds"]) == (225, None, None)


@pytest.mark.parametrize("words", ["many.npz --budget 0.001", "deep.npz --memory 1e-4"])
def test_a_budget_that_ends_is_inconclusive_with_a_lower_bound(run, words):
    words = ["regions", "--box", "0", "1", "--plot", "never.pdf", *words.split()]
    code, out, err = run(*words, "--json")
    found = json.loads(out)
    assert (code, warnings(err)) == (4, [])
    assert (found["verdict"], found["guarantee"], found["affine_pieces"]) == ("INCONCLUSIVE", "lower bound", None)
    assert 1 <= found["activation_regions"] < 4096
    code, out, _ = run(*words)
    assert code == 4
    assert "activation regions at least" in " ".join(out.split())
    assert "INCONCLUSIVE" in out
    assert "--budget" in out
    assert not os.path.exists("never.pdf")


def test_a_budget_that_ends_between_regions_and_pieces(run, monkeypatch):
    def short(program, box, **options):
        return boundkit.regions.Count(3, "exact", "counter", exhausted)

    def exhausted():
        raise BudgetExhaustedError("the budget ended")

    monkeypatch.setattr(boundkit.commands.regions, "count", short)
    code, out, _ = run("regions", "hinges.npz", "--box", "-1", "1", "--json")
    found = json.loads(out)
    assert (code, found["activation_regions"], found["affine_pieces"]) == (4, 3, None)
    assert (found["verdict"], found["guarantee"]) == ("INCONCLUSIVE", "exact")


def test_a_budget_that_ends_while_writing(run, tmp_path):
    file = tmp_path / "regions.jsonl"
    words = ["regions", "net.npz", "--box", "-1", "1", "--budget", "0.001", "-o", str(file)]
    code, out, _ = run(*words, "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["enumeration"]["complete"]) == (4, "INCONCLUSIVE", False)
    assert found["enumeration"]["regions"] == len(file.read_text().splitlines())


@pytest.mark.parametrize(
    ("words", "magic"),
    [
        ("net.npz --box -1 1 --plot map.pdf", b"%PDF"),
        ("voronoi.npz --box -1 1 --plot map.svg --colour gradient", b"<?xml"),
        ("net.npz --domain triangle.json --plot map.png", b"\x89PNG"),
        ("product.npz --box 0 1 --plot map.png --section x3=0.25", b"\x89PNG"),
        ("product.npz --box 0 1 --plot map.png --section x3=1/4,3/4 --section x1=0", b"\x89PNG"),
        ("digits.npz --box 0 1 --plot map.PNG", b"\x89PNG"),
    ],
    ids=range(6),
)
def test_pictures(run, tmp_path, words, magic):
    words = words.replace("map", str(tmp_path / "map")).split()
    assert document(run("regions", *words, "--json"))["guarantee"] == "exact"
    (picture,) = tmp_path.iterdir()
    assert picture.read_bytes().startswith(magic)


def test_a_full_disk_leaves_the_count(run, tmp_path, monkeypatch):
    monkeypatch.setattr("boundkit.export.figures.put", full_disk)
    code, out, err = run("regions", "net.npz", "--box", "-1", "1", "--plot", str(tmp_path / "net.svg"), "--json")
    found = json.loads(out)
    assert (code, found["guarantee"], found["picture"]["drawn"]) == (2, "exact", False)
    assert "net.svg: No space left on device" in err


def test_pictures_without_matplotlib(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for command in ("regions", "routing"):
        code, out, err = run(command, "voronoi.npz", "--box", "-1", "1", "--plot", "map.pdf")
        assert (code, out) == (2, "")
        assert "pip install 'boundkit[plot]'" in err


def test_a_picture_of_a_section_is_drawn_although_the_count_ran_out(run, tmp_path):
    sections = [word for axis in range(3, 7) for word in ("--section", f"x{axis}=0")]
    words = ["regions", "wide.npz", "--box", "-1/10", "1/10", "--memory", "0.002", *sections, "--json"]
    code, out, err = run(*words, "--plot", str(tmp_path / "map.png"))
    found = json.loads(out)
    assert (code, warnings(err)) == (4, [])
    assert (found["guarantee"], found["verdict"]) == ("lower bound", "INCONCLUSIVE")
    assert found["picture"] == {"file": str(tmp_path / "map.png"), "drawn": True}
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_many_dimensions_keep_the_budget(run):
    for words in ("twelve.npz --domain simplex.json", "fourteen.npz --box -1 1"):
        start = time.process_time()
        code, out, _ = run("regions", *words.split(), "--budget", "0.5", "--json")
        found = json.loads(out)
        assert (code, found["guarantee"], found["activation_regions"] >= 1) == (4, "lower bound", True)
        assert time.process_time() - start < 4


def test_a_domain_that_takes_longer_than_the_budget(run):
    code, out, err = run("regions", "net.npz", "--domain", "cube.json", "--budget", "0.05")
    assert (code, out) == (4, "")
    assert "budget" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("stage", "known"), [("count", None), ("pieces", 225), ("picture", 225)], ids=["counting", "pieces", "picture"]
)
def test_ctrl_c_answers_with_what_was_found(run, monkeypatch, stage, known):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    target = {
        "count": (skeleton, "count_regions"),
        "pieces": (Skeleton, "_pieces"),
        "picture": (Picture, "draw"),
    }[stage]
    monkeypatch.setattr(*target, interrupted)
    code, out, err = run("regions", "net.npz", "--box", "-1", "1", "--plot", "never.png", "--json")
    found = json.loads(out)
    assert (code, warnings(err), found["verdict"], found["interrupted"]) == (130, [], "INCONCLUSIVE", True)
    assert found["activation_regions"] == (known or 1)
    assert found["affine_pieces"] == (225 if stage == "picture" else None)
    assert not os.path.exists("never.png")
    code, out, _ = run("regions", "net.npz", "--box", "-1", "1", "--plot", "never.png")
    assert (code, "interrupted" in out) == (130, True)


# errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("regions none.npz --box -1 1", "there is no such file"),
        ("regions damaged.npz --box -1 1", "damaged.npz"),
        ("regions net.npz", "--box LO HI"),
        ("regions net.npz --box -1 1 --domain triangle.json", "not both"),
        ("regions net.npz --box -1", "--box"),
        ("regions --box -1 net.npz 1", "'net.npz' is not allowed"),
        ("regions net.npz --box 1 -1", "lower < upper"),
        ("regions net.npz --box 1 1", "empty or flat along axis 0"),
        ("regions net.npz --box -1,0 1,0", "empty or flat along axis 1"),
        ("regions net.npz --box -1,-1,-1 1", "takes 2 inputs; the box has 3"),
        ("regions net.npz --box -1, 1", "'-1,' is no corner"),
        ("regions net.npz --box a b", "'a' is not allowed"),
        ("regions net.npz --box 0 sqrt(2)", "not a rational number"),
        ("regions net.npz --box 0 nan", "'nan' is not allowed"),
        ("regions net.npz --box 0 1/0", "divides by zero"),
        ("regions net.npz --domain none.json", "there is no such file"),
        ("regions net.npz --domain wrong.json", "holds no domain"),
        ("regions net.npz --domain net.npz", "is no JSON file"),
        ("regions net.npz --domain nowhere.json", "half-space 3, counted from 0, is 0 x <= -1"),
        ("regions five.npz --domain triangle.json", "takes 5 inputs; the domain has dimension 2"),
        ("regions net.npz --box -1 1 --jobs 0", "--jobs"),
        ("regions net.npz --box -1 1 --budget 0", "--budget"),
        ("regions net.npz --box -1 1 --plot map.gif", ".pdf, .svg, .png"),
        ("regions net.npz --box -1 1 --plot none/map.pdf", "there is no folder none"),
        ("regions net.npz --box -1 1 --plot map.pdf --colour red", "allowed: pattern, gradient"),
        ("regions five.npz --box -1 1 --plot map.pdf", "--section x5=0"),
        ("regions net.npz --box -1 1 --section x2=0", "add --plot OUT"),
        ("regions net.npz --box -1 1 --plot map.pdf --section x3=0", "x1 .. x2"),
        ("regions net.npz --box -1 1 --plot map.pdf --section x2", "SYMBOL=VALUE"),
        ("regions net.npz --box -1 1 --plot map.pdf --section x2=7", "misses the domain"),
        ("regions net.npz --box -1 1 --section v=0,1", "a plane is --section origin="),
        ("regions net.npz --box -1 1 --section u=0,1 --section x1=0", "each once and nothing beside"),
        ("regions net.npz --box -1 1 --section u=0,1 --section u=1,0", "each once and nothing beside"),
        ("regions net.npz --box -1 1 --section u=0,1 --section v=0,2", "a multiple of the other"),
        ("regions net.npz --box -1 1 --section u=0,1,0", "the points have 3 coordinates"),
        ("regions net.npz --box -1 1 --section u=none.npy", "no such file"),
        ("regions net.npz --box -1 1 --section u=", "SYMBOL=VALUE"),
        ("regions net.npz --section u=0,1", "give the domain with --box"),
        ("regions net.npz --section u=0,1 --through none.npy", "leave one of them out"),
        ("regions net.npz --box -1 1 -o /dev/null/regions", "cannot write"),
        ("regions net.npz --domain everywhere.json -o regions.jsonl", "give a box or a bounded polytope"),
        ("regions net.npz --domain everywhere.json --plot map.pdf", "give a box or a bounded polytope"),
    ],
    ids=range(42),
)  # fmt: skip
def test_bad_input_is_one_clear_line(run, words, said):
    refused_in_one_line(run, words.split(), said)


def test_help_has_an_example(run):
    for command in ("regions", "routing"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "Example" in out
        assert "--box LO HI" in out


def test_counting_imports_no_library_of_an_extra(folder):
    code = (
        "import sys; from boundkit.cli import main; main(['regions', 'hinges.npz', '--box', '-1', '1', '--json']);"
        "print(sorted({'matplotlib', 'onnx', 'safetensors', 'sklearn'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=folder)
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)["activation_regions"] == 4


def test_the_files_of_these_tests_hold_what_was_saved(folder):
    assert load(folder / "hinges.npz")(["1/3", 1]) == HINGES(["1/3", 1])
