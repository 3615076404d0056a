"""Searches for all claims of a selection, in this process or in those of a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from boundkit.checking.falsifier import USUAL, Attack, Falsification, falsify
from boundkit.checking.slack import Tried, closest_of
from boundkit.crews.crew import Lost, Place
from boundkit.crews.here import ALONE, place_of
from boundkit.crews.spread import spread
from boundkit.discovery.discover import Entry
from boundkit.discovery.elsewhere import absolute, files_for, load_here
from boundkit.errors import CutShortError, UnknownNameError
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

Found = TypeVar("Found")
Search = tuple[Entry, Claim, Attack]


def claims_of(entries: Iterable[Entry], only: Sequence[str] = ()) -> list[tuple[Entry, Claim]]:
    """The claims of the entries, of these names if there are any. Raises UnknownNameError for a name that none has."""
    claims = [(entry, claim) for entry in entries for claim in entry.theorem.claims]
    known = {claim.name for _, claim in claims}
    for name in only:
        if name not in known:
            raise UnknownNameError.among("claim", name, known)
    return [(entry, claim) for entry, claim in claims if not only or claim.name in only]


def falsify_all(
    entries: Iterable[Entry],
    attack: Attack = USUAL,
    progress: Callable[[Falsification, int, int], None] = lambda result, done, total: None,
    *,
    only: Sequence[str] = (),
    restarts: int = 1,
    jobs: int | Place = 1,
) -> list[Falsification]:
    """``falsify`` for every claim of the entries, or ``only`` for those of these names.

    With ``restarts`` each claim is searched that many times, the seeds counted up from that of the attack; the first
    seed that refutes it ends that. ``jobs`` processes, or those of a place, share the searches, with the same result.
    Raises on Ctrl-C CutShortError with the list of the claims until then.
    """
    asked = [
        (entry, claim, replace(attack, seed=attack.seed + number))
        for entry, claim in claims_of(entries, only)
        for number in range(restarts)
    ]
    found: dict[int, Falsification] = {}

    def is_settled(number: int) -> bool:
        first = number - number % restarts
        return any(each in found and found[each].verdict is Verdict.REFUTED for each in range(first, number))

    def results() -> list[Falsification]:
        runs = [[found[n] for n in range(first, first + restarts) if n in found and not is_settled(n)]
                for first in range(0, len(asked), restarts)]  # fmt: skip
        return [together(own) for own in runs if own]

    try:
        for number, result in searched(falsify, asked, _given_up, place_of(jobs), is_settled):
            found[number] = result
            progress(result, len(found), len(asked))
    except KeyboardInterrupt:
        raise CutShortError(results()) from None
    return results()


def searched(
    search: Callable[[Theorem, Claim, Attack], Found],
    asked: Sequence[Search],
    given_up: Callable[[Theorem, Claim, str], Found],
    place: Place = ALONE,
    is_needless: Callable[[int], bool] = lambda number: False,
) -> Iterator[tuple[int, Found]]:
    """What searches find, with their numbers, as they come; ``given_up`` is what one found that ends processes.

    In this process one that is needless when its turn comes is left out. ``search`` is a function of a module.
    """
    if place.is_alone or len(asked) < 2:
        for number, (entry, claim, attack) in enumerate(asked):
            if not is_needless(number):
                yield number, search(entry.theorem, claim, attack)
        return
    calls = [
        (entry.origin, absolute(entry.origin), entry.theorem.id, claim.name, attack, search)
        for entry, claim, attack in asked
    ]
    files = files_for(entry.origin for entry, _, _ in asked)
    for number, found in spread(_searched, calls, place, files):
        entry, claim, _ = asked[number]
        yield number, given_up(entry.theorem, claim, found.reason) if isinstance(found, Lost) else found


def together(runs: Sequence[Falsification]) -> Falsification:
    """What several searches for one claim came to; the last of them may have refuted it."""
    *_, last = runs
    if len(runs) == 1:
        return last
    tried = tuple(map(_both, *(run.tried for run in runs)))
    closest = closest_of(tried)
    counted = ("evaluations", "measured", "passed_over", "undecided", "raised", "too_slow", "unserved")
    measured = sum(run.measured for run in runs)
    survived = last.verdict is not Verdict.REFUTED and measured
    return replace(
        last,
        **{name: sum(getattr(run, name) for run in runs) for name in counted},
        detail=f"survived {measured} objects" if survived else last.detail,
        seconds=round(sum(run.seconds for run in runs), 3),
        least_slack=None if closest is None else closest.least_slack,
        nearest={} if closest is None else closest.nearest,
        notes=tuple(dict.fromkeys(note for run in runs for note in run.notes)),
        tried=tried,
    )


def _both(*runs: Tried) -> Tried:
    closest = closest_of(runs) or runs[0]
    return replace(closest, measured=sum(run.measured for run in runs))


def _given_up(theorem: Theorem, claim: Claim, reason: str) -> Falsification:
    return Falsification(theorem.id, claim.name, Verdict.INCONCLUSIVE, reason)


def _searched(
    origin: str, path: str, id: str, claim: str, attack: Attack, search: Callable[[Theorem, Claim, Attack], Found]
) -> Found:
    theorem = next(entry.theorem for entry in load_here(origin, path) if entry.theorem.id == id)
    return search(theorem, theorem.claim(claim), attack)
