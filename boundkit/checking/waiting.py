"""Headlines that evidence may still change: some of what speaks for or against the claims has not run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boundkit.checking.grounds import Task
from boundkit.checking.headlines import PROVED
from boundkit.checking.report import Headline
from boundkit.evidence.proof import Proof
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict


def without_waiting(claims: Sequence[Headline], tasks: Iterable[Task], waiting: Iterable[Task]) -> tuple[Headline, ...]:
    """The headlines but for claims said to be proved, or refuted by others, where some of ``tasks`` is ``waiting``.

    What waits may refute the claim, or one that its evidence assumes, or break a premise that it shares with a proof.
    """
    waiting = list(waiting)
    open_ones = {_claim(task) for task in waiting}
    trying = {entry.theorem.id for entry, index in waiting if isinstance(entry.theorem.evidence[index], Proof)}
    for headline in claims:
        if headline.id in trying and any(premise.relation for premise in headline.premises):
            open_ones.add(ClaimId(headline.id, headline.claim))
    below = [(_claim(task), set(task[0].theorem.evidence[task[1]].assumed(task[0].theorem))) for task in tasks]
    while above := {claim for claim, assumed in below if assumed & open_ones} - open_ones:
        open_ones |= above
    return tuple(headline for headline in claims if not _depends(headline, open_ones))


def _claim(task: Task) -> ClaimId:
    entry, index = task
    return ClaimId(entry.theorem.id, entry.theorem.evidence[index].claim)


def _depends(headline: Headline, open_ones: set[ClaimId]) -> bool:
    """Whether evidence for one of the claims may take back what the headline says."""
    if headline.headline is Verdict.REFUTED:
        return bool(open_ones & set(headline.rests_on))
    return headline.headline in PROVED and ClaimId(headline.id, headline.claim) in open_ones
