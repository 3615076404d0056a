"""How long a question may take, unless its caller says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boundkit.errors import BudgetExhaustedError, SearchExhaustedError
from boundkit.formulas.bounded import within

SECONDS = 30.0  # of processor time


@contextmanager
def answering(seconds: float | None) -> Iterator[None]:
    """A block that raises SearchExhaustedError when so many seconds of processor time are gone; None for no end.

    >>> with answering(60):
    ...     sum(range(10))
    45
    """
    if seconds is None:
        yield
        return
    try:
        with within(seconds):
            yield
    except BudgetExhaustedError as error:
        raise SearchExhaustedError(f"It stays open: {error}", "Narrow the domain, or allow more (seconds=S)") from None
