"""Shapes of mixtures: values of the symbols D, E, k, L, J, W, .. against what hypotheses demand of them.

A hypothesis lists, as ``shape``, relations between these symbols that every object which meets it satisfies. A shape
that violates one of them is the shape of no object that the claim speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.relational import Relational

from boundkit.errors import DomainError
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.conditions import condition_holds
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.theorem import Theorem

D = natural("D", "inputs of a layer")
E = natural("E", "experts of a layer")
k = natural("k", "experts that serve an input", at_most=E)
L = natural("L", "layers that have experts")
J = natural("J", "hidden layers of an expert", least=0)
SYMBOLS = tuple(symbol.name for symbol in (D, E, k, L, J))


def of_shape(symbols: Iterable[sympy.Symbol]) -> set[str]:
    """The names of those symbols that a shape gives values to: whole numbers, k at most E and the others without end.

    The same letter may stand for another thing, such as k for the dimension of a face or a power.

    >>> from boundkit.formulas.symbols import positive
    >>> sorted(of_shape([natural("k", "active experts", at_most=E), natural("D", "inputs")]))
    ['D', 'k']
    >>> of_shape([natural("k", "a power", at_most=6), positive("S", "a sum")])
    set()
    """
    own = {symbol.name: symbol.domain for symbol in (D, E, k, L, J)}
    return {s.name for s in symbols if domain_of(s).is_like(own.get(s.name, D.domain))}


@dataclass(frozen=True)
class Misfit:
    """A hypothesis that no object of a shape meets, its relations that are violated, and the values that do so.

    Without relations it is one about inputs, which a shape says nothing of.
    """

    hypothesis: Hypothesis
    relations: tuple[Relational, ...]
    values: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        if not self.relations:
            return f"{self.hypothesis.text}, which depends on the inputs"
        found = ", ".join(f"{name} = {value}" for name, value in self.values)
        return f"{self.hypothesis.text} ({', '.join(map(plain, self.relations))}), and the shape has {found}"


def misfits(theorem: Theorem, claim: Claim, shape: Mapping[str, Any]) -> tuple[Misfit, ...]:
    """The hypotheses of a claim that no object of a shape can meet, decided in exact arithmetic, or that are of inputs.

    ``shape`` has exact values by symbol name. A relation with a symbol that has no value is not decided, so no misfit.

    >>> from boundkit.api import theorem
    >>> piece_count = theorem("wang2025.piece_count")
    >>> [found.hypothesis.name for found in misfits(piece_count, piece_count.claim("upper"), {"k": 2, "J": 0})]
    ['top_one']
    """
    found = []
    for hypothesis in theorem.hypotheses_of(claim):
        violated = tuple(relation for relation in hypothesis.shape if condition_holds(relation, shape) is False)
        if violated or hypothesis.of_inputs:
            names = sorted({symbol.name for relation in violated for symbol in expand(relation).free_symbols})
            found.append(Misfit(hypothesis, violated, tuple((name, shape[name]) for name in names)))
    return tuple(found)


def values_at_shape(
    theorem: Theorem, claim: Claim, shape: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Values for the symbols of a claim: those ``given``, else those of the shape; symbols of neither stay out.

    ``given`` overrides the shape also where the claim does not use the symbol, such as k=1 for one active expert.
    Raises DomainError, naming the hypothesis, where no object of the shape is one that the claim speaks of.
    """
    require_fit(theorem, claim, {**shape, **given})
    return values_among(claim.symbols.values(), shape, given)


def values_among(symbols: Iterable[sympy.Symbol], shape: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Values of symbols: those ``given``, else those of the shape that are of a shape's quantities.

    What is given for no symbol stays, to be refused by who asks for it, unless it changes the shape.
    """
    symbols = list(symbols)
    names, own = {symbol.name for symbol in symbols}, of_shape(symbols)
    of_model = {name: value for name, value in shape.items() if name in own}
    return of_model | {name: value for name, value in given.items() if name in names or name not in SYMBOLS}


def require_fit(theorem: Theorem, claim: Claim, shape: Mapping[str, Any]) -> None:
    """Raise DomainError, naming the hypotheses, where no object of a shape is one that the claim speaks of."""
    found = misfits(theorem, claim, shape)
    if found:
        wanted = ", ".join(dict.fromkeys(plain(relation) for one in found for relation in one.relations))
        advice = f"To ask about a mixture that differs from the shape in this, give values with {wanted}"
        if any(one.hypothesis.of_inputs for one in found):
            advice = "To ask about inputs of which this is so, give all values yourself, without a model"
        assumed = "; ".join(map(str, found))
        raise DomainError(f"{theorem.id} {claim.name} does not speak of this shape; it assumes: {assumed}. {advice}")
