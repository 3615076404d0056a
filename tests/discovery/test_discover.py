"""Discovery: what is installed is found, what is broken is set apart."""

import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from boundkit.discovery.dependencies import find_circle
from boundkit.discovery.discover import Broken, Catalogue, Entry, discover, faults, load, proofs_of
from boundkit.discovery.index import summaries, summary
from boundkit.errors import CatalogueError, FileAccessError, StatementError, UnknownNameError
from boundkit.evidence import derives
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
Q = quantity("Q", "something", measure=len)


def theorem(id, uses=()):
    evidence = (derives("upper", lambda: (), name="proof", assuming=uses),)
    return Theorem(id=id, title="t", source=cite("a", "b"), claims=(Claim("upper", UPPER, n >= Q),), evidence=evidence)


def entry(id, uses=(), origin="here"):
    return Entry(theorem(id, uses), origin)


def test_the_shipped_catalogue_is_whole():
    found = discover()
    assert found.broken == ()
    assert "wang2025.piece_count" in found.ids


def test_every_hypothesis_of_the_shipped_catalogue_has_a_claim_and_every_claim_has_evidence():
    for item in discover().entries:
        covered = {evidence.claim for evidence in item.theorem.evidence}
        assert covered == set(item.theorem.claim_names), item.theorem.id


def test_every_explicit_claim_has_a_check_that_can_fail():
    for item in discover().entries:
        controlled = {e.claim for e in item.theorem.evidence if e.kind in ("too_strong", "fails_without")}
        for claim in item.theorem.claims:
            if claim.status == "explicit":
                assert claim.name in controlled, f"{item.theorem.id} {claim.name}"


def test_every_source_is_in_the_bibliography():
    import boundkit.theorems

    text = (Path(boundkit.theorems.__path__[0]) / "references.bib").read_text(encoding="utf-8")
    listed = set(re.findall(r"@\w+\{(\w+),", text)) | {"boundkit", "folklore"}
    cited = {item.theorem.source.key for item in discover().entries}
    cited |= {c.source.key for item in discover().entries for c in item.theorem.claims if c.source}
    assert cited <= listed


def test_every_citation_of_the_work_of_others_says_how_its_wording_is_known():
    for item in discover().entries:
        for source in (item.theorem.source, *(claim.source for claim in item.theorem.claims if claim.source)):
            assert (source.wording is None) == (source.key == "boundkit"), f"{item.theorem.id}: {source}"


def test_a_duplicate_id_is_refused():
    with pytest.raises(CatalogueError, match="used twice, by here and there; rename one"):
        Catalogue((entry("a.x"), entry("a.x", origin="there")))


def test_an_unknown_use_is_refused():
    with pytest.raises(StatementError, match=r"did you mean a\.xy:upper"):
        Catalogue((entry("a.xy"), entry("b.y", uses=["a.xz:upper"])))
    with pytest.raises(StatementError, match=r"b\.y assumes a\.xy:lower: unknown claim"):
        Catalogue((entry("a.xy"), entry("b.y", uses=["a.xy:lower"])))


def test_a_circle_is_refused():
    with pytest.raises(CatalogueError, match="circle"):
        Catalogue((entry("a.x", uses=["b.y:upper"]), entry("b.y", uses=["a.x:upper"])))
    assert find_circle({"a": {"a"}}) == ["a", "a"]


def test_only_the_faulty_entry_is_set_apart():
    good, bad = entry("a.x"), entry("b.y", uses=["no.such:upper"])
    assert list(faults((good, bad))) == [bad]


def test_the_index_is_the_catalogue():
    assert summaries() == [summary(item.theorem) for item in discover().entries]
    assert summaries() == json.loads(json.dumps(summaries()))


def test_a_theorem_file_may_hold_what_cannot_tell_its_kind():
    """sympy has sets of which ``kind`` raises, so that ``from sympy import *`` brings them in."""
    module = ModuleType("mine")
    exec("from sympy import *", vars(module))
    assert proofs_of(module, None) == []


def test_a_result_whose_file_raises_is_named_with_its_fault():
    broken = Broken("somebody.pieces", "StatementError: two items", "/there/pieces.py", 7, ())
    found = Catalogue((entry("paper.other"),), (broken,))
    for ask in (lambda: found.entry("paper.pieces"), lambda: found.select(["paper.pieces"])):
        with pytest.raises(UnknownNameError, match=r"could not be read: StatementError: two items .*line 7"):
            ask()
    with pytest.raises(UnknownNameError, match="unknown result"):
        found.entry("paper.pieces_of_others")


def test_a_file_that_may_not_be_read_is_bad_input(tmp_path, monkeypatch):
    closed = tmp_path / "closed.py"
    closed.write_text("")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(FileAccessError, match=r"closed\.py: Permission denied"):
        load(str(closed))
    monkeypatch.setattr(Path, "stat", denied)
    with pytest.raises(FileAccessError, match="there is no such file"):
        load(str(tmp_path / "closed" / "hidden.py"))


def denied(path, **_):
    raise PermissionError(13, "Permission denied")
