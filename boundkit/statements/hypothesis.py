"""Named hypotheses that can be tried on an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from inspect import Parameter, signature
from typing import Any

from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from boundkit.errors import StatementError
from boundkit.formulas.text import plain


@dataclass(frozen=True)
class Hypothesis:
    """An assumption: what it says, the exact test of whether an object meets it, and what that makes of its shape.

    ``shape`` are relations that hold for every object that meets it, between symbols of claims and of
    boundkit.statements.shape. ``of_inputs`` when it is about the inputs, so that no shape of a network meets it.
    ``clashes`` are names of hypotheses that nothing worth a bound meets beside it, with what to do instead.
    """

    name: str
    text: str
    holds: Callable[..., bool | None]
    shape: tuple[Relational, ...] = ()
    of_inputs: bool = False
    clashes: Mapping[str, str] = field(default_factory=dict, compare=False)

    def met_by(self, thing: Any, at: Mapping[str, Any]) -> bool | None:
        """Whether the object meets it, given the values of the claim's symbols; None when that is not known.

        Raises StatementError when the test answers with anything but True, False and None.
        """
        met = self.holds(thing, at) if self.looks_at_values else self.holds(thing)
        if met is not None and not isinstance(met, bool | BooleanAtom) and str(getattr(met, "dtype", "")) != "bool":
            raise StatementError(
                f"the hypothesis {self.name} answered {met!r}; its test returns True, False, or None for not known"
            )
        return None if met is None else bool(met)

    @cached_property
    def looks_at_values(self) -> bool:
        """Whether the test takes the values too, so that it can tie them to the object."""
        return len(_positional(self.holds)) == 2


def _positional(test: Callable[..., Any]) -> list[Parameter]:
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter for parameter in signature(test).parameters.values() if parameter.kind in kinds]


def hypothesis(
    text: str, *, shape: Sequence[Any] = (), of_inputs: bool = False, clashes: Mapping[str, str] | None = None
) -> Callable[[Callable[..., bool | None]], Hypothesis]:
    """Mark a function as the test of a hypothesis, ``holds(object)`` or ``holds(object, at)``; it takes its name.

    ``at`` maps the names of the builder's parameters, and of what its Case adds, to their values at the instance, as
    the grid writes them. A test that uses it ties the symbols of a claim to the object: without one, an object of
    another dimension than D is taken for a counterexample. It may return None for "not known".

    ``shape`` are relations that it implies between symbols of claims, and between the numbers of inputs, experts and
    layers, such as Eq(D, 1); a claim has no value where one is violated, and is left out at such shapes. So it is at
    all shapes of models when it is ``of_inputs``: what inputs do, such as meeting the same experts, no shape tells.
    ``clashes`` maps names of hypotheses, also of other theorems, to what to do instead of assuming both: a claim that
    is made under both, or a proof that uses both, is refused.

    Raises StatementError when it has no name or no text or takes neither one argument nor two, or when one of
    ``shape`` is no relation.

    >>> @hypothesis("n is even")
    ... def even(n):
    ...     return n % 2 == 0
    >>> even.name, even.met_by(4, {})
    ('even', True)
    """

    def marked(holds: Callable[..., bool | None]) -> Hypothesis:
        name = getattr(holds, "__name__", "<lambda>")
        if not name.isidentifier():
            raise StatementError(f"the hypothesis {text!r} needs a named function as its test, not a lambda")
        if len(_positional(holds)) not in (1, 2):
            raise StatementError(
                f"the test {name} takes {signature(holds)}; write {name}(object) or {name}(object, at)"
            )
        if not text.strip():
            raise StatementError(f"the hypothesis {name} has no text: say in words what it assumes")
        for relation in shape:
            if not isinstance(relation, Relational):
                raise StatementError(
                    f"the hypothesis {name}: {plain(relation)} in shape= is no relation; write it like Eq(D, 1)"
                )
        return Hypothesis(name, text, holds, tuple(shape), of_inputs, clashes or {})

    return marked


def clash(hypotheses: Iterable[Hypothesis]) -> str:
    """Which two of them clash, and what to do instead; empty where none do."""
    by_name: dict[str, Hypothesis] = {}
    for each in hypotheses:
        by_name[each.name] = each if each.clashes else by_name.get(each.name, each)
    for one in by_name.values():
        for name, advice in one.clashes.items():
            if name in by_name:
                other = by_name[name]
                return f"{one.name} ({one.text}) and {other.name} ({other.text}) clash; {advice}"
    return ""
