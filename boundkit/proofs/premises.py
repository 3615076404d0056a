"""On what a fact stands: conditions, premises in words and as formulas, and claims of the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy
from sympy.core.function import AppliedUndef

from boundkit.calculus.growth.rays import Ray
from boundkit.formulas.domain import Domain, domain_of, ends_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import functions_in
from boundkit.formulas.text import plain
from boundkit.proofs.relations import Relation, is_same
from boundkit.proofs.terms import Unknown, is_unknown, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.reference import ClaimId


def for_each(symbols: Iterable[sympy.Symbol], write: Callable[[sympy.Basic], str] = plain) -> str:
    """For all of which symbols something is said, with their domains, after a space; empty for none.

    >>> from boundkit.formulas.symbols import natural
    >>> for_each([natural("l", "layer", least=0)])
    ' for all integers l >= 0'
    """
    told = [_in_domain(symbol, write) for symbol in sorted(symbols, key=str)]
    return f" for all {', '.join(told)}" if told else ""


def _in_domain(symbol: sympy.Symbol, write: Callable[[sympy.Basic], str]) -> str:
    domain = domain_of(symbol)
    above, below = sympy.Gt if domain.open else sympy.Ge, sympy.Lt if domain.open_above else sympy.Le
    ends = [(above, domain.least), (below, domain.greatest)]
    bounds = [write(kind(symbol, expand(end), evaluate=False)) for kind, end in ends if end is not None]
    kind = " ".join([*domain.gaps[:1], "integers" if domain.integer else "real"])
    return f"{kind} {' and '.join(bounds) or write(symbol)}"


@dataclass(frozen=True)
class Condition:
    """A relation under which a fact holds, itself for all values of ``for_all``."""

    relation: Relation
    for_all: frozenset[sympy.Symbol] = frozenset()

    def __str__(self) -> str:
        return str(self.relation) + for_each(self.for_all)

    @property
    def free_symbols(self) -> set[sympy.Symbol]:
        """Those of the relation, and those that the range of what it is for all of depends on."""
        return self.relation.free_symbols.union(*map(ends_of, self.for_all)) - self.for_all

    def put(self, values: Mapping[sympy.Basic, sympy.Basic]) -> Condition:
        """The condition at values of its free symbols."""
        free = {symbol: value for symbol, value in values.items() if symbol not in self.for_all}
        return Condition(self.relation.put(free), self.for_all)

    def caught(self, values: Mapping[sympy.Basic, sympy.Basic]) -> set[sympy.Basic]:
        """What it holds for all of and cannot be kept apart from the values."""
        put = {s for symbol in self.free_symbols if symbol in values for s in values[symbol].free_symbols}
        tied = {symbol for symbol in self.for_all if ends_of(symbol) & (set(values) - self.for_all)}
        return set(self.for_all & put.union(*map(ends_of, put))) | tied

    def is_opposite(self, other: Condition) -> bool:
        """Whether it holds exactly where the other fails."""
        if self.for_all or other.for_all or "=" in (self.relation.op, other.relation.op):
            return False
        (a, op, b), (c, other_op, d) = self.relation, other.relation
        if op != other_op:
            return is_same(a, d) and is_same(b, c)
        whole = all(side.is_integer for side in (a, b, c, d))
        return whole and op == "<=" and is_same(c - d, b + 1 - a)


@dataclass(frozen=True)
class Lemma:
    """A claim of the catalogue as a proof used it, with its hypotheses."""

    result: str
    claim: Claim
    hypotheses: tuple[Hypothesis, ...]

    @property
    def id(self) -> ClaimId:
        return ClaimId(self.result, self.claim.name)

    @cached_property
    def digest(self) -> str:
        """A digest of all that the claim says and is made under, to tell apart two claims of one id."""
        claim = self.claim
        functions = [applied.func for applied in functions_in(claim.expression)]
        spoken = {*claim.all_symbols, claim.quantity, *(kind.variable for kind in functions)}
        symbols = sorted(
            (s.name, getattr(s, "meaning", ""), str(domain_of(s)), *domain_of(s).assumed)
            for s in spoken.union(*map(ends_of, spoken))
        )
        kinds = [
            (kind.__name__, kind.meaning, kind.variable.name, kind.must_be_nonnegative, str(kind.least_value))
            for kind in functions
        ]
        hypotheses = [(hypothesis.name, hypothesis.text) for hypothesis in self.hypotheses]
        said = self.result, claim.name, str(claim.sense), claim.text, claim.on, symbols, kinds, hypotheses
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return str(self.id)


@dataclass(frozen=True)
class Meets:
    """That an object of a lemma meets its hypotheses at these values, and that the term is its quantity.

    ``formulas`` are the term and the values as they are.
    """

    lemma: Lemma
    term: str
    values: tuple[tuple[str, str], ...]
    formulas: tuple[sympy.Expr, ...] = ()

    def __str__(self) -> str:
        quantity = self.lemma.claim.quantity
        said = [f"{self.term} is {quantity} of {self.lemma} ({quantity.meaning})"]
        if self.values:
            said.append("at " + ", ".join(f"{name} = {value}" for name, value in self.values))
        if self.lemma.claim.on:
            said.append(f"on {self.lemma.claim.on}")
        if self.lemma.hypotheses:
            said.append("where " + ", ".join(hypothesis.text for hypothesis in self.lemma.hypotheses))
        return ", ".join(said)


@dataclass(frozen=True)
class Exists:
    """That objects exist along a ray that meet these hypotheses, of what claims of this theorem speak of."""

    hypotheses: tuple[Hypothesis, ...]
    conditions: tuple[str, ...]
    on: str
    ray: Ray
    claims: tuple[str, ...]

    def __str__(self) -> str:
        said = [f"{self.ray}: there are objects"]
        if self.on:
            said.append(f"on {self.on}")
        if self.hypotheses:
            said.append("where " + ", ".join(hypothesis.text for hypothesis in self.hypotheses))
        return ", ".join([*said, *(f"where {condition}" for condition in self.conditions)])


@dataclass(frozen=True)
class Premise:
    """What a proof takes on trust: a sentence, and the same as a relation.

    ``fixed`` names the symbols of the object in it, ``generic`` are those for all of which it is said, ``where`` tells
    the conditions under which it is said. ``relation`` is None where an unknown is declared.
    """

    text: str
    relation: Relation | Meets | Exists | None
    fixed: tuple[str, ...] = ()
    generic: tuple[sympy.Symbol, ...] = ()
    where: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text if self.relation is None else f"{self.text}: {self.worded}"

    @property
    def worded(self) -> str:
        """The relation in words, with all under which it is said; empty for a declaration."""
        if self.relation is None:
            return ""
        where = f", where {' and '.join(self.where)}" if self.where else ""
        return str(self.relation) + for_each(self.generic) + where

    @cached_property
    def is_declaration(self) -> bool:
        """Whether it says no more than what kind of number an unknown is."""
        return self.relation is None


def declared(formulas: Iterable[sympy.Basic]) -> list[Premise]:
    """For each unknown of the formulas what kind of number it is."""
    found = {}
    for node in opaque(*(formula for formula in formulas if isinstance(formula, sympy.Basic))):
        if is_unknown(node):
            name, meaning, domain = _declaration(node)
            found[name] = Premise(f"{name}, {meaning}: {_kind(domain)}", None)
    return [found[name] for name in sorted(found)]


def _declaration(node: sympy.Basic) -> tuple[str, str, Domain]:
    if isinstance(node, AppliedUndef):
        return f"{node.func.__name__}({', '.join(map(str, node.func.places))})", node.func.meaning, node.func.domain
    assert isinstance(node, Unknown)
    return node.name, node.meaning, node.domain


def _kind(domain: Domain) -> str:
    return f"{'a whole' if domain.integer else 'a real'} number{'' if domain.least is None else f' >= {domain.least}'}"
