"""Which claim rests on which as data: every claim with its verdict, arrows from below, read back by other libraries."""

import json
import re

import networkx as nx
import pytest

from boundkit.checking.report import Headline
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.export.claim_files import claims_document, require_graph_file, write_claims
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

CLAIMS = [
    Headline("mine.theorem", "base", Verdict.CERTIFIED, "all"),
    Headline("mine.theorem", "top", Verdict.DERIVED, "all", rests_on=(ClaimId("mine.theorem", "base"),)),
    Headline("mine.other", "alone", Verdict.SUPPORTED, "3 instances", rests_on=(ClaimId("far.away", "lemma"),)),
]
ARROWS = {("mine.theorem:base", "mine.theorem:top"), ("far.away:lemma", "mine.other:alone")}


def test_the_document():
    document = claims_document(CLAIMS)
    verdicts = {claim["name"]: claim["verdict"] for claim in document["claims"]}
    assert verdicts == {
        "mine.theorem:base": "CERTIFIED", "mine.theorem:top": "DERIVED", "mine.other:alone": "SUPPORTED",
        "far.away:lemma": None,
    }  # fmt: skip
    assert {(below, above) for above, below in document["rests_on"]} == ARROWS


def test_files(tmp_path):
    for suffix in ("json", "graphml", "dot"):
        write_claims(CLAIMS, tmp_path / f"claims.{suffix}")
    assert json.loads((tmp_path / "claims.json").read_text()) == claims_document(CLAIMS)
    read = nx.read_graphml(tmp_path / "claims.graphml")
    assert set(read.edges) == ARROWS
    assert read.nodes["mine.theorem:top"]["verdict"] == "DERIVED"
    dot = (tmp_path / "claims.dot").read_text()
    assert set(re.findall(r'"([^"]+)" -> "([^"]+)"', dot)) == ARROWS
    assert dot.count("[label=") == 4


def test_refusals(tmp_path):
    with pytest.raises(MalformedInputError, match=r"no kind of graph; end it in \.json, \.graphml, \.dot"):
        require_graph_file(tmp_path / "claims.txt")
    with pytest.raises(FileAccessError, match="cannot write"):
        write_claims(CLAIMS, tmp_path / "none" / "claims.dot")
