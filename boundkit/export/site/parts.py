"""What takes long of the page of a result: its proofs, told and as files, and objects of its evidence measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field

from boundkit.commands.report import measured_beside_claimed
from boundkit.crews.here import Here
from boundkit.crews.spread import spread
from boundkit.discovery.discover import Entry, load
from boundkit.evidence.growth import RefutedBy
from boundkit.evidence.proof import Proof
from boundkit.export.proof import facts_by, proofs_document
from boundkit.export.proof_latex import appendix
from boundkit.export.site.proofs import ProofPage, proof_pages
from boundkit.export.site.scatter import Scatter, scatter_of
from boundkit.proofs.facts import Content
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

_SECONDS_TO_MEASURE = 0.3  # for one claim


@dataclass(frozen=True)
class Parts:
    """Proofs and drawings by the names of claims; the proofs as LaTeX and as a record, empty for none."""

    proofs: Mapping[str, Sequence[ProofPage]] = field(default_factory=dict)
    scatters: Mapping[str, Scatter | None] = field(default_factory=dict)
    latex: str = ""
    record: str = ""

    @classmethod
    def of(cls, theorem: Theorem) -> Parts:
        found = _proofs(theorem)
        scatters = {name: _scatter(theorem, theorem.claim(name)) for name in theorem.evaluable()}
        if not found:
            return cls({}, scatters)
        latex, record = appendix(theorem, found) + "\n", json.dumps(proofs_document(theorem, found)) + "\n"
        return cls(proof_pages(found), scatters, latex, record)


def parts_of(entries: Sequence[Entry], jobs: int) -> Iterator[tuple[Entry, Parts]]:
    """The parts of each result, as they come, in several processes; none of one whose process dies."""
    if jobs == 1 or len(entries) < 2:
        for entry in entries:
            yield entry, _made(entry.origin, entry.theorem.id)
        return
    for number, made in spread(_made, [(entry.origin, entry.theorem.id) for entry in entries], Here(jobs)):
        yield entries[number], made if isinstance(made, Parts) else Parts()


def _made(origin: str, id: str) -> Parts:
    try:
        with redirect_stdout(sys.stderr):
            return Parts.of(next(entry.theorem for entry in load(origin) if entry.theorem.id == id))
    except Exception:  # the evidence of the page says what raises
        return Parts()


def _proofs(theorem: Theorem) -> list[tuple[Claim, Content]]:
    """The proofs that come to their end; of others the evidence says why they do not."""
    found: list[tuple[Claim, Content]] = []
    for item in theorem.evidence:
        if isinstance(item, Proof | RefutedBy):
            try:
                found += facts_by(item, theorem)
            except Exception:
                continue
    return found


def _scatter(theorem: Theorem, claim: Claim) -> Scatter | None:
    return scatter_of(measured_beside_claimed(theorem, claim, _SECONDS_TO_MEASURE), str(claim.quantity))
