"""What a check came to: one result an item of evidence, one headline a claim, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from boundkit.discovery.discover import Broken
from boundkit.evidence.item import Trusted
from boundkit.evidence.scope import Scope
from boundkit.notebook import Grid, Tabular
from boundkit.seal import sealed
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

CONTROLS = ("fails_without", "too_strong", "too_small")  # kinds; what they refute is not the claim


@dataclass(frozen=True)
class Result:
    """What one item of evidence came to; the fields are the keys of the JSON, where the scope is in words.

    ``files`` are those that were read on the way, with digests, and ``certificate`` is what was asked for to show it: a
    document, or once that is written its file and digest; no reader of the JSON needs them.
    """

    id: str
    claim: str
    evidence: str
    kind: str
    verdict: Verdict
    scope: Scope
    expected: Verdict
    as_expected: bool
    seconds: float
    detail: str
    witness: Any = None
    breaks_claim: bool = False
    premises: tuple[Trusted, ...] = ()
    used: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    certificate: Any = None

    @property
    def breaks_premise(self) -> bool:
        """Whether an object breaks a premise of this proof."""
        return any(premise.broken_by for premise in self.premises)

    @property
    def is_open(self) -> bool:
        """Whether it came to no answer where one was expected: it may yet refute, or another run may settle it."""
        without = (Verdict.INCONCLUSIVE, Verdict.VACUOUS, Verdict.ERROR)
        return self.verdict in without and not self.as_expected

    @property
    def scope_text(self) -> str:
        """The scope in words."""
        return self.scope.text(self.id)

    def to_json(self) -> dict[str, Any]:
        """The fields, with the scope in words, the ids of the claims that it assumes, and what is stated besides."""
        grounds = {"assumes": list(map(str, self.scope.assumes)), "stated": list(self.scope.stated)}
        fields = {name: value for name, value in asdict(self).items() if name not in ("files", "certificate")}
        return {**fields, "scope": self.scope_text, **grounds}


@dataclass(frozen=True)
class Headline:
    """The verdict on a claim, joined from its evidence, the scope that goes with it, and where the claim comes from.

    ``rests_on`` are the claims on which the headline stands, ``premises`` what its proof and theirs take on trust;
    ``open`` names the items of evidence for it and for them that came to no answer, such as those of lost processes;
    ``proviso`` is "as summarised", "as remembered" or
    "as over-read" where nobody has read the statement in its source; ``statement`` is the claim as it was checked.
    """

    id: str
    claim: str
    headline: Verdict
    scope: str
    origin: str = ""
    proviso: str = ""
    rests_on: tuple[ClaimId, ...] = ()
    statement: str = ""
    premises: tuple[Trusted, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The headline with what must stand beside it.

        A refutation says when it concerns a summary, a memory or an over-reading; a derivation, and a refutation by
        what is derived, says from how many premises; each says how many checks that might contradict it stayed open.
        """
        refuted = self.headline is Verdict.REFUTED
        said = f"{self.headline} {self.proviso}" if refuted and self.proviso else self.headline.value
        trusts = self.headline is Verdict.DERIVED or (refuted and any(premise.relation for premise in self.premises))
        said = f"{said} from {self.grounds}" if trusts else said
        answered = self.headline not in (Verdict.INCONCLUSIVE, Verdict.VACUOUS, Verdict.ERROR)
        unheard = f"; {len(self.open)} check{'s' * (len(self.open) != 1)} without an answer"
        return said + unheard * bool(answered and self.open)

    @property
    def grounds(self) -> str:
        """How many premises there are, and how many of them were tried on objects; declarations are none."""
        relations = [premise for premise in self.premises if premise.relation]
        tested = sum(bool(premise.tested_by) for premise in relations)
        return f"{len(relations)} premise{'s' * (len(relations) != 1)}, {tested} tested"

    def to_json(self) -> dict[str, Any]:
        """The fields, with ids of claims."""
        return {**asdict(self), "rests_on": list(map(str, self.rests_on))}


@dataclass(frozen=True)
class Report(Tabular):
    """The outcome of a check: results in catalogue order, and the theorem files that raised.

    Not all results are there when it was ``interrupted``, ``stopped``, which says why, or else not ``complete``;
    ``notes`` are for the reader.
    """

    results: tuple[Result, ...]
    claims: tuple[Headline, ...]
    broken: tuple[Broken, ...] = ()
    interrupted: bool = False
    stopped: str = ""
    notes: tuple[str, ...] = ()
    complete: bool = True

    def _grid(self) -> Grid:
        rows = tuple(
            (
                f"{claim.id}:{claim.claim}",
                claim.statement,
                claim.verdict,
                claim.scope,
                ", ".join(map(str, claim.rests_on)),
            )
            for claim in self.claims
        )
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.summary.items() if count)
        wrong = sum(not result.as_expected for result in self.results)
        expected = f"{wrong} not as expected" if wrong else "all as expected"
        notes = (f"{len(self.results)} checks: {counts}; {expected}",) if self.results else ()
        return Grid(("claim", "statement", "verdict", "scope", "rests on"), rows, (*notes, *self.notes))

    @property
    def summary(self) -> dict[str, int]:
        """How many items came to each verdict."""
        counts = Counter(result.verdict.value for result in self.results)
        return {verdict.value: counts[verdict.value] for verdict in Verdict}

    @cached_property
    def exit_code(self) -> int:
        """0 all as expected; 4 when only budgets were short; 2 when stopped; 130 when interrupted; else 1."""
        wrong = [result for result in self.results if not result.as_expected]
        if self.interrupted:
            return 130
        if self.stopped:
            return 2
        if self.broken or any(r.verdict is not Verdict.INCONCLUSIVE for r in wrong):
            return 1
        return 4 if wrong else 0

    def to_json(self) -> dict[str, Any]:
        """The document of ``boundkit check --json``, sealed, so that it may be read again."""
        return sealed(
            {
                "results": [result.to_json() for result in self.results],
                "claims": [claim.to_json() for claim in self.claims],
                "summary": self.summary,
                "complete": self.complete and not (self.interrupted or self.stopped),
                "broken": [asdict(broken) for broken in self.broken],
            }
        )
