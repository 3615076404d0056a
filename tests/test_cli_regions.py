"""The commands regions and routing as a user meets them: documents, exit codes, pictures, clear errors."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest

import boundkit.commands.regions
import boundkit.regions
from boundkit.constructions.digits import digits, product
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import BudgetExhaustedError
from boundkit.export.figures import Picture
from boundkit.networks import Affine, ReLUNetwork, load, nearest_prototype, save, stack
from boundkit.regions import lattice, skeleton
from boundkit.regions.engines import Skeleton

COMMAND = [sys.executable, "-m", "boundkit.cli"]

HINGES = ReLUNetwork.of([[[1, 0], [0, 1]], [[1, 1]]], [[0, "-1/2"], [0]])
VORONOI = stack((nearest_prototype([[-1, 0], [1, 0], [9, 9]]), [HINGES, HINGES.negated(), HINGES]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("networks")
    for engine in (skeleton, lattice):
        engine.load_kernels()  # a fresh machine would tell of its compiling on standard error
    networks = {
        "net": gaussian_network("2-16-16-1"),
        "hinges": HINGES,
        "voronoi": VORONOI,
        "digits": digits(3, 2),
        "product": product(2, 3),
        "same": stack((nearest_prototype([[-1], [0], [1]]), [Affine([[1]], [c]) for c in (0, 1, 0)])),
        "five": gaussian_network("5-2-1"),
        "twelve": gaussian_network("12-20-1"),
        "fourteen": stack((nearest_prototype(np.eye(14, dtype=int).tolist()), [Affine([[1] * 14], [0])] * 14)),
        "wide": gaussian_network("6-40-40-1"),
        "many": digits(4, 6),
        "long": digits(8, 6),
        "deep": gaussian_network("2-64-64-64-1"),
    }
    for name, network in networks.items():
        save(network, made / f"{name}.npz")
    (made / "triangle.json").write_text('{"normals": [[-1, 0], [0, -1], [1, 1]], "offsets": [1, 1, "1/2"]}')
    rows = (-np.eye(12, dtype=int)).tolist()
    (made / "simplex.json").write_text(json.dumps({"normals": [*rows, [1] * 12], "offsets": [0] * 12 + [1]}))
    sides = np.eye(16, dtype=int).tolist() + (-np.eye(16, dtype=int)).tolist()
    (made / "cube.json").write_text(json.dumps({"normals": sides, "offsets": [1] * 32}))
    (made / "trivial.json").write_text('{"normals": [[0, 0], [-1, 0], [0, -1], [1, 1]], "offsets": [0, 1, 1, "1/2"]}')
    (made / "nowhere.json").write_text('{"normals": [[-1, 0], [0, -1], [1, 1], [0, 0]], "offsets": [1, 1, 1, -1]}')
    (made / "everywhere.json").write_text('{"everywhere": true}')
    (made / "wrong.json").write_text('{"centre": [0, 0], "radius": 1}')
    (made / "damaged.npz").write_bytes((made / "net.npz").read_bytes()[:99])
    return made


@pytest.fixture
def run(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    return run


def warnings(err):
    """What standard error holds apart from progress, which a slow machine sees."""
    return [line for line in err.splitlines() if not re.search(r", [0-9]+ s$", line)]


def document(result):
    """The one JSON document on standard output of a command that succeeded; nothing else is there or on the other."""
    code, out, err = result
    assert (code, warnings(err)) == (0, [])
    return json.loads(out)


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
        "pieces_seconds",
    }  # fmt: skip


def test_the_document_of_a_mixture(run):
    found = document(run("regions", "voronoi.npz", "--box", "-1", "1", "--json"))
    assert (found["activation_regions"], found["routing_cells"]) == (4, 2)


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
        start = time.perf_counter()
        code, out, _ = run("regions", *words.split(), "--budget", "0.5", "--json")
        found = json.loads(out)
        assert (code, found["guarantee"], found["activation_regions"] >= 1) == (4, "lower bound", True)
        assert time.perf_counter() - start < 4


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


# routing -----------------------------------------------------------------------------------------------------------


def test_the_document_of_a_routing(run):
    found = document(run("routing", "voronoi.npz", "--box", "-1,0", "1/2,1", "--json"))
    assert (found["paths"], found["possible"], found["cells"]) == (2, 3, 2)
    assert [own["load"] for own in found["experts"]] == ["2/3", "1/3", "0"]
    assert found["layers"][0]["dead"] == [2]
    assert sum(Fraction(route["measure"]) for route in found["routes"]) == Fraction(3, 2)


def test_the_table_of_a_routing(run):
    code, out, err = run("routing", "voronoi.npz", "--box", "-1,0", "1/2,1")
    assert (code, warnings(err)) == (0, [])
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "2 of 3 routes realised, in 2 cells"
    assert {"0 0 66.67% 2/3", "1 33.33% 1/3", "2 dead 0"} <= set(rows)
    assert any(row.startswith("entropy 0.636514") for row in rows)


def test_a_routing_is_exported(run, tmp_path):
    files = {kind: tmp_path / f"routes.{kind}" for kind in ("graphml", "tikz", "pdf")}
    words = ["--graphml", str(files["graphml"]), "--tikz", str(files["tikz"]), "--plot", str(files["pdf"])]
    document(run("routing", "digits.npz", "--box", "0", "1", *words, "--json"))
    assert nx.read_graphml(files["graphml"]).number_of_nodes() == 6
    assert r"\begin{tikzpicture}" in files["tikz"].read_text()
    assert files["pdf"].read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("words", ["many.npz --budget 0.05", "many.npz --memory 1e-4"])
def test_a_routing_that_is_cut_short_tells_what_it_saw(run, tmp_path, words):
    words = ["routing", *words.split(), "--box", "0", "1"]
    code, out, err = run(*words, "--graphml", "never.xml", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["guarantee"], found["cells"]) == (4, "INCONCLUSIVE", "lower bound", None)
    assert 1 <= found["paths"] < 4096
    assert all(own["dead"] == [] for own in found["layers"])
    assert "never.xml was not written" in err
    assert not os.path.exists("never.xml")
    assert "at least" in run(*words)[1]


def test_ctrl_c_after_all_routes_were_seen_keeps_them(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("boundkit.routing.graph.components", interrupted)
    code, out, _ = run("routing", "digits.npz", "--box", "0", "1", "--json")
    found = json.loads(out)
    assert (code, found["paths"], found["guarantee"], found["cells"]) == (130, 9, "exact", None)


@pytest.mark.heavy
def test_ctrl_c_ends_a_routing_with_what_it_saw(folder):
    words = [*COMMAND, "routing", str(folder / "long.npz"), "--box", "0", "1", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert "regions routed" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    start = time.monotonic()
    out, err = process.communicate(timeout=60)
    found = json.loads(out)
    assert (process.returncode, found["guarantee"], found["interrupted"]) == (130, "lower bound", True)
    assert found["paths"] > 1
    assert "Traceback" not in err
    assert time.monotonic() - start < 5


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
        ("regions net.npz --box -1 1 --plot map.pdf --section x3=0", "x1 .. x2"),
        ("regions net.npz --box -1 1 --plot map.pdf --section x2", "SYMBOL=VALUE"),
        ("regions net.npz --box -1 1 --plot map.pdf --section x2=7", "misses the domain"),
        ("regions net.npz --box -1 1 -o /dev/null/regions", "cannot write"),
        ("regions net.npz --domain everywhere.json -o regions.jsonl", "give a box or a bounded polytope"),
        ("regions net.npz --domain everywhere.json --plot map.pdf", "give a box or a bounded polytope"),
        ("routing net.npz --box -1 1", "no mixture layer"),
        ("routing none.npz --box -1 1", "there is no such file"),
        ("routing voronoi.npz --domain everywhere.json", "give a box or a bounded polytope"),
        ("routing voronoi.npz --box -1 1 --plot map.gif", ".pdf, .svg, .png"),
        ("routing voronoi.npz --box -1 1 --graphml /dev/null/g", "cannot write"),
        ("routing voronoi.npz --box -1 1 --tikz /dev/null/t", "cannot write"),
    ],
    ids=range(38),
)  # fmt: skip
def test_bad_input_is_one_clear_line(run, words, said):
    code, out, err = run(*words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    code, out, err = run(*words.split(), "--json")
    assert (code, err) == (2, "")
    assert said in json.loads(out)["error"]["message"]


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
