"""The columns of ``boundkit table claims``: claims, formulas, what objects measure, and what is solved for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Any, Protocol

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.rational import rational
from boundkit.commands.bounds import Bound, bound_at
from boundkit.commands.compare import read_bound
from boundkit.commands.solve import solve
from boundkit.commands.sweep_values import Point, formula_in
from boundkit.deadline import time_limit
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    NotEvaluableError,
    UnknownNameError,
)
from boundkit.evidence.kinds import Instances
from boundkit.formulas.evaluation import evaluate
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.inversion import split_relation
from boundkit.statements.theorem import Theorem


class Source(Protocol):
    """What a column is made of."""

    @property
    def label(self) -> str: ...

    @property
    def sign(self) -> str: ...

    @property
    def meaning(self) -> str: ...

    @property
    def names(self) -> set[str]:
        """Of the symbols that it may be given values of."""

    @property
    def functions(self) -> set[str]:
        """Of the functions that it needs, which have formulas for values."""

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        """The value or a reason, and the object that was measured."""


@dataclass(frozen=True)
class Claimed:
    label: str
    claim: Claim

    @property
    def sign(self) -> str:
        return self.claim.sense.sign

    @property
    def meaning(self) -> str:
        return self.claim.quantity.meaning

    @property
    def names(self) -> set[str]:
        return set(self.claim.symbols)

    @property
    def functions(self) -> set[str]:
        return set(self.claim.functions)

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        return bound_at(self.claim, point, budget=budget), None


@dataclass(frozen=True)
class Formula:
    """A formula in the symbols, beside which claims are set."""

    label: str
    formula: sympy.Expr
    sign = "="

    @classmethod
    def of(cls, text: str, words: Sequence[str]) -> Formula:
        names = [word.partition("=")[0].strip() for word in words if "=" in word]
        formula = formula_in(text, {name: sympy.Symbol(name) for name in names})
        if formula is None:
            raise MalformedInputError(
                f"{text!r} is neither a bound nor a value nor a formula in symbols with values; write ID:CLAIM, E=8 "
                "or E**n"
            )
        return cls(text, formula)

    @property
    def meaning(self) -> str:
        return plain(self.formula)

    @property
    def names(self) -> set[str]:
        return set(map(str, self.formula.free_symbols))

    @property
    def functions(self) -> set[str]:
        return set()

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        try:
            with time_limit(budget):
                found = evaluate(self.formula, point).number
        except (BudgetExhaustedError, DomainError, NotEvaluableError) as error:
            return f"not found: {error}", None
        return (f"needs {', '.join(self.names)}" if found is None else found), None


@dataclass(frozen=True)
class Measured:
    """The quantity of a claim on the objects of its evidence, or of the items of one name or builder."""

    label: str
    theorem: Theorem
    claim: Claim
    items: Sequence[Instances]
    builder: str = ""
    _made: dict[tuple[tuple[str, Any], ...], tuple[Any, Mapping[str, Any]] | str] = field(
        default_factory=dict, compare=False
    )
    sign = ""

    @classmethod
    def of(cls, text: str) -> Measured:
        """Read ID:CLAIM or ID:CLAIM:BUILDER. Raises UnknownNameError for a builder that the claim's evidence lacks."""
        name, claim, builder = text, text.partition(":")[2], ""
        if ":" in claim:
            name, builder = text.rsplit(":", 1)[0], claim.partition(":")[2]
        theorem, chosen = read_bound(name)
        own = [item for item in theorem.evidence if isinstance(item, Instances) and item.claim == chosen.name]
        items = [item for item in own if not builder or builder in (item.name, item.build.__name__)]
        if builder and not items:
            raise UnknownNameError.among("builder", builder, {item.build.__name__ for item in own})
        return cls(f"{name} measured{' on ' * bool(builder)}{builder}", theorem, chosen, items, builder)

    @property
    def meaning(self) -> str:
        return self.claim.quantity.meaning

    @property
    def names(self) -> set[str]:
        return set(self.claim.symbols).union(*(signature(item.build).parameters for item in self.items))

    @property
    def functions(self) -> set[str]:
        return set()

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        """On the first object that has the values of the point."""
        made = self._object(point, budget)
        if isinstance(made, str):
            return made, None
        try:
            with time_limit(budget):
                return enclose(self.claim.quantity.measure(made[0])), made[0]
        except BudgetExhaustedError as error:
            return f"not found: {error}", None

    def values_at(self, point: Point, budget: float | None) -> Mapping[str, Any]:
        """The values of symbols that are known of the object there."""
        made = self._object(point, budget)
        return {} if isinstance(made, str) else made[1]

    def _object(self, point: Point, budget: float | None) -> tuple[Any, Mapping[str, Any]] | str:
        key = tuple(point.items())
        if key not in self._made:
            try:
                with time_limit(budget):
                    self._made[key] = self._built(point) or "no object of the evidence has these values"
            except BudgetExhaustedError as error:
                self._made[key] = f"not found: {error}"
        return self._made[key]

    def _built(self, point: Point) -> tuple[Any, Mapping[str, Any]] | None:
        for item in self.items:
            parameters = signature(item.build).parameters
            needed = {name for name, own in parameters.items() if own.default is Parameter.empty}
            if not needed <= point.keys():
                continue
            given = {name: _plain(point[name]) for name in parameters if name in point}
            made = item.admitted(self.theorem, self.claim, given, item.build(**given))
            if made is not None and self._agree(point, made[1]):
                return made
        return None

    def _agree(self, point: Point, at: Mapping[str, Any]) -> bool:
        """Whether the values that are known at the object are those of the point."""
        return all(rational(at[name]) == point[name] for name in self.claim.symbols if name in point and name in at)


@dataclass(frozen=True)
class Least:
    """The least value of a symbol at which a bound is at least, or at most, another one or a number."""

    text: str
    symbol: str
    theorem: Theorem
    claim: Claim
    relation: str
    limit: Claim | fmpq
    sign = ">="

    @classmethod
    def of(cls, text: str) -> Least:
        symbol, colon, relation = text.partition(": ")
        if not colon:
            raise MalformedInputError(f"{text!r} asks for nothing; write 'E: ID:CLAIM >= ID:CLAIM'")
        left, relation, right = split_relation(relation, "write a bound, >= or <=, and a bound or a number")
        limit = read_bound(right.strip())[1] if ":" in right else rational(right.strip())
        theorem, claim = read_bound(left.strip())
        if symbol.strip() not in claim.symbols:
            raise UnknownNameError.among("symbol", symbol.strip(), claim.symbols)
        return cls(text, symbol.strip(), theorem, claim, relation, limit)

    @property
    def label(self) -> str:
        return f"least {self.text}"

    @property
    def meaning(self) -> str:
        return self.claim.symbols[self.symbol].meaning

    @property
    def claims(self) -> list[Claim]:
        return [self.claim, *([self.limit] if isinstance(self.limit, Claim) else [])]

    @property
    def names(self) -> set[str]:
        return {name for claim in self.claims for name in claim.symbols}

    @property
    def functions(self) -> set[str]:
        return {name for claim in self.claims for name in claim.functions}

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        return self._found(point, budget), None

    def _found(self, point: Point, budget: float | None) -> Bound:
        limit = bound_at(self.limit, point, budget=budget) if isinstance(self.limit, Claim) else enclose(self.limit)
        if isinstance(limit, str):
            return limit
        if not limit.exact:
            return f"the limit {limit} is not known exactly"
        own = (*self.claim.symbols, *self.claim.functions)
        words = [f"{name}={point[name]}" for name in own if name in point and name != self.symbol]
        try:
            with time_limit(budget):
                relation = f"{self.claim.name} {self.relation} {limit.lower}"
                found = solve(self.theorem, relation, self.symbol, words, want="least").solution
        except (BudgetExhaustedError, DomainError, NotEvaluableError) as error:
            return f"not found: {error}"
        if found.value is None:
            return "it holds nowhere" if found.kind == "none" else "it holds everywhere"
        if self.claim.symbols[self.symbol].is_integer:
            before = bound_at(self.claim, {**point, self.symbol: rational(found.value.lower) - 1}, budget=budget)
            if isinstance(before, str) and before.startswith("not claimed"):
                return f"it holds from the first {self.symbol} on that the claim speaks of, {found.value}"
        return found.value


def _plain(value: Any) -> Any:
    return int(value.p) if isinstance(value, fmpq) and value.q == 1 else value
