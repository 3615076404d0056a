"""False theorems, one and more for every kind of evidence: all of them come out REFUTED, with a witness.

Those of ``resting`` are false because of what they assume, and come out SUPPORTED; those of ``refused`` hide that.
Those of ``proofs`` hold false proofs, none of which proves its claim.
"""

import gc
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import boundkit.evidence
from boundkit.checking.headlines import headline
from boundkit.checking.runner import check
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.errors import StatementError
from boundkit.evidence.item import Item
from boundkit.evidence.kinds import Instances
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

CONTROLS = Path(__file__).parent / "controls"
FILES, RESTING, REFUSED, PROOFS = (
    sorted((CONTROLS / folder).glob("*.py")) for folder in ("", "resting", "refused", "proofs")
)


def results_of(path):
    (entry,) = load(str(path))
    return [run_item(entry, index, False, 60) for index in range(len(entry.theorem.evidence))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_item_is_refuted_with_a_witness(path):
    for result in results_of(path):
        assert result.verdict is Verdict.REFUTED, result
        assert result.witness, result


def kinds_of_evidence():
    """The kinds of all classes below Item, wherever in boundkit.evidence they are."""
    for module in iter_modules(boundkit.evidence.__path__, "boundkit.evidence."):
        import_module(module.name)
    found, waiting = set(), [Item]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found |= {kind.kind for kind in below if hasattr(kind, "kind")}
    return found


def test_every_kind_of_evidence_has_a_control():
    covered = {item.kind for path in (*FILES, *PROOFS) for entry in load(str(path)) for item in entry.theorem.evidence}
    assert covered == kinds_of_evidence()


@pytest.mark.heavy
def test_a_new_kind_of_evidence_needs_a_control():
    before = kinds_of_evidence()

    class Revealed(Instances):
        kind = "revealed"

    assert kinds_of_evidence() == {*before, "revealed"}
    del Revealed
    gc.collect()
    assert kinds_of_evidence() == before


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_a_false_proof_proves_nothing(path):
    """Each is turned down for the reason that its docstring names."""
    (entry,) = load(str(path))
    proofs = [(index, item) for index, item in enumerate(entry.theorem.evidence) if item.kind == "proof"]
    assert proofs
    for index, item in proofs:
        result = run_item(entry, index, False, 60)
        assert result.verdict not in (Verdict.CERTIFIED, Verdict.DERIVED), result
        assert item.argument.__doc__ in result.detail, result.detail
    assert {claim.headline for claim in check([entry]).claims}.isdisjoint({Verdict.CERTIFIED, Verdict.DERIVED})


@pytest.mark.parametrize("path", RESTING, ids=lambda path: path.stem)
def test_what_rests_on_a_refuted_claim_is_supported_at_most(path):
    (entry,) = load(str(path))
    others = load(str(CONTROLS / "too_few_pieces.py"))
    report = check([entry], catalogue=[entry, *others])
    main = next(claim for claim in report.claims if claim.claim == "main")
    assert main.headline is Verdict.SUPPORTED
    assert main.scope.endswith(" (which is not certified)")
    assert {claim.id for claim in report.claims} == {entry.theorem.id}
    headlines = {ClaimId(claim.id, claim.claim): claim.headline for claim in check([entry, *others]).claims}
    assert Verdict.REFUTED in {headlines[claim] for claim in main.rests_on}


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_hides_that_it_assumes_a_claim_is_refused(path):
    with pytest.raises(StatementError, match=r"assuming=|assumes what is no claim"):
        load(str(path))


def test_the_headline_of_a_false_claim_is_refuted():
    verdict = headline(results_of(FILES[0].with_name("too_few_pieces.py"))).verdict
    assert verdict is Verdict.REFUTED
