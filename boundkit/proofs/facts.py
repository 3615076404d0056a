"""What a fact says and stands on, and what rules ask of it before they use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from boundkit.errors import ProofError
from boundkit.formulas.domain import ends_of
from boundkit.proofs.leaves import constraints, has_values
from boundkit.proofs.premises import Condition, Lemma, Premise
from boundkit.proofs.relations import Relation, has_doubles
from boundkit.proofs.signs import Signs
from boundkit.proofs.terms import HOLE, opaque
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.relation import Growth


@dataclass(frozen=True)
class Content:
    """What a fact says, on what it stands, and the rule that made it.

    ``own``: the rule gives all conditions itself, those of the facts that it was made from included. ``gone``: symbols
    that the rule takes away whether they have a value or not. ``met``: symbols of what it was given besides facts.
    ``growth``: the asymptotic statement that it says or denies; no rule takes such a fact further. ``leaves``: the
    inequalities that certify showed while the rule ran.
    """

    relation: Relation
    conditions: frozenset[Condition] = frozenset()
    hypotheses: frozenset[Hypothesis] = frozenset()
    premises: tuple[Premise, ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    fixed: frozenset[sympy.Basic] = frozenset()
    subject: tuple[str, str] | None = None
    rule: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    parents: tuple[Any, ...] = ()
    certificate: str = ""
    own: bool = False
    met: frozenset[sympy.Basic] = frozenset()
    gone: frozenset[sympy.Symbol] = frozenset()
    growth: Growth | None = None
    leaves: tuple[Relation, ...] = ()

    @property
    def spoken(self) -> frozenset[sympy.Symbol]:
        """The free symbols of the relation and of its conditions."""
        return frozenset(self.relation.free_symbols).union(*(condition.free_symbols for condition in self.conditions))

    def is_generic(self, symbols: Iterable[sympy.Symbol]) -> bool:
        """Whether it holds for all values of the symbols, under conditions that do not speak of them."""
        symbols = set(symbols)
        free = frozenset().union(*(condition.free_symbols for condition in self.conditions))
        ends = frozenset().union(*map(ends_of, self.spoken - symbols))
        return not symbols & (self.fixed | free | ends)

    def require_variable(self, symbol: Any, free: bool = True) -> None:
        """Raises ProofError unless values may be put in for a symbol, which with ``free`` it speaks of."""
        if not isinstance(symbol, sympy.Symbol) or opaque(symbol):
            raise ProofError(f"{symbol} is no symbol that values may be put in for")
        if symbol in self.fixed:
            raise ProofError(f"{symbol} belongs to the object that {self.relation} speaks of; nothing is put in for it")
        if free and symbol not in self.spoken:
            raise ProofError(f"{self.relation} does not speak of {symbol}")

    def require_each(self, index: sympy.Symbol) -> None:
        """Raises ProofError unless it holds for each value of an index, whatever the other symbols are."""
        self.require_variable(index, free=False)
        if not self.is_generic((index,)):
            raise ProofError(f"{self.relation} does not hold for each {index} by itself")


def signs_of(*facts: Content) -> Signs:
    """The signs that facts tell; what is made with them stands on all that they stand on."""
    return Signs([fact.relation for fact in facts])


def checked(said: Relation) -> Relation:
    """A relation as a rule may state it. Raises ProofError for a hole, or two symbols of one name."""
    if HOLE in said.free_symbols:
        raise ProofError(f"{said} has a hole; only the formula of apply(..) may have one")
    heads = {node.func for node in opaque(*said[::2]) if isinstance(node, AppliedUndef)}
    if has_doubles([*said.free_symbols, *heads]):
        raise ProofError(f"two different symbols of {said} have one name; rename one")
    return said


def require_values(gone: Iterable[sympy.Basic], said: Relation) -> None:
    """Raises ProofError where a symbol that disappears from a relation may have no value, and so makes it empty."""
    for symbol in sorted(gone, key=str):
        if isinstance(symbol, sympy.Symbol) and not opaque(symbol) and not has_values(symbol):
            raise ProofError(f"{symbol} disappears from {said}, but may have no value at all")


def left_open(demands: Iterable[Relation], signs: Signs) -> frozenset[Condition]:
    """The demands that are not known to hold, or to say something, as conditions."""
    return frozenset(
        Condition(demand)
        for demand in demands
        if not (signs.is_defined(demand.small) and signs.is_defined(demand.large) and signs.holds(demand))
    )


def demands(symbol: sympy.Symbol, value: sympy.Expr, mapping: Mapping[sympy.Basic, sympy.Basic]) -> list[Relation]:
    """What puts a value into the domain of a symbol, at values of others; nothing where neither changes."""
    unchanged = value == symbol and not ends_of(symbol) & set(mapping)
    return [] if unchanged else constraints(symbol, value, mapping)


def joined(ops: Iterable[str]) -> str:
    """How the ends of a chain, or sums, are related: strictly where one is, equal where all are."""
    found = set(ops)
    return "<" if "<" in found else "<=" if "<=" in found else "="


def with_ends(symbols: Iterable[sympy.Basic]) -> frozenset[sympy.Basic]:
    """Symbols of an object, and those that their domains depend on, which then belong to it too."""
    found = frozenset(symbols)
    return found.union(*map(ends_of, found))


def named(symbols: Iterable[sympy.Basic]) -> str:
    """Names of symbols for a message."""
    return ", ".join(sorted(map(str, symbols)))


def listed(conditions: Iterable[Condition]) -> str:
    return "; ".join(sorted(map(str, conditions))) or "nothing"
