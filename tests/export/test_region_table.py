"""The table that sets bounds beside counts: every figure against its own computation, and what it leaves out."""

import csv
import io
import subprocess
from math import comb

import pytest

from boundkit.commands.counts import count_beside_bounds
from boundkit.constructions.digits import digits, folded_digits, subsets
from boundkit.constructions.folding import folding_network
from boundkit.constructions.gaussian import gaussian_network
from boundkit.discovery.discover import discover
from boundkit.errors import ShapeError
from boundkit.export.tables import FORMATS, regions_table, table_document
from boundkit.networks import (
    Affine,
    Fork,
    LinearGate,
    Program,
    Rectifier,
    ReLUNetwork,
    TreeGate,
    prelu_network,
    residual,
    stack,
)
from boundkit.regions import EVERYWHERE
from boundkit.regions.found import Count

THEOREMS = [entry.theorem for entry in discover().entries]
DENSE = {"2-4-4-1": gaussian_network("2-4-4-1"), "3-6-1": gaussian_network("3-6-1", seed=1)}
RELU_EXPERTS = stack((LinearGate([[1], [-1]], [0, 0]), [ReLUNetwork.of([[[1], [1]], [[1, 1]]], [[0, -1], [0]])] * 2))


def cells(networks, where=(-1, 1), **options):
    table = regions_table(count_beside_bounds(THEOREMS, networks, where, **options))
    rows = list(csv.DictReader(io.StringIO(table.render("csv"))))
    return {row["network"]: row for row in rows}


def test_dense_networks():
    found = cells(DENSE)
    serra = sum(comb(4, j) * sum(comb(4, i) for i in range(min(2, 4 - j) + 1)) for j in range(3))
    assert found["2-4-4-1"]["serra_upper"] == str(serra)
    assert found["2-4-4-1"]["montufar_upper"] == str(11 * 11)
    assert found["2-4-4-1"]["montufar_lower"] == str(4 * 11)
    assert found["2-4-4-1"]["zaslavsky"] == "-"
    shallow = found["3-6-1"]
    assert {shallow[head] for head in ("serra_upper", "montufar_upper", "montufar_lower", "zaslavsky")} == {"42"}
    for row in found.values():
        assert row["guarantee"] == "exact"
        assert int(row["regions"]) <= int(row["serra_upper"]) <= int(row["montufar_upper"])
    assert "routing cells" not in shallow


def test_the_regions_are_counted_on_the_domain():
    network = {"folding": folding_network(2, (4, 3))}
    assert cells(network, (0, 1))["folding"]["regions"] == "28" == cells(network, (0, 1))["folding"]["montufar_lower"]
    assert int(cells(network, (-9, 9))["folding"]["regions"]) > 28
    assert cells({"line": gaussian_network("1-5-1")}, EVERYWHERE)["line"]["regions"] == "6"


def test_mixtures():
    found = cells(
        {"digits": digits(3, 2), "folded": folded_digits(2, 3, 1), "pairs": subsets(4, 2, 1), "relu": RELU_EXPERTS},
        (0, 1),
    )
    digit, pairs, relu = found["digits"], found["pairs"], found["relu"]
    assert digit["regions"] == digit["(E R)^L"] == digit["C(E, k)^L"] == digit["routing cells"] == "9"
    assert pairs["regions"] == pairs["C(E, k)^L"] == pairs["one top-k layer"] == "6"
    assert pairs["(E R)^L"] == "-"
    assert relu["(E R)^L"] == str(2 * 3)
    assert relu["C(E, k)^L"] == "-"
    assert found["folded"]["routing cells"] == "2"
    assert found["folded"]["(E R)^L"] == "-"  # its experts pass a value by the hidden layer
    assert "serra_upper" not in digit


def test_networks_and_mixtures_in_one_table():
    both = cells({"1-3-1": gaussian_network("1-3-1"), "digits": digits(2, 2)})
    assert both["1-3-1"]["routing cells"] == both["digits"]["serra_upper"] == "-"
    assert [row["shape"] for row in both.values()] == ["1-3-1", "1-(1 of 2)-(1 of 2)-1"]


def test_a_count_that_is_not_finished_is_a_lower_bound(monkeypatch):
    unfinished = Count(17, "lower bound", "an engine", lambda: (0, 0, 0))
    monkeypatch.setattr("boundkit.commands.counts.count", lambda *arguments, **options: unfinished)
    row = cells({"digits": digits(2, 2)}, budget=1e-3)["digits"]
    assert (row["regions"], row["guarantee"]) == ("17", "lower bound")
    assert "routing cells" not in row
    table = regions_table(count_beside_bounds(THEOREMS, {"digits": digits(2, 2)}))
    assert r"$\geq 17$" in table.render("latex")
    assert "<math><mo>≥</mo><mn>17</mn></math>" in table.render("html")


def test_budget_and_progress_reach_the_count(monkeypatch):
    seen = {}

    def stand_in(program, where, **options):
        seen.update(options, where=where)
        return Count(1, "exact", "an engine", lambda: (1, 1, 1))

    monkeypatch.setattr("boundkit.commands.counts.count", stand_in)
    count_beside_bounds(THEOREMS, {"digits": digits(2, 2)}, (0, 3), budget=7, progress=print)
    assert seen == {"where": (0, 3), "budget": 7, "progress": print, "announce": None}


def test_what_no_bound_speaks_of():
    skip = residual(Program((Affine([[1, 1], [1, 0]], [0, -1]), Rectifier.relu(2))))
    tree = stack((TreeGate(Fork(Affine([[1, 0]], [0]), 0, 1)), [Affine([[1, 0]], [0])] * 2))
    leaky = prelu_network([[[1, 0], [0, 1]], [[1, 1]]], [[0, 0], [0]], ["1/10"])
    found = cells({"skip": skip, "tree": tree, "leaky": leaky, "affine": ReLUNetwork.affine([[1, 0]], [0])})
    assert {head for row in found.values() for head in row} == {
        "network", "shape", "regions", "guarantee", "montufar_upper", "zaslavsky", "routing cells"}  # fmt: skip
    assert found["leaky"]["montufar_upper"] == found["leaky"]["zaslavsky"] == "4"
    assert found["skip"]["montufar_upper"] == found["tree"]["montufar_upper"] == found["affine"]["zaslavsky"] == "-"
    assert found["affine"]["regions"] == "1"
    assert found["tree"]["routing cells"] == "2"


def test_narrow_layers_have_no_lower_number():
    assert "montufar_lower" not in cells({"3-2-1": gaussian_network("3-2-1")})["3-2-1"]


def test_without_the_theorems_only_counts_are_left():
    assert regions_table(count_beside_bounds([], DENSE)).columns == ("network", "shape", "regions", "guarantee")
    assert regions_table(count_beside_bounds([], {"relu": RELU_EXPERTS})).columns[-2:] == ("guarantee", "routing cells")


@pytest.mark.parametrize("format", FORMATS)
def test_all_formats_hold_every_row(format):
    text = regions_table(count_beside_bounds(THEOREMS, DENSE)).render(format)
    assert all(name in text for name in DENSE)
    assert "serra" in text


def test_the_document():
    document = table_document(regions_table(count_beside_bounds(THEOREMS, DENSE)))
    assert document["columns"][:4] == ["network", "shape", "regions", "guarantee"]
    assert len(document["rows"]) == 2
    assert any("montufar_lower" in note for note in document["notes"])


def test_a_domain_of_another_dimension():
    with pytest.raises(ShapeError):
        count_beside_bounds(THEOREMS, DENSE, ([0, 0], [1, 1]))


@pytest.mark.latex
def test_latex_compiles(tmp_path):
    networks = {**DENSE, "net_1.npz": gaussian_network("3-3-1")}
    (tmp_path / "table.tex").write_text(
        regions_table(count_beside_bounds(THEOREMS, networks)).render("latex"), encoding="utf-8"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
