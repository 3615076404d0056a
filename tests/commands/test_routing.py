"""The command routing as a user meets it: documents, exit codes, pictures, clear errors."""

import json
import os
import signal
import subprocess
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from console import COMMAND, document, full_disk, refused_in_one_line, warnings


@pytest.fixture
def run(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    return run


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


def test_a_full_disk_leaves_the_routes_and_the_other_exports(run, tmp_path, monkeypatch):
    monkeypatch.setattr("boundkit.commands.routing.put", full_disk)
    words = ["--tikz", str(tmp_path / "routes.tex"), "--plot", str(tmp_path / "routes.svg"), "--json"]
    code, out, err = run("routing", "digits.npz", "--box", "0", "1", *words)
    assert (code, json.loads(out)["guarantee"]) == (2, "exact")
    assert "routes.tex: No space left on device" in err
    assert (tmp_path / "routes.svg").exists()


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
    out, err = process.communicate(timeout=60)
    found = json.loads(out)
    assert (process.returncode, found["guarantee"], found["interrupted"]) == (130, "lower bound", True)
    assert found["paths"] > 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("routing net.npz --box -1 1", "no mixture layer"),
        ("routing none.npz --box -1 1", "there is no such file"),
        ("routing voronoi.npz --domain everywhere.json", "give a box or a bounded polytope"),
        ("routing voronoi.npz --box -1 1 --plot map.gif", ".pdf, .svg, .png"),
        ("routing voronoi.npz --box -1 1 --graphml /dev/null/g", "cannot write"),
        ("routing voronoi.npz --box -1 1 --tikz /dev/null/t", "cannot write"),
    ],
)
def test_bad_input_is_one_clear_line(run, words, said):
    refused_in_one_line(run, words.split(), said)


def test_data_beside_the_exact_loads(run, folder):
    np.save(folder / "X.npy", np.random.default_rng(0).uniform(-1, 1, (200, 2)))
    found = document(run("routing", "voronoi.npz", "--box", "-1", "1", "--data", "X.npy", "--json"))
    seen = found["observed"]
    assert (seen["points"], sum(one["chosen"] for one in seen["experts"])) == (200, 200)
    loads = [one["load_float"] for one in found["experts"]]
    assert all(
        one["interval"][0] <= load <= one["interval"][1] for one, load in zip(seen["experts"], loads, strict=True)
    )
    code, out, _ = run("routing", "voronoi.npz", "--data", "X.npy")
    assert code == 0
    assert "in the data" in out
    np.save(folder / "bad.npy", np.zeros((2, 3, 1)))
    refused_in_one_line(run, ["routing", "voronoi.npz", "--data", "bad.npy"], "at most 2 dimensions")
    words = ["routing", "voronoi.npz", "--data", "X.npy", "--through", "X.npy"]
    refused_in_one_line(run, words, "leave --through out")


def test_a_router_of_many_inputs_says_how_to_count_and_keeps_what_data_say(run, folder):
    gate = np.random.default_rng(0).normal(size=(8, 2048)).astype(np.float32)
    entry = {"dtype": "F32", "shape": [8, 2048], "data_offsets": [0, gate.nbytes]}
    header = json.dumps({"model.layers.5.mlp.gate.weight": entry}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + gate.tobytes())
    layer = ["--layer", "5", "--router-only", "--top", "2"]
    code, _, err = run("routing", "model.safetensors", *layer, "--box", "-1", "1")
    assert code == 4
    assert "--through A.npy B.npy C.npy" in err
    np.save(folder / "hidden.npy", np.random.default_rng(1).normal(size=(20, 2048)))
    code, out, _ = run("routing", "model.safetensors", *layer, "--data", "hidden.npy", "--json")
    assert code == 4
    assert sum(one["chosen"] for one in json.loads(out)["observed"]["experts"]) == 40
    code, _, err = run("regions", "model.safetensors", "--box", "-1", "1")
    assert code == 2
    assert "--layer N" in err


def test_a_router_alone_has_routing_cells_and_no_figures_of_experts(run, folder):
    gate = np.random.default_rng(0).normal(size=(8, 64)).astype(np.float32)
    entry = {"dtype": "F32", "shape": [8, 64], "data_offsets": [0, gate.nbytes]}
    header = json.dumps({"model.layers.5.mlp.gate.weight": entry}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + gate.tobytes())
    for name, draw in zip("abc", np.random.default_rng(1).normal(size=(3, 64)), strict=True):
        np.save(folder / f"{name}.npy", draw)
    plane = ["--layer", "5", "--router-only", "--top", "2", "--through", "a.npy", "b.npy", "c.npy"]
    cells = document(run("regions", "model.safetensors", *plane, "-o", "cells.jsonl", "--json"))
    routed = document(run("routing", "model.safetensors", *plane, "--json"))
    assert cells["routing_cells"] == routed["paths"] == routed["cells"] > 1
    assert {cells[name] for name in ("activation_regions", "affine_pieces", "connected_pieces")} == {None}
    assert cells["router_only"]
    assert cells["parameters"] == routed["parameters"]["total"] == routed["parameters"]["loaded"] == gate.size
    assert cells["needed_parameters"] is routed["parameters"]["active"] is None
    lines = [json.loads(line) for line in (folder / "cells.jsonl").read_text().splitlines()]
    assert len(lines) == cells["routing_cells"]
    assert not any("affine" in line for line in lines)
    out = run("regions", "model.safetensors", *plane)[1]
    assert "the experts were not read" in out
    assert "activation regions" not in out
    assert "the experts were not read" in run("routing", "model.safetensors", *plane)[1]
    refused_in_one_line(run, ["regions", "model.safetensors", *plane, "--decision"], "leave --decision out")
