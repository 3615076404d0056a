"""A proof as data: all steps of a fact, with their formulas, in a form that JSON holds and ``replay`` runs again.

A number is a text, a symbol its place in the list of symbols, any other formula a list of its head and its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from boundkit.calculus.growth.rays import Ray
from boundkit.errors import ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import Quantity, Variable
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact, content
from boundkit.proofs.premises import Lemma
from boundkit.proofs.relations import Relation, read
from boundkit.proofs.terms import Other, Unknown
from boundkit.proofs.vocabulary import CONSTANTS, HEADS
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.relation import Growth
from boundkit.statements.theorem import Theorem

_HEAD_OF = {head: name for name, head in HEADS.items()}
_CONSTANT_OF = {value: name for name, value in CONSTANTS.items()}


def record(made: Content, theorem: Theorem, claim: Claim) -> dict[str, Any]:
    """The proof of a claim as data. Raises ProofError for a formula that has no such form."""
    writer = Writer()
    goal = writer.theorem(theorem, claim)
    places: dict[Fact, int] = {}
    written = [{**step(writer, each, places), **_standing(writer, each)} for each in in_order(made, places)]
    return {"goal": goal, **writer.tables, "steps": written}


def in_order(made: Content, places: dict[Fact, int]) -> list[Content]:
    """What all facts below a fact say, each once and after those that it was made from; it comes last itself.

    ``places`` is filled with the place of each fact but the last.
    """
    ordered: list[Content] = []

    def visit(said: Content) -> None:
        for parent in said.parents:
            if parent not in places:
                visit(content(parent))
                places[parent] = len(ordered) - 1
        ordered.append(said)

    visit(made)
    return ordered


def step(writer: Writer, said: Content, places: Mapping[Fact, int]) -> dict[str, Any]:
    """A step by itself: its rule with what that was given, what it says and under which conditions."""
    conditions = sorted(said.conditions, key=str)
    given = dict(said.arguments)
    if said.rule == "lemma":
        theorem = given.pop("theorem")
        given = {"claim": writer.theorem(theorem, theorem.claim(given.pop("name"))), **given}
    return {
        "rule": said.rule,
        "arguments": {name: writer.argument(value) for name, value in given.items()},
        "parents": [places[parent] for parent in said.parents],
        "says": writer.relation(said.relation),
        "if": [[writer.relation(c.relation), writer.symbols(c.for_all)] for c in conditions],
    }


def _standing(writer: Writer, said: Content) -> dict[str, Any]:
    """On what a step stands, its parents included."""
    return {
        "given": sorted(writer.hypothesis(hypothesis) for hypothesis in said.hypotheses),
        "premises": [str(premise) for premise in said.premises],
        "lemmas": [[str(lemma.id), lemma.digest] for lemma in said.lemmas],
        "fixed": writer.symbols(symbol for symbol in said.fixed if isinstance(symbol, sympy.Symbol)),
    }


class Writer:
    """Formulas and arguments as data, with tables of the symbols, functions, hypotheses and claims in them."""

    def __init__(self) -> None:
        self._places: dict[Any, int] = {}
        self.tables: dict[str, list[Any]] = {"symbols": [], "functions": [], "hypotheses": [], "claims": []}

    def _entered(self, table: str, key: Any, made: Any) -> int:
        """The place of a thing in a table, where ``made`` writes it when it is new."""
        if (table, key) not in self._places:
            entry = made()
            self._places[table, key] = len(self.tables[table])
            self.tables[table].append(entry)
        return self._places[table, key]

    def formula(self, node: sympy.Basic) -> Any:
        if isinstance(node, sympy.Rational):
            return str(node)
        if node in _CONSTANT_OF:
            return _CONSTANT_OF[node]
        if isinstance(node, sympy.Symbol):
            return self._entered("symbols", node, lambda: self._symbol(node))
        if isinstance(node, AppliedUndef):
            place = self._entered("functions", node.func, lambda: self._function(node.func))
            return ["at", place, *map(self.formula, node.args)]
        if node.func not in _HEAD_OF:
            raise ProofError(f"{plain(node)} has no form in a record of a proof")
        return [_HEAD_OF[node.func], *map(self.formula, node.args)]

    def relation(self, said: Relation) -> list[Any]:
        return [self.formula(said.small), said.op, self.formula(said.large)]

    def growth(self, said: Growth) -> dict[str, Any]:
        """An asymptotic statement; it is no formula."""
        formulas = {"quantity": said.quantity, "expression": expand(said.expression)}
        return {
            "order": said.order,
            **{name: self.formula(formula) for name, formula in formulas.items()},
            "constants": list(map(self.formula, said.constants)),
            "logarithms": [self.formula(expand(formula)) for formula in said.logarithms],
        }

    def symbols(self, symbols: Iterable[sympy.Symbol]) -> list[Any]:
        return [self.formula(symbol) for symbol in sorted(symbols, key=str)]

    def _symbol(self, symbol: sympy.Symbol) -> dict[str, Any]:
        if isinstance(symbol, Variable):
            kind = (
                "quantity" if isinstance(symbol, Quantity) else "unknown" if isinstance(symbol, Unknown) else "symbol"
            )
            said = {"kind": kind, "meaning": symbol.meaning, "unit": symbol.unit, "domain": self._domain(symbol.domain)}
        elif type(symbol) is sympy.Symbol:
            said = {"kind": "plain", "assumed": dict(sorted(symbol.assumptions0.items()))}
        else:
            raise ProofError(f"{symbol} is no symbol that a record of a proof can name")
        return {"name": symbol.name, **said}

    def _domain(self, domain: Domain) -> dict[str, Any]:
        ends = {name: getattr(domain, name) for name in ("least", "greatest")}
        said = {name: None if end is None else self.formula(expand(end)) for name, end in ends.items()}
        return {"integer": domain.integer, "open": domain.open, "open_above": domain.open_above, **said}

    def _function(self, kind: Any) -> dict[str, Any]:
        said = {"name": kind.__name__, "meaning": kind.meaning}
        if getattr(kind, "is_unknown", False):
            return {**said, "of": list(map(self.formula, kind.places)), "domain": self._domain(kind.domain)}
        of = self.formula(kind.variable)
        return {**said, "of": of, "nonnegative": kind.must_be_nonnegative, "least": kind.least_value}

    def hypothesis(self, hypothesis: Hypothesis) -> int:
        said = {"name": hypothesis.name, "text": hypothesis.text}
        return self._entered("hypotheses", hypothesis, lambda: said)

    def theorem(self, theorem: Theorem, claim: Claim) -> int:
        """A claim with all that a rule reads of it."""
        used = Lemma(theorem.id, claim, theorem.hypotheses_of(claim))
        return self._entered("claims", (used.result, used.digest), lambda: self._claim(theorem, claim))

    def _claim(self, theorem: Theorem, claim: Claim) -> dict[str, Any]:
        said = claim.statement
        return {
            "result": theorem.id,
            "name": claim.name,
            "sense": claim.sense.value,
            "statement": self.growth(said) if isinstance(said, Growth) else self.formula(expand(said)),
            "where": [self.formula(expand(condition)) for condition in claim.where],
            "on": claim.on,
            "given": [self.hypothesis(hypothesis) for hypothesis in theorem.hypotheses_of(claim)],
        }

    def argument(self, value: Any) -> Any:
        """What a rule was given besides facts; the key tells its kind."""
        match value:
            case None | bool():
                return value
            case str():
                return {"text": value}
            case Relation():
                return {"relation": self.relation(value)}
            case Relational():
                return {"relation": self.relation(read(value))}
            case Growth():
                return {"growth": self.growth(value)}
            case Ray():
                return {
                    "ray": [
                        [[self.formula(s), self.formula(f)] for s, f in each] for each in (value.powers, value.tied)
                    ]
                }
            case Hypothesis():
                return {"hypothesis": self.hypothesis(value)}
            case Other():
                return {"other": [value.text, self.formula(expand(value.term))]}
            case type() if value in (sympy.Sum, sympy.Product):
                return {"series": value.__name__}
            case Mapping():
                pairs = [[self.argument(key), self.argument(each)] for key, each in value.items()]
                return {"values": pairs}
            case list() | tuple() | set() | frozenset():
                ordered = value if isinstance(value, list | tuple) else sorted(value, key=str)
                return {"list": [self.argument(each) for each in ordered]}
        return {"formula": self.formula(expand(sympy.sympify(value)))}
