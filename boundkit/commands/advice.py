"""What a command tells to do when a search did not decide, by the options that it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boundkit.errors import SearchExhaustedError


@contextmanager
def advised(advice: str) -> Iterator[None]:
    """A block whose SearchExhaustedError says this advice."""
    try:
        yield
    except SearchExhaustedError as error:
        raise SearchExhaustedError(error.what, advice) from error
