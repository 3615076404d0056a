"""False theorems, one and more for every kind of evidence: all of them come out REFUTED, with a witness."""

from pathlib import Path

import pytest

from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.evidence import kinds
from boundkit.verdict import Verdict

FILES = sorted((Path(__file__).parent / "controls").glob("*.py"))


def results_of(path):
    (entry,) = load(str(path))
    return [run_item(entry, index, False, 60) for index in range(len(entry.theorem.evidence))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_item_is_refuted_with_a_witness(path):
    for result in results_of(path):
        assert result.verdict is Verdict.REFUTED, result
        assert result.witness, result


def test_every_kind_of_evidence_has_a_control():
    covered = {item.kind for path in FILES for entry in load(str(path)) for item in entry.theorem.evidence}
    classes = [kinds.Instances, kinds.Attained, kinds.FailsWithout, kinds.TooStrong, kinds.Derives, kinds.Simulates]
    assert covered == {kind.kind for kind in classes}


def test_the_headline_of_a_false_claim_is_refuted():
    verdict, _ = headline(results_of(FILES[0].with_name("too_few_pieces.py")))
    assert verdict is Verdict.REFUTED
