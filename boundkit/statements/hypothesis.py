"""Named hypotheses that can be tried on an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

from sympy.core.relational import Relational

from boundkit.errors import StatementError


@dataclass(frozen=True)
class Hypothesis:
    """An assumption: what it says, the exact test of whether an object meets it, and what that makes of its shape.

    ``shape`` are relations between the symbols of boundkit.statements.shape that hold for every object that meets it.
    """

    name: str
    text: str
    holds: Callable[..., bool | None]
    shape: tuple[Relational, ...] = ()

    def met_by(self, thing: Any, at: Mapping[str, Any]) -> bool | None:
        """Whether the object meets it, given the values of the claim's symbols; None when that is not known."""
        wants_values = "at" in signature(self.holds).parameters
        return self.holds(thing, at=at) if wants_values else self.holds(thing)


def given(holds: Callable[..., bool | None], text: str, *, shape: Sequence[Any] = ()) -> Hypothesis:
    """A hypothesis named after its test, ``holds(object)`` or ``holds(object, at)``.

    ``at`` maps the names of the claim's symbols to their values at the instance; the test uses it to tie them to the
    object. It may return None for "not known". ``shape`` are relations that it implies between the numbers of inputs,
    experts and layers, such as Eq(D, 1); claims are left out at shapes that violate one. Raises StatementError when it
    has no name or no text, or when one of ``shape`` is no relation.

    >>> def is_even(n): return n % 2 == 0
    >>> given(is_even, "n is even").name
    'is_even'
    """
    name = getattr(holds, "__name__", "<lambda>")
    if not name.isidentifier():
        raise StatementError(f"the hypothesis {text!r} needs a named function as its test, not a lambda")
    if not text.strip():
        raise StatementError(f"the hypothesis {name} has no text: say in words what it assumes")
    for relation in shape:
        if not isinstance(relation, Relational):
            raise StatementError(f"the hypothesis {name}: {relation} in shape= is no relation; write it like Eq(D, 1)")
    return Hypothesis(name, text, holds, tuple(shape))
