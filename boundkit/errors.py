"""What can go wrong, one class per broken rule.

Every message says what was given, what is allowed and how to mend it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any


class BoundkitError(Exception):
    """The parent of every error that boundkit raises on purpose."""

    exit_code = 2


class StatementError(BoundkitError):
    """A theorem file states something that makes no sense."""


class ProofError(BoundkitError):
    """A rule of the proof kernel does not apply: two formulas do not meet, or a side condition stays open."""

    exit_code = 1


class UnknownNameError(BoundkitError):
    """No result, claim, symbol or model has this name."""

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str]) -> UnknownNameError:
        """Name the nearest known name, or all of them when they are few."""
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else ""
        if len(names) <= 16:
            hint = f"{hint} allowed: {', '.join(names) or 'none'}".strip()
        return cls(f"unknown {what} {name!r}; {hint or f'there are {len(names)} to choose from'}")


class NothingMatchedError(UnknownNameError):
    """A selection of results is empty."""

    exit_code = 3


class DomainError(BoundkitError):
    """A value lies outside what its symbol may be."""


class MissingValueError(BoundkitError):
    """A number is needed and a symbol has none."""


class MalformedInputError(BoundkitError):
    """Text on the command line or in a file cannot be read as what it should be."""


class NotEvaluableError(BoundkitError):
    """A claim has no number: it is asymptotic, or a symbol stands for a function that was not given."""


class RoughFunctionError(NotEvaluableError):
    """A derivative is needed of a function that has none: ``kind`` says what is in the way, ``where`` encloses it."""

    def __init__(self, what: str, kind: str, where: Any) -> None:
        super().__init__(what, kind, where)
        self.what, self.kind, self.where = what, kind, where

    def __str__(self) -> str:
        place = f"at {self.where}" if self.where.exact else f"in {self.where}"
        return f"{self.what} has a {self.kind} {place}, and its derivative is needed; give a differentiable one"


class UndecidedError(NotEvaluableError):
    """A case distinction that ball arithmetic does not decide; a higher precision may."""


class SearchExhaustedError(UndecidedError):
    """So many intervals or boxes did not decide. ``what`` says that; ``advice`` is for whoever set their number."""

    def __init__(self, what: str, advice: str = "Narrow the domain, or allow more with a larger budget") -> None:
        super().__init__(what, advice)
        self.what, self.advice = what, advice

    def __str__(self) -> str:
        return f"{self.what}. {self.advice}"

    @classmethod
    @contextmanager
    def advising(cls, advice: str) -> Iterator[None]:
        """A block whose errors of this kind say this advice: what the caller of the block may do."""
        try:
            yield
        except cls as error:
            raise cls(error.what, advice) from error


class FileAccessError(BoundkitError):
    """A file cannot be read or written."""


class MissingExtraError(BoundkitError):
    """A feature needs a library that is not installed."""


class UnsupportedError(BoundkitError):
    """A file format or boundkit's programs have no place for an operation, a gate or a type of number."""


class ShapeError(BoundkitError):
    """The parts of a network or of a domain do not fit together."""


class UnboundedDomainError(BoundkitError):
    """A count or a norm was asked for on a domain that is empty, flat or unbounded."""


class TheoremFileError(BoundkitError):
    """A theorem file raised."""

    exit_code = 1


class CatalogueError(BoundkitError):
    """The catalogue is inconsistent: a duplicate id, an unknown or cyclic dependency."""


class BudgetExhaustedError(BoundkitError):
    """A check ran out of its time; the verdict becomes INCONCLUSIVE."""

    exit_code = 4


class AddressSpaceError(BoundkitError):
    """The operating system allows this process too little memory."""


class CutShortError(KeyboardInterrupt):
    """Ctrl-C during a count; ``found`` is the result of what was seen until then."""

    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found


class BoundkitWarning(UserWarning):
    """Something that a user should know, or can mend, and that stops nothing."""


class WorkerError(BoundkitError):
    """Processes that share the work cannot be started."""

    @classmethod
    def not_started(cls, error: OSError) -> WorkerError:
        """For what the system answers, as where processes are limited or the working directory was removed."""
        return cls(
            f"a process to share the work cannot start: {error.strerror or error}; work with one job, or from a folder "
            "that is there, where the system allows more processes and locks between them (/dev/shm)"
        )
