"""The verdict on a claim, joined from its evidence and from the verdicts on what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple, TypeVar

from boundkit.checking.report import Headline, Result
from boundkit.discovery.discover import Entry
from boundkit.evidence.item import Trusted
from boundkit.evidence.kinds import Attained, Instances, Simulates, TooStrong
from boundkit.proofs.premises import Lemma
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

PROVED = (Verdict.CERTIFIED, Verdict.DERIVED)
Inherited = TypeVar("Inherited")


class Standing(NamedTuple):
    """What a claim comes to, the scope that goes with it in words, the claims that this rests on, and premises."""

    verdict: Verdict
    scope: str
    rests_on: tuple[ClaimId, ...] = ()
    premises: tuple[Trusted, ...] = ()


def joined(
    entries: Sequence[Entry], results: Sequence[Result], grounds: Iterable[Entry] = ()
) -> tuple[tuple[Result, ...], tuple[Headline, ...]]:
    """The results of ``entries``, of which only those refute that stand on certified claims, and their headlines.

    The claims may rest on those of ``grounds``, whose results are then among ``results``; on any other they rest in
    vain.
    """
    evidence = _Evidence(list(dict.fromkeys((*entries, *grounds))), results)
    results = with_broken_premises(tuple(map(evidence.as_stated, results)))
    certified, disputed = evidence.certified(results)
    settled = tuple(evidence.unless_unfounded(result, certified) for result in results)
    found = evidence.standings(settled)
    premises = _inherited(found, lambda claim: found[claim].premises)
    unanswered = [(ClaimId(r.id, r.claim), f"{r.id}: {r.evidence}") for r in settled if r.is_open]
    open_ones = _inherited(found, lambda claim: [name for concerned, name in unanswered if concerned == claim])
    lines = []
    for entry in entries:
        for claim in entry.theorem.claims:
            place = ClaimId(entry.theorem.id, claim.name)
            verdict, scope, rests_on, _ = found[place]
            if verdict is Verdict.CERTIFIED and premises[place]:
                verdict = Verdict.DERIVED
            if verdict in PROVED and place in disputed:
                verdict, scope = Verdict.INCONCLUSIVE, "claims that refute each other in a circle"
            origin, proviso = entry.theorem.origin_of(claim), entry.theorem.proviso_of(claim)
            lines.append(Headline(place.result, place.claim, verdict, scope, origin, proviso, rests_on, claim.text,
                                  premises[place], open_ones[place]))  # fmt: skip
    own = {entry.theorem.id for entry in entries}
    return tuple(result for result in settled if result.id in own), tuple(lines)


def _inherited(
    found: Mapping[ClaimId, Standing], own: Callable[[ClaimId], Iterable[Inherited]]
) -> dict[ClaimId, tuple[Inherited, ...]]:
    """What every claim has of its ``own``, together with that of the claims that its headline rests on."""

    def below(claim: ClaimId) -> tuple[Inherited, ...]:
        reached = [claim]
        for each in reached:  # a circle is gone through once
            reached += [ground for ground in found[each].rests_on if ground in found and ground not in reached]
        return tuple(dict.fromkeys(thing for each in reached for thing in own(each)))

    return {claim: below(claim) for claim in found}


def with_broken_premises(results: Sequence[Result]) -> tuple[Result, ...]:
    """The results, of which those are INCONCLUSIVE that take on trust what an object breaks in another proof.

    Within a result, premises of one sentence and one relation are one premise.
    """
    broken = {
        (result.id, premise.text, premise.relation): (premise, result)
        for result in results
        for premise in result.premises
        if premise.broken_by
    }

    return tuple(result if result.breaks_premise else _with_broken(result, broken) for result in results)


def _with_broken(result: Result, broken: Mapping[tuple[str, str, str], tuple[Trusted, Result]]) -> Result:
    found = [broken.get((result.id, each.text, each.relation), (each, result)) for each in result.premises]
    for premise, other in found:
        if premise.broken_by:
            return replace(
                result,
                verdict=Verdict.INCONCLUSIVE,
                as_expected=result.expected is Verdict.INCONCLUSIVE,
                detail=f"an object breaks the premise {premise.text!r}, as {other.evidence} of {other.claim} found",
                witness=other.witness,
                premises=tuple(each for each, _ in found),
            )
    return result


class _Evidence:
    """Which items of evidence speak for or against which claims of a catalogue."""

    def __init__(self, entries: Sequence[Entry], results: Iterable[Result]) -> None:
        claims = {ClaimId(e.theorem.id, claim.name): (e.theorem, claim) for e in entries for claim in e.theorem.claims}
        self._claims = list(claims)
        self._said = {
            str(place): Lemma(theorem.id, claim, theorem.hypotheses_of(claim)).digest
            for place, (theorem, claim) in claims.items()
        }
        self._supporting = {(e.theorem.id, item.name) for e in entries for item in e.theorem.evidence if item.supports}
        self._of_nothing = {
            ClaimId(e.theorem.id, claim.name)
            for e in entries
            for claim in e.theorem.claims
            if e.theorem.hypotheses_of(claim)
        } - {ClaimId(result.id, result.claim) for result in results if _met(result)}

    def _by_claim(self, results: Sequence[Result]) -> dict[ClaimId, list[Result]]:
        found: dict[ClaimId, list[Result]] = {claim: [] for claim in self._claims}
        for result in results:
            breaks = result.breaks_claim and result.verdict is Verdict.REFUTED
            if breaks or (result.id, result.evidence) in self._supporting:
                found[ClaimId(result.id, result.claim)].append(result)
        return found

    def standings(self, results: Sequence[Result]) -> dict[ClaimId, Standing]:
        """What every claim comes to when these results count."""
        found = self._by_claim(results)
        sound = well_founded(found)
        standings = {claim: sound.get(claim) or headline(own, sound.keys()) for claim, own in found.items()}
        void = {claim for claim, own in found.items() if claim not in sound and any(r.breaks_premise for r in own)}
        while above := {claim for claim in found.keys() - sound.keys() - void if _rests_on(found[claim], void)}:
            void |= above
        for claim in void:
            if standings[claim].verdict is not Verdict.REFUTED:
                standings[claim] = Standing(Verdict.INCONCLUSIVE, "an object breaks a premise that it rests on")
        return standings

    def as_stated(self, result: Result) -> Result:
        """A result; SUPPORTED where it proves with a lemma that says something else than the claim of that id."""
        other = [id for id, digest in result.used if self._said.get(id, digest) != digest]
        if result.verdict not in PROVED or not other:
            return result
        detail = f"it uses another {' and '.join(other)} than the catalogue has: {result.detail}"
        return replace(result, verdict=Verdict.SUPPORTED, detail=detail, as_expected=False)

    def certified(self, results: Sequence[Result]) -> tuple[set[ClaimId], set[ClaimId]]:
        """The claims that are certified whichever refutations count in the end, and those for which that stays open.

        A refutation counts when the claims that it assumes are certified, which is for their own refutations to say. So
        the claims are bounded from both sides until nothing changes; only a circle leaves some between the bounds.
        """
        least: set[ClaimId] = set()
        most = set(self._claims)
        while True:
            bounds = []
            counting = most
            for _ in range(2):  # the more refutations count, the fewer claims are certified
                counted = self._by_claim([self.unless_unfounded(result, counting) for result in results])
                counting = set(well_founded(counted))
                bounds.append(counting)
            if bounds == [least, most]:
                return least, most - least
            least, most = bounds

    def unless_unfounded(self, result: Result, certified: Set[ClaimId]) -> Result:
        """A result; INCONCLUSIVE where it refutes by a claim that is not certified, or by a bound about nothing.

        A bound from below on objects with hypotheses refutes only when one that meets them was measured.
        """
        missing = sorted(set(result.scope.assumes) - certified)
        empty = sorted(set(result.scope.assumes) & self._of_nothing)
        if result.verdict is not Verdict.REFUTED or not (missing or empty):
            return result
        named = " and ".join(claim.claim if claim.result == result.id else str(claim) for claim in missing or empty)
        why = f"{named} is not certified" if missing else f"no object was measured that meets the hypotheses of {named}"
        return replace(
            result,
            verdict=Verdict.INCONCLUSIVE,
            as_expected=result.expected is Verdict.INCONCLUSIVE,
            detail=f"it refutes nothing, since {why}: {result.detail}",
        )


def _rests_on(results: Sequence[Result], claims: Set[ClaimId]) -> bool:
    """Whether a proof among the results stands on one of the claims."""
    return any(r.verdict in PROVED and r.scope.whole and claims & set(r.scope.assumes) for r in results)


def well_founded(found: Mapping[ClaimId, Sequence[Result]]) -> dict[ClaimId, Standing]:
    """What proves the claims that nothing refutes: evidence of the whole that assumes only claims proved before.

    First comes what needs no premises. A proof that uses its own claim, through others or not, is never what proves it.
    """
    proved: dict[ClaimId, Standing] = {}
    for kinds in (PROVED[:1], PROVED):
        while more := {
            claim: standing
            for claim, own in found.items()
            if claim not in proved and (standing := headline(own, proved.keys(), kinds)).verdict in kinds
        }:
            proved |= more
    return proved


def _met(result: Result) -> bool:
    """Whether an object that meets the hypotheses of the claim was measured."""
    if result.kind == TooStrong.kind and result.verdict is Verdict.REFUTED:
        return True
    measured = result.kind in (Instances.kind, Attained.kind, Simulates.kind, TooStrong.kind)
    return measured and bool(result.scope.instances)


def headline(
    results: Sequence[Result], certified: Set[ClaimId] | None = None, kinds: Sequence[Verdict] = PROVED
) -> Standing:
    """Join the supporting evidence of a claim.

    A witness against the claim refutes. A false step refutes the step alone, but leaves the claim INCONCLUSIVE. Only
    an item about the whole claim, of one of ``kinds``, certifies, or derives it from premises, and when all claims that
    it assumes are ``certified`` (None: that is not asked); certified instances and figures support.
    """
    refuted = [r for r in results if r.verdict is Verdict.REFUTED]
    for result in sorted(refuted, key=lambda r: r.scope.one_step):
        if result.scope.one_step:
            return Standing(Verdict.INCONCLUSIVE, f"this step of {result.evidence} is false")
        return Standing(Verdict.REFUTED, result.scope_text, result.scope.assumes, result.premises)
    proved = [r for r in results if r.verdict in PROVED]
    whole = sorted((r for r in proved if r.scope.whole), key=lambda r: (PROVED.index(r.verdict), len(r.scope_text)))
    for result in whole:
        if result.verdict in kinds and (certified is None or certified >= set(result.scope.assumes)):
            return Standing(result.verdict, result.scope_text, result.scope.assumes, result.premises)
    if whole:
        return Standing(Verdict.SUPPORTED, f"{whole[0].scope_text} (which is not certified)", whole[0].scope.assumes)
    supporting = proved + [r for r in results if r.verdict is Verdict.SUPPORTED]
    if supporting:
        rests_on = dict.fromkeys(claim for r in supporting for claim in r.scope.assumes)
        return Standing(Verdict.SUPPORTED, "; ".join(dict.fromkeys(r.scope_text for r in supporting)), tuple(rests_on))
    raised = [r.evidence for r in results if r.verdict is Verdict.ERROR]
    if raised:
        return Standing(Verdict.ERROR, f"{raised[0]} raised")
    if results and all(r.verdict is Verdict.VACUOUS for r in results):
        return Standing(Verdict.VACUOUS, "no instance met the hypotheses")
    return Standing(Verdict.INCONCLUSIVE, results[0].scope_text if results else "no evidence")
