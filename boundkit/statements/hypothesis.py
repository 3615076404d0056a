"""Named hypotheses that can be tried on an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from boundkit.errors import StatementError


@dataclass(frozen=True)
class Hypothesis:
    """An assumption: what it says, and the exact test of whether an object meets it."""

    name: str
    text: str
    holds: Callable[[Any], bool]


def given(holds: Callable[[Any], bool], text: str) -> Hypothesis:
    """A hypothesis named after its test. Raises StatementError when it has no name or no text.

    >>> def is_even(n): return n % 2 == 0
    >>> given(is_even, "n is even").name
    'is_even'
    """
    name = getattr(holds, "__name__", "<lambda>")
    if not name.isidentifier():
        raise StatementError(f"the hypothesis {text!r} needs a named function as its test, not a lambda")
    if not text.strip():
        raise StatementError(f"the hypothesis {name} has no text: say in words what it assumes")
    return Hypothesis(name, text, holds)
