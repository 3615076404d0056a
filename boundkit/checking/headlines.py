"""The verdict on a claim, joined from its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from boundkit.checking.report import Headline, Result
from boundkit.discovery.discover import Entry
from boundkit.evidence.kinds import ONE_STEP, Item
from boundkit.verdict import Verdict

Found = dict[str, tuple[Verdict, str]]


def joined(entries: Sequence[Entry], results: Sequence[Result]) -> tuple[tuple[Result, ...], tuple[Headline, ...]]:
    """The results, of which only those refute that stand on certified claims, and the headline of every claim."""
    settled: list[Result] = []
    lines: list[Headline] = []
    for entry in entries:
        own = [result for result in results if result.id == entry.theorem.id]
        certified, disputed = _certified(entry, own)
        kept = [_unless_unfounded(result, entry.theorem.claim_names, certified) for result in own]
        settled += kept
        for name, (verdict, scope) in _found(entry, kept).items():
            if verdict is Verdict.CERTIFIED and name in disputed:
                verdict, scope = Verdict.INCONCLUSIVE, "claims that refute each other in a circle"
            claim = entry.theorem.claim(name)
            origin, proviso = entry.theorem.origin_of(claim), entry.theorem.proviso_of(claim)
            lines.append(Headline(entry.theorem.id, name, verdict, scope, origin, proviso))
    return tuple(settled), tuple(lines)


def _found(entry: Entry, results: Sequence[Result]) -> Found:
    supporting = {item.name for item in entry.theorem.evidence if cast(Item, item).supports}
    own = [r for r in results if r.evidence in supporting or (r.breaks_claim and r.verdict is Verdict.REFUTED)]
    return capped({name: headline([r for r in own if r.claim == name]) for name in entry.theorem.claim_names})


def _certified(entry: Entry, results: Sequence[Result]) -> tuple[set[str], set[str]]:
    """The claims that are certified whichever refutations count in the end, and those for which that stays open.

    A refutation counts when the claims that it assumes are certified, which is for their own refutations to say. So
    the claims are bounded from both sides until nothing changes; only a circle leaves some between the bounds.
    """
    names = entry.theorem.claim_names
    least: set[str] = set()
    most = set(names)
    while True:
        bounds = []
        counting = most
        for _ in range(2):  # the more refutations count, the fewer claims are certified
            kept = [_unless_unfounded(result, names, counting) for result in results]
            counting = {name for name, (verdict, _) in _found(entry, kept).items() if verdict is Verdict.CERTIFIED}
            bounds.append(counting)
        if bounds == [least, most]:
            return least, most - least
        least, most = bounds


def _unless_unfounded(result: Result, names: Iterable[str], certified: set[str]) -> Result:
    """A result; INCONCLUSIVE where it refutes by a claim of its theorem that is not certified."""
    missing = sorted(_assumed_claims(result.scope, names) - certified)
    if result.verdict is not Verdict.REFUTED or not missing:
        return result
    return replace(
        result,
        verdict=Verdict.INCONCLUSIVE,
        as_expected=result.expected is Verdict.INCONCLUSIVE,
        detail=f"it refutes nothing, since {' and '.join(missing)} is not certified: {result.detail}",
    )


def headline(results: Sequence[Result]) -> tuple[Verdict, str]:
    """Join the supporting evidence of a claim.

    A witness against the claim refutes. A false step refutes the step alone, but leaves the claim INCONCLUSIVE. Only
    an item of scope "all" certifies, with the results that it assumes; certified instances and figures support.
    """
    refuted = [r for r in results if r.verdict is Verdict.REFUTED]
    for result in sorted(refuted, key=lambda r: r.scope == ONE_STEP):
        return (Verdict.INCONCLUSIVE, f"{ONE_STEP} of {result.evidence} is false") if result.scope == ONE_STEP else (
            Verdict.REFUTED, result.scope)  # fmt: skip
    certified = [r for r in results if r.verdict is Verdict.CERTIFIED]
    whole = sorted((r.scope for r in certified if is_whole(r.scope)), key=len)
    if whole:
        return Verdict.CERTIFIED, whole[0]
    supporting = certified + [r for r in results if r.verdict is Verdict.SUPPORTED]
    if supporting:
        return Verdict.SUPPORTED, "; ".join(dict.fromkeys(r.scope for r in supporting))
    raised = [r.evidence for r in results if r.verdict is Verdict.ERROR]
    if raised:
        return Verdict.ERROR, f"{raised[0]} raised"
    if results and all(r.verdict is Verdict.VACUOUS for r in results):
        return Verdict.VACUOUS, "no instance met the hypotheses"
    return Verdict.INCONCLUSIVE, results[0].scope if results else "no evidence"


def is_whole(scope: str) -> bool:
    """Whether a scope is the whole claim, perhaps under named assumptions."""
    return scope == "all" or scope.startswith("all, assuming ")


def capped(found: Found) -> Found:
    """A claim that rests on other claims of its theorem is certified only when those are, and not in a circle."""
    sound: set[str] = set()
    while True:
        more = {
            name
            for name, (verdict, scope) in found.items()
            if verdict is Verdict.CERTIFIED and sound.issuperset(_assumed_claims(scope, found))
        }
        if more == sound:
            break
        sound = more
    return {
        name: (Verdict.SUPPORTED, f"{scope} (which is not certified)")
        if verdict is Verdict.CERTIFIED and name not in sound
        else (verdict, scope)
        for name, (verdict, scope) in found.items()
    }


def _assumed_claims(scope: str, known: Iterable[str]) -> set[str]:
    """The claims of the same theorem that a scope names: "assuming the claim a", "the claims a and b"."""
    named = re.findall(r"the claims? ([^,]*)", scope)
    return {word for text in named for word in re.findall(r"\w+", text)} & set(known)
