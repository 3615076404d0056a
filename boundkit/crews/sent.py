"""Files that a process on another machine was sent, where they are not there as they are here."""

from __future__ import annotations

from collections.abc import Mapping

_SENT: dict[str, str] = {}
_ELSEWHERE: list[bool] = []


def lies_at(path: str) -> str:
    """Where a file is that has this absolute path where the work was asked for."""
    return _SENT.get(path, path)


def is_elsewhere() -> bool:
    """Whether this process works for one that may be on another machine."""
    return bool(_ELSEWHERE)


def begin_elsewhere(sent: Mapping[str, str]) -> None:
    """This process works for another machine, which sent files that lie at other paths."""
    _ELSEWHERE.append(True)
    _SENT.update(sent)
