"""Routings as JSON, GraphML and TikZ: what is written is what was measured, and LaTeX compiles it."""

import json
import re
import subprocess

import networkx as nx
import pytest
from routed import nested, pairs

from boundkit.arithmetic.rational import rational, to_fraction
from boundkit.constructions.digits import digits
from boundkit.errors import FileAccessError
from boundkit.export.routing import routing_document
from boundkit.routing import Routing, tikz, write_graphml
from boundkit.routing.layout import share_text


def test_the_document_of_digits():
    document = routing_document(Routing.of(digits(2, 2)))
    assert {name: document[name] for name in ("paths", "possible", "cells", "volume")} == {
        "paths": 4,
        "possible": 4,
        "cells": 4,
        "volume": "1",
    }
    assert document["experts"] == [
        {"layer": layer, "expert": expert, "load": "1/2", "load_float": 0.5} for layer in (0, 1) for expert in (0, 1)
    ]
    assert document["routes"] == [{"route": [i, j], "measure": "1/4"} for i in (0, 1) for j in (0, 1)]
    assert document["parameters"] == {"total": 10, "active": 4, "routing": 4, "loaded": 8}
    first = document["layers"][0]
    assert first == {"layer": 0, "experts": 2, "top": 1, "entropy": first["entropy"], "dead": []}
    low, high = map(float, first["entropy"])
    assert low <= 0.6931471805599453 <= high


def test_documents_are_json(routing):
    document = json.loads(json.dumps(routing_document(routing)))
    assert sum(rational(route["measure"]) for route in document["routes"]) == rational(document["volume"])
    for layer in document["layers"]:
        loads = [rational(e["load"]) for e in document["experts"] if e["layer"] == layer["layer"]]
        assert len(loads) == layer["experts"]
        assert [number for number, load in enumerate(loads) if load == 0] == layer["dead"]
        assert (layer["entropy"] is None) == (not any(loads))


def test_the_document_of_a_nested_mixture():
    document = routing_document(Routing.of(nested()))
    assert [layer["layer"] for layer in document["layers"]] == [0, "0.0.0", "0.0.1", "0.2.0", 1]
    assert [layer["dead"] for layer in document["layers"]] == [[2], [1, 2], [0], [0, 1], []]


def test_the_document_of_pairs():
    """Experts 0 and 1 serve above 1/3, else 1 and 2; the sum |2 x - 1| of two outputs is below 1/2 on (1/4, 3/4)."""
    document = routing_document(Routing.of(pairs()))
    routes = sorted(document["routes"], key=lambda route: route["route"])
    assert routes == [
        {"route": [[0, 1], 0], "measure": "5/12"},
        {"route": [[0, 1], 1], "measure": "1/4"},
        {"route": [[1, 2], 0], "measure": "1/12"},
        {"route": [[1, 2], 1], "measure": "1/4"},
    ]
    assert document["layers"][0]["top"] == 2


def test_graphml_can_be_read_again(routing, tmp_path):
    """Exact fractions come back as they were, and floats are the nearest ones."""
    write_graphml(routing, tmp_path / "routes.graphml")
    found, expected = nx.read_graphml(tmp_path / "routes.graphml"), routing.expert_graph()
    names = {own.place: own.layer.name for own in routing.layers}
    assert found.graph["paths"] == routing.paths
    assert found.graph["possible"] == str(routing.possible)
    nodes = {f"{names[place]}:{expert}": data for (place, expert), data in expected.nodes.items()}
    assert list(found) == list(nodes)
    for name, data in nodes.items():
        own = found.nodes[name]
        assert (rational(own["load"]), own["column"]) == (data["load"], data["column"])
        assert own["load_float"] == float(to_fraction(data["load"]))
        assert own["dead"] == (data["load"] == 0)
    edges = {
        tuple(f"{names[place]}:{expert}" for place, expert in edge): data["measure"]
        for edge, data in expected.edges.items()
    }
    assert {edge: rational(data["measure"]) for edge, data in found.edges.items()} == edges
    assert all(rational(d["share"]) == rational(d["measure"]) / routing.volume for d in found.edges.values())


def test_graphml_goes_nowhere(tmp_path):
    with pytest.raises(FileAccessError, match="choose another place"):
        write_graphml(Routing.of(digits(2, 1)), tmp_path / "missing" / "routes.graphml")


def test_tikz_draws_every_expert_and_every_way(routing):
    text, graph = tikz(routing), routing.expert_graph()
    drawn = re.findall(r"\\node\[(expert, fill=[^]]*|dead)\]", text)
    assert len(drawn) == len(graph)
    assert drawn.count("dead") == len(routing.dead)
    widths = [float(width) for width in re.findall(r"\\draw\[way, line width=([\d.]+)pt\]", text)]
    shares = [share for _, _, share in graph.edges(data="share")]
    assert len(widths) == len(shares)
    most = max(graph.nodes[node]["load"] for node in graph)
    for width, share in zip(widths, shares, strict=True):
        assert width == pytest.approx(max(0.2, 9 * float(to_fraction(share / most))), abs=0.006)
    assert not re.search(r"(?<!\\)%", text)
    assert f"routes: {routing.paths} of {routing.possible}" in text


def test_a_fragment_is_the_picture_alone(routing):
    fragment = tikz(routing, fragment=True)
    assert fragment.startswith(r"\begin{tikzpicture}")
    assert fragment in tikz(routing)
    assert r"\documentclass" not in fragment


@pytest.mark.parametrize(
    ("share", "text"), [("1/9", "1/9"), ("13/16", "13/16"), ("123/1000", "12.3%"), (1, "1"), ("1/1000000", "0.0001%")]
)
def test_short_fractions_stay_exact(share, text):
    assert share_text(rational(share)) == text


@pytest.mark.latex
def test_tikz_compiles_to_one_page(routing, tmp_path):
    (tmp_path / "routes.tex").write_text(tikz(routing), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "routes.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "(1 page," in done.stdout
    assert "Overfull" not in done.stdout
    text = subprocess.run(["pdftotext", "routes.pdf", "-"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert f"routes: {routing.paths} of {routing.possible}" in text
    assert text.count("dead\n") == len(routing.dead)
