"""How long a question may take, unless its caller says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from boundkit.errors import BudgetExhaustedError, SearchExhaustedError
from boundkit.interruption import within

SECONDS = 30.0  # of processor time
Answer = TypeVar("Answer")


def answered(seconds: float | None, ask: Callable[..., Answer], *arguments: Any) -> Answer:
    """``ask(*arguments)``; SearchExhaustedError after so many seconds of processor time, None for no end.

    >>> answered(60, max, 1, 2)
    2
    """
    if seconds is None:
        return ask(*arguments)
    try:
        with within(seconds):
            return ask(*arguments)
    except BudgetExhaustedError as error:
        raise SearchExhaustedError(f"It stays open: {error}", "Narrow the domain, or allow more (seconds=S)") from None
