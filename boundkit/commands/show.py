"""``boundkit show``: a result, with the verdicts of the last check where these still concern what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boundkit.api import theorem
from boundkit.checking.report import Headline
from boundkit.commands.files import journal_of
from boundkit.commands.results import read_check
from boundkit.errors import BoundkitError, NothingMatchedError
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem


@dataclass(frozen=True)
class Shown:
    """A result, the verdicts on its claims by name, and a sentence about where these come from.

    ``claim`` is the only one that was asked for; None for all.
    """

    theorem: Theorem
    claim: Claim | None = None
    verdicts: Mapping[str, Headline] = field(default_factory=dict)
    told: str = ""


def shown(name: str, claim: str | None = None) -> Shown:
    """The result of an id or of a file, with the verdicts of the last check.

    Raises as ``theorem``, and UnknownNameError for a claim that there is not.
    """
    chosen = theorem(name)
    only = None if claim is None else chosen.claim(claim)
    journal = journal_of(None)
    written = None if journal is None else journal.with_suffix(".json")
    if written is None or not written.is_file():
        return Shown(chosen, only, {}, f"no verdicts: there is no check yet; boundkit check {name} makes one")
    try:
        check = read_check(written)
        claims, _ = check.still([chosen], {chosen.id})
    except NothingMatchedError:
        return Shown(chosen, only, {}, f"no verdicts: the last check was of other results; boundkit check {name}")
    except BoundkitError:
        return Shown(chosen, only, {}, f"no verdicts: the last check cannot be read; boundkit check {name}")
    verdicts = {headline.claim: headline for headline in claims}
    return Shown(chosen, only, verdicts, f"verdicts of the last check, of {check.day}")
