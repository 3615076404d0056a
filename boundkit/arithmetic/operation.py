"""One record for each operation of formulas: what every floor must know of it, or why it is not supported.

An answer that a higher floor alone can give (arrays, boxes, growth) is attached by ``Operation.answers``, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import Any

import sympy

from boundkit.arithmetic.span import Span


@dataclass(frozen=True)
class NotSupported:
    """The answer that an operation cannot give, and why, in words that follow 'not supported: '."""

    reason: str


class Trait(Flag):
    """What the arithmetic of an operation is like."""

    PLAIN = 0
    RATIONAL = auto()  # rational where its arguments are
    LONG = auto()  # its value may be too long to write down while its logarithm is not
    CUT = auto()  # on a path of integration it has branches or jumps, and is told to keep clear of them
    ELEMENTARY = auto()  # sympy's rules of algebra and of elementary functions hold for it
    CHOICE = auto()  # its value is that of one of several formulas, or a whole number, from case to case
    ROUNDING = auto()  # its value is a whole number near that of its argument


class Defined(Enum):
    """Where an operation has a value when all its arguments have one."""

    EVERYWHERE = auto()
    POSITIVE = auto()  # where its first argument is positive
    COUNTS = auto()  # where its arguments are whole numbers that are not negative
    BY_SPAN = auto()  # where its span is known


SpanRule = Callable[..., Span | None]
DirectionRule = Callable[..., Sequence[int | None]]


def rises(node: sympy.Expr, *arguments: Span | None) -> Sequence[int | None]:
    """The direction of what rises with each of its arguments wherever it is defined, whatever their spans."""
    return [1] * len(arguments)


@dataclass(kw_only=True)
class Operation:
    """An operation of formulas, sympy's class ``kind``.

    - ``call``: its name in compiled source, ``exact``: its value on exact numbers and balls, ``array``: on arrays.
    - ``span``: a span of its values from ``(node, *spans of its arguments)``, None where it may not be defined.
    - ``direction``: which way it moves with each argument, from the same with None for a span that is not known.
    - ``defined``: where it has a value; ``smooth``: whether it has a derivative wherever it is defined.
    - ``growth``: its series along a ray, from ``(expansion, node)``.
    - ``command``: the calls of it on the command line, by name; ``text``: its sign or name in plain text.

    One that ``binds`` a variable or tells cases apart has its span from ``(node, box)`` and moves by ``(node, symbol,
    box)``.
    """

    kind: type[sympy.Basic]
    call: str
    exact: Callable[..., Any]
    traits: Trait
    span: SpanRule | NotSupported | None
    direction: DirectionRule | Callable[..., int | None] | NotSupported | None
    defined: Defined
    smooth: bool | NotSupported
    command: Mapping[str, Callable[..., sympy.Expr]] | NotSupported
    text: str
    binds: bool = False
    array: Callable[..., Any] | NotSupported | None = None
    growth: Callable[..., Any] | NotSupported | None = None

    @property
    def name(self) -> str:
        return self.kind.__name__

    def answers(
        self,
        *,
        array: Callable[..., Any] | NotSupported | None = None,
        span: SpanRule | NotSupported | None = None,
        direction: Callable[..., int | None] | NotSupported | None = None,
        growth: Callable[..., Any] | NotSupported | None = None,
    ) -> None:
        """Attach the answers of a higher floor. Raises ValueError for a question that has been answered."""
        for question, answer in {"array": array, "span": span, "direction": direction, "growth": growth}.items():
            if answer is None:
                continue
            if getattr(self, question) is not None:
                raise ValueError(f"{self.name} has answered {question} already")
            setattr(self, question, answer)

    def unanswered(self) -> list[str]:
        """The questions that no floor has answered."""
        return [question for question in ("array", "span", "direction", "growth") if getattr(self, question) is None]
