"""A new theorem file from the command line."""

import json
import runpy
from pathlib import Path


def test_new_writes_a_file_that_checks(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine.pieces")[0] == 0
    assert len(Path("pieces.py").read_text().splitlines()) <= 56
    code, out, _ = run("check", "pieces.py", "--jobs", "1", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["summary"]["REFUTED"] == 2
    (claim,) = found["claims"]
    assert claim["headline"] == "DERIVED"
    assert [bool(premise["tested_by"]) for premise in claim["premises"] if premise["relation"]] == [True, True]
    code, _, err = run("new", "mine.pieces")
    assert code == 2
    assert "exists already" in err


def test_its_hypothesis_ties_the_symbol_to_the_network(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine.pieces")[0] == 0
    written = runpy.run_path("pieces.py")
    network = written["bends_at"]([0, 1])
    assert written["shallow"].met_by(network, {"W": 2})
    assert not written["shallow"].met_by(network, {"W": 1})
    assert not written["shallow"].met_by(written["two_hidden_layers"](2), {"W": 2})
