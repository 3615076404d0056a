"""Where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass

from boundkit.errors import StatementError


@dataclass(frozen=True)
class Source:
    """A place in a work, such as Theorem 5.2 of wang2025."""

    key: str
    place: str

    def __str__(self) -> str:
        return f"{self.key}, {self.place}"


def cite(key: str, place: str) -> Source:
    """A place in a published work. Raises StatementError when the place is not named.

    >>> str(cite("wang2025", "Theorem 5.2"))
    'wang2025, Theorem 5.2'
    """
    if not key.strip() or not place.strip():
        raise StatementError(
            f"cite({key!r}, {place!r}) names no place: give a BibTeX key and where in the work, such as 'Theorem 5.2'"
        )
    return Source(key, place)
