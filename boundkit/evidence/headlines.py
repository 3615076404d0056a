"""The verdict on a claim, joined from its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from boundkit.discovery.discover import Entry
from boundkit.evidence.kinds import ONE_STEP, Item
from boundkit.evidence.report import Headline, Result
from boundkit.verdict import Verdict


def headlines(entries: Sequence[Entry], results: Sequence[Result]) -> Iterator[Headline]:
    """The headline of every claim of the entries."""
    for entry in entries:
        supporting = {item.name for item in entry.theorem.evidence if cast(Item, item).supports}
        own = [r for r in results if r.id == entry.theorem.id and r.evidence in supporting]
        found = {name: headline([r for r in own if r.claim == name]) for name in entry.theorem.claim_names}
        for name, (verdict, scope) in capped(found).items():
            yield Headline(entry.theorem.id, name, verdict, scope)


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
    if results and all(r.verdict is Verdict.VACUOUS for r in results):
        return Verdict.VACUOUS, "no instance met the hypotheses"
    return Verdict.INCONCLUSIVE, results[0].scope if results else "no evidence"


def is_whole(scope: str) -> bool:
    """Whether a scope is the whole claim, perhaps under named assumptions."""
    return scope == "all" or scope.startswith("all, assuming ")


def capped(found: dict[str, tuple[Verdict, str]]) -> dict[str, tuple[Verdict, str]]:
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
