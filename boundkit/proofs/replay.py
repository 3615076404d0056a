"""Proofs run again from their records, by the rules of the kernel alone; no theorem file is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from inspect import signature
from typing import Any, NamedTuple

import sympy

from boundkit.calculus.growth.rays import along
from boundkit.errors import BoundkitError, MalformedInputError, ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Variable, function, quantity
from boundkit.proofs import kernel
from boundkit.proofs.conclusion import denies, require_claim, require_denied
from boundkit.proofs.premises import for_each
from boundkit.proofs.record import record
from boundkit.proofs.relations import Relation
from boundkit.proofs.terms import Other, unknown
from boundkit.proofs.trust import proving
from boundkit.proofs.vocabulary import CONSTANTS, HEADS
from boundkit.statements.citation import cite
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.relation import Growth, Sense
from boundkit.statements.theorem import Theorem


class Replayed(NamedTuple):
    """A proof that was run again: the claim in words, how many steps, and the premises and lemmas that it stands on.

    ``statement`` tells for all of which values of its symbols the claim is made, as the record has their domains.
    """

    claim: str
    statement: str
    steps: int
    premises: tuple[str, ...]
    lemmas: tuple[str, ...]


def replay(document: Mapping[str, Any]) -> Replayed:
    """Run the steps of a record again and compare all that they say with it.

    Raises ProofError where a rule refuses a step, or where it says something else than the record;
    MalformedInputError for what is no record.
    """
    try:
        reader = _Reader(document)
        theorem, claim = reader.claim(document["goal"])
        with proving(theorem, claim):
            made = kernel.content(reader.fact())
        again = record(made, theorem, claim)
    except BoundkitError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise MalformedInputError(f"this is no record of a proof: {error!r}; write one with show ID --proof") from None
    for number, (old, new) in enumerate(zip(document["steps"], again["steps"], strict=False)):
        if old != new:
            differs = ", ".join(name for name in new if old.get(name) != new[name])
            raise ProofError(f"step {number + 1} of the record differs from what its rule gives, in: {differs}")
    if again != dict(document):
        raise ProofError("the record differs from the proof that its steps give, in a symbol, a claim or their number")
    if denies(made) and isinstance(claim.statement, Growth):
        require_denied(made, theorem, claim, claim.statement)
    else:
        require_claim(made, theorem, claim)
    statement = claim.text + (" is false" if denies(made) else for_each(claim.all_symbols))
    premises = tuple(map(str, made.premises))
    return Replayed(f"{theorem.id}:{claim.name}", statement, len(again["steps"]), premises,
                    tuple(map(str, made.lemmas)))  # fmt: skip


class _Reader:
    """The things of a record, made anew; quantities and hypotheses can be told apart but not measured."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._made: dict[tuple[str, int], Any] = {}

    @cached_property
    def _builders(self) -> dict[str, Any]:
        return {"symbols": self._symbol, "functions": self._function, "hypotheses": self._hypothesis,
                "claims": self._theorem}  # fmt: skip

    def _entry(self, table: str, place: int) -> Any:
        if (table, place) not in self._made:
            self._made[table, place] = self._builders[table](self._document[table][place])
        return self._made[table, place]

    def fact(self) -> kernel.Fact:
        facts: list[kernel.Fact] = []
        for step in self._document["steps"]:
            if step["rule"] not in kernel.RULES:
                raise ProofError(f"{step['rule']!r} is no rule of the kernel")
            facts.append(self._step(step, [facts[place] for place in step["parents"]]))
        return facts[-1]

    def _step(self, step: Mapping[str, Any], parents: list[kernel.Fact]) -> kernel.Fact:
        rule = kernel.RULES[step["rule"]]
        given = {name: self._argument(value) for name, value in step["arguments"].items()}
        if step["rule"] == "lemma":
            theorem, claim = self.claim(given.pop("claim"))
            given |= {"theorem": theorem, "name": claim.name, **given.pop("values", {})}
        places = signature(rule, follow_wrapped=True).parameters
        single = [p for p in places.values() if p.annotation == "Content" and p.kind is not p.VAR_POSITIONAL]
        rest = len(parents) - len(single)
        positional: list[Any] = []
        named: dict[str, Any] = {}
        many = parents
        for name, place in places.items():
            if place.kind is place.VAR_POSITIONAL:
                positional, many = [*positional, *many[:rest]], many[rest:]
            elif place.annotation == "Content":
                value, many = many[0], many[1:]
                positional.append(value)
            elif place.annotation == "Iterable[Content]":
                named[name], many = many[:rest], many[rest:]
            elif name in given and place.kind is place.POSITIONAL_OR_KEYWORD:
                positional.append(given.pop(name))
        made: kernel.Fact = rule(*positional, **named, **given)
        return made

    def formula(self, written: Any) -> sympy.Basic:
        if isinstance(written, int):
            symbol: sympy.Basic = self._entry("symbols", written)
            return symbol
        if isinstance(written, str):
            return CONSTANTS[written] if written in CONSTANTS else sympy.Rational(written)
        head, *parts = written
        if head == "at":
            return self._entry("functions", parts[0])(*map(self.formula, parts[1:]))
        args = [self.formula(part) for part in parts]
        kind = HEADS[head]
        if issubclass(kind, sympy.Add | sympy.Mul | sympy.Pow | sympy.Function | sympy.core.relational.Relational):
            return kind(*args, evaluate=False)
        return kind(*args)

    def _relation(self, written: Any) -> Relation:
        small, op, large = written
        return Relation(self.formula(small), op, self.formula(large))

    def _domain(self, written: Mapping[str, Any]) -> Domain:
        least, greatest = (None if written[n] is None else self.formula(written[n]) for n in ("least", "greatest"))
        return Domain(written["integer"], least, written["open"], greatest, written["open_above"])

    def _symbol(self, written: Mapping[str, Any]) -> sympy.Symbol:
        name, kind = written["name"], written["kind"]
        if kind == "plain":
            return sympy.Symbol(name, **written["assumed"])
        meaning, domain = written["meaning"], self._domain(written["domain"])
        if kind == "quantity":
            return quantity(name, meaning, measure=lambda thing: None, unit=written["unit"])
        if kind == "unknown":
            return unknown(name, meaning, at_least=_least(domain), whole=domain.integer)
        return Variable(name, meaning, domain, written["unit"])

    def _function(self, written: Mapping[str, Any]) -> Any:
        name, meaning = written["name"], written["meaning"]
        if isinstance(written["of"], list):
            domain = self._domain(written["domain"])
            places = [self.formula(place) for place in written["of"]]
            return unknown(name, meaning, of=places, at_least=_least(domain), whole=domain.integer)
        options = {"nonnegative": written["nonnegative"], "least": written["least"]}
        return function(name, meaning, of=self.formula(written["of"]), **options).func

    def _hypothesis(self, written: Mapping[str, Any]) -> Hypothesis:
        return Hypothesis(written["name"], written["text"], lambda thing: None)

    def _theorem(self, written: Mapping[str, Any]) -> Theorem:
        given = tuple(self._entry("hypotheses", place) for place in written["given"])
        where = tuple(self.formula(condition) for condition in written["where"])
        said: Any = written["statement"]
        said = self._growth(said) if isinstance(said, dict) else self.formula(said)
        claim = Claim(written["name"], Sense(written["sense"]), said, where=where, given=given, on=written["on"])
        return Theorem(written["result"], "from a record", cite("record", "a step"), (claim,), given)

    def _growth(self, written: Mapping[str, Any]) -> Growth:
        quantity, expression = (self.formula(written[name]) for name in ("quantity", "expression"))
        constants, logarithms = (tuple(map(self.formula, written[name])) for name in ("constants", "logarithms"))
        return Growth(quantity, written["order"], expression, constants, logarithms)

    def claim(self, place: int) -> tuple[Theorem, Claim]:
        theorem: Theorem = self._entry("claims", place)
        return theorem, theorem.claims[0]

    def _argument(self, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        ((kind, value),) = written.items()
        match kind:
            case "text":
                return value
            case "formula":
                return self.formula(value)
            case "relation":
                return self._relation(value)
            case "growth":
                return self._growth(value)
            case "hypothesis":
                return self._entry("hypotheses", value)
            case "ray":
                powers, tied = ({self.formula(key): self.formula(each) for key, each in pairs} for pairs in value)
                return along(powers, tied=tied)
            case "other":
                return Other(value[0], self.formula(value[1]))
            case "series":
                return {"Sum": sympy.Sum, "Product": sympy.Product}[value]
            case "values":
                return {self._argument(key): self._argument(each) for key, each in value}
            case "list":
                return [self._argument(each) for each in value]
        raise ProofError(f"{kind!r} is no kind of argument")


def _least(domain: Domain) -> int | None:
    return None if domain.least is None else int(domain.least)
