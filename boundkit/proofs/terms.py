"""What a proof speaks of besides symbols: unknowns, other objects, the hole of a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.nodes import GreatestInteger, Least, PathSum
from boundkit.errors import ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Quantity, Variable

HOLE = sympy.Symbol("hole", real=True)


class Unknown(Variable):
    """A number that belongs to the object of a proof and has no name in its claim."""

    __slots__ = ("measure",)
    measure: Callable[[Any], Any] | None

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), "unknown", id(self.measure))


@dataclass(frozen=True)
class Other:
    """Another object than the one of the claim: what it is, and the term that its quantity is called by."""

    text: str
    term: sympy.Expr


def other(text: str, term: Any) -> Other:
    """The object of a lemma, in words, with the term of the proof that stands for its quantity."""
    if not text.strip():
        raise ProofError("another object needs words that say what it is")
    return Other(text, sympy.sympify(term))


def unknown(
    name: str,
    meaning: str,
    *,
    of: Sequence[Variable] = (),
    at_least: int | None = None,
    whole: bool = False,
    measure: Callable[..., Any] | None = None,
) -> Any:
    """A constant of the object, or with ``of`` a function of generic symbols; it may not occur in a claim.

    That it is a real number, or with ``whole`` an integer, ``at_least`` so much, becomes a premise of whatever uses it.
    ``measure(object)``, for a function ``measure(object, values of its symbols ..)``, makes premises that hold it
    testable. Raises ProofError for one without a meaning.

    >>> str(unknown("M", "balls that serve one pattern", at_least=1))
    'M'
    """
    if not meaning.strip():
        raise ProofError(f"the unknown {name} has no meaning: say in words what it is")
    domain = Domain(whole, None if at_least is None else sympy.Integer(at_least))
    if not of:
        symbol = Unknown(name, meaning, domain)
        symbol.measure = measure
        return symbol
    return sympy.Function(
        name, meaning=meaning, places=tuple(of), domain=domain, measure=measure, is_unknown=True, **domain.assumptions
    )


def is_unknown(node: Any) -> bool:
    """Whether a node is an unknown, or a value of one that is a function."""
    return isinstance(node, Unknown) or (isinstance(node, AppliedUndef) and getattr(node.func, "is_unknown", False))


_OPAQUE = (Quantity, Unknown, AppliedUndef, sympy.Integral, sympy.Derivative, GreatestInteger, PathSum, Least)


def opaque(*formulas: sympy.Basic) -> set[sympy.Basic]:
    """The parts that algebra cannot look into: quantities, unknowns, functions, integrals and the like."""
    return set().union(*map(_opaque_in, formulas))


@lru_cache(maxsize=1 << 14)
def _opaque_in(formula: sympy.Basic) -> frozenset[sympy.Basic]:
    return frozenset(node for node in sympy.preorder_traversal(formula) if isinstance(node, _OPAQUE))


def bare(formula: sympy.Basic) -> Iterator[sympy.Basic]:
    """The opaque parts that a value of the formula needs whatever happens: none inside a sum or a case."""
    if isinstance(formula, _OPAQUE):
        yield formula
    elif not isinstance(formula, sympy.Sum | sympy.Product | sympy.Piecewise):
        for part in formula.args:
            yield from bare(part)
