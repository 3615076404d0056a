"""Where a statement comes from, and how its wording is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from boundkit.errors import StatementError

OURS = "boundkit"


class Wording(StrEnum):
    """How the wording of a statement in a work is known to whoever encoded it."""

    READ = "read"
    ABSTRACT = "abstract"
    SUMMARY = "summary"
    MEMORY = "memory"


_NUMBERED = re.compile(
    r"\b(?i:theorem|lemma|proposition|corollary|claim|equation|section|appendix|chapter|table|figure)s?\s*"
    r"(\(?\d|[A-Z]\b)"
)
_AS = {
    Wording.READ: "as read",
    Wording.ABSTRACT: "as in the abstract",
    Wording.SUMMARY: "as summarised",
    Wording.MEMORY: "as remembered",
}


@dataclass(frozen=True)
class Source:
    """A place in a work, such as Theorem 5.2 of wang2025, and how its wording is known; None where none is quoted."""

    key: str
    place: str
    wording: Wording | None = None
    whose: str = ""

    def __str__(self) -> str:
        known = [] if self.wording is None else [f"{_AS[self.wording]}{' by ' if self.whose else ''}{self.whose}"]
        return ", ".join([self.key, self.place, *known])

    @property
    def proviso(self) -> str:
        """What a verdict on the statement must say beside it: empty where the work itself, or its abstract, was read.

        >>> cite("lee1982", "Theorem 2", "memory").proviso
        'as remembered'
        """
        return _AS[self.wording] if self.wording in (Wording.SUMMARY, Wording.MEMORY) else ""


def cite(key: str, place: str, wording: str | None = None, whose: str = "") -> Source:
    """A place in a published work.

    ``wording`` says how its words are known: "read", "abstract" (nothing but the abstract was read), "summary" (of
    ``whose``), or "memory" (nobody has looked); a published claim needs it. Raises StatementError when the place is not
    named, or the wording is another word, or a summary is nobody's, or a number is to be known from an abstract, which
    numbers nothing.

    >>> str(cite("wang2025", "Theorem 5.2", "read"))
    'wang2025, Theorem 5.2, as read'
    """
    if not key.strip() or not place.strip():
        raise StatementError(
            f"cite({key!r}, {place!r}) names no place: give a BibTeX key and where in the work, such as 'Theorem 5.2'"
        )
    if wording is not None and wording not in list(Wording):
        raise StatementError(
            f"cite({key!r}, {place!r}): the wording {wording!r} is not one of {', '.join(Wording)}; "
            "say how its words are known"
        )
    if (wording == Wording.SUMMARY) != bool(whose.strip()):
        raise StatementError(
            f"cite({key!r}, {place!r}): whose='..' goes with the wording 'summary', to say whose summary it is"
        )
    if wording == Wording.ABSTRACT and _NUMBERED.search(place):
        raise StatementError(
            f"cite({key!r}, {place!r}, 'abstract'): an abstract numbers no statements; say what it is about, such as "
            "'order of the VC dimension', or where the number is known from: 'read', 'memory', or 'summary' and whose"
        )
    return Source(key, place, None if wording is None else Wording(wording), whose)
