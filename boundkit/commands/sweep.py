"""``boundkit table claims``: claims side by side over a grid, beside what is measured and what is solved for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, signature
from itertools import count
from typing import Any, Protocol

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.rational import rational
from boundkit.commands.bounds import Bound, bound_at
from boundkit.commands.compare import labels_among, read_bound
from boundkit.commands.solve import solve
from boundkit.commands.sweep_values import Point, formula_in, points_of, read_values
from boundkit.deadline import time_limit
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    MissingValueError,
    NotEvaluableError,
    UnknownNameError,
)
from boundkit.evidence.kinds import Instances
from boundkit.formulas.evaluation import evaluate
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.inversion import split_relation
from boundkit.statements.theorem import Theorem

_CUT_SHORT: tuple[Bound, Any] = ("interrupted", None)


@dataclass(frozen=True)
class Column:
    """A label, a sign (=, <=, >=, or none for a measurement), what it is about, and a value or a reason a row.

    A measurement has the ``objects`` that it was made on, None where there is none.
    """

    label: str
    sign: str
    meaning: str
    values: tuple[Bound, ...]
    objects: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """Claims over a grid.

    ``points`` have the values of all symbols, a row each; ``ranged`` are the symbols with several, in the order in
    which they vary, the last one fastest; ``derived`` those that follow from others by a formula. ``interrupted`` says
    whether Ctrl-C ended it: then what was not reached has that reason instead of a value.
    """

    points: tuple[Point, ...]
    columns: tuple[Column, ...]
    ranged: tuple[str, ...]
    derived: Mapping[str, str] = field(default_factory=dict)
    interrupted: bool = False

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        *,
        measured: Sequence[str] = (),
        least: Sequence[str] = (),
        budget: float | None = None,
    ) -> Sweep:
        """A question, see ``Question.of``, answered.

        >>> found = Sweep.of(["sharper.vc_on_a_line:one_layer", "E=1,2", "W=3"])
        >>> [int(value.lower) for value in found.columns[0].values]
        [5, 10]
        """
        return Question.of(words, measured=measured, least=least).answered(budget)

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(column.label for column in self.columns)

    @property
    def fixed(self) -> str:
        """The values that all points share."""
        names = [name for name in self.points[0] if name not in self.ranged and name not in self.derived]
        return ", ".join([f"{name} = {self.points[0][name]}" for name in names])


class _Source(Protocol):
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
class Question:
    """Points, and what is asked there; ``ranged`` and ``derived`` as of a Sweep."""

    points: tuple[Point, ...]
    sources: tuple[_Source, ...]
    ranged: tuple[str, ...]
    derived: Mapping[str, str]

    @classmethod
    def of(cls, words: Sequence[str], *, measured: Sequence[str] = (), least: Sequence[str] = ()) -> Question:
        """Read ID:CLAIM, formulas such as E**n to set beside, and SYM=VAL: numbers, lists, ranges, formulas.

        ``measured`` names claims whose quantity is measured on the objects of their evidence; "E: ID:CLAIM >= ID:CLAIM"
        in ``least`` asks for the least E of the relation, certified. Raises MalformedInputError, UnknownNameError,
        MissingValueError.
        """
        labels = labels_among(words)
        sources: list[_Source] = [_Claimed(label, read_bound(label)[1]) for label in labels]
        sources += [_Measured(f"{label} measured", *read_bound(label)) for label in measured]
        sources += [_Least.of(text) for text in least]
        sources += [_Formula.of(word, words) for word in words if "=" not in word and word not in labels]
        if not sources:
            raise MissingValueError("a table of claims needs a claim, such as wang2025.piece_count:upper")
        functions = {name for source in sources for name in source.functions}
        listed, derived = read_values([word for word in words if "=" in word and word not in labels], functions)
        known = functions | {name for source in sources for name in source.names}
        known |= {str(symbol) for formula in derived.values() for symbol in formula.free_symbols}
        for name in (*listed, *derived):
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        ranged = tuple(name for name, values in listed.items() if len(values) > 1)
        points = tuple(points_of(listed, derived, functions))
        return cls(points, tuple(sources), ranged, {name: str(formula) for name, formula in derived.items()})

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the columns that there will be."""
        return tuple(source.label for source in self.sources)

    def answered(self, budget: float | None = None, progress: Callable[[int], None] = lambda number: None) -> Sweep:
        """The table; ``budget`` is in seconds for one value, ``progress`` is called with the number of values so far.

        A value has a reason instead where the claim does not hold, nothing is found, or Ctrl-C came before it.
        """
        columns, number, interrupted = [], count(1), False
        for source in self.sources:
            values: list[Bound] = []
            objects: list[Any] = []
            for point in self.points:
                value, thing = _CUT_SHORT
                if not interrupted:
                    try:
                        value, thing = source.value(point, budget)
                    except KeyboardInterrupt:
                        interrupted = True
                    progress(next(number))
                values.append(value)
                objects.append(thing)
            columns.append(Column(source.label, source.sign, source.meaning, tuple(values), tuple(objects)))
        return Sweep(self.points, tuple(columns), self.ranged, self.derived, interrupted)


# columns ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Claimed:
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
class _Formula:
    """A formula in the symbols, beside which claims are set."""

    label: str
    formula: sympy.Expr
    sign = "="

    @classmethod
    def of(cls, text: str, words: Sequence[str]) -> _Formula:
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
class _Measured:
    """The quantity of a claim on the objects of its evidence."""

    label: str
    theorem: Theorem
    claim: Claim
    sign = ""

    @property
    def meaning(self) -> str:
        return self.claim.quantity.meaning

    @property
    def names(self) -> set[str]:
        return set(self.claim.symbols).union(*(signature(item.build).parameters for item in self._items))

    @property
    def functions(self) -> set[str]:
        return set()

    @property
    def _items(self) -> list[Instances]:
        own = self.claim.name
        return [item for item in self.theorem.evidence if isinstance(item, Instances) and item.claim == own]

    def value(self, point: Point, budget: float | None) -> tuple[Bound, Any]:
        """On the first object that has the values of the point."""
        for item in self._items:
            parameters = signature(item.build).parameters
            needed = {name for name, own in parameters.items() if own.default is Parameter.empty}
            if not needed <= point.keys():
                continue
            given = {name: _plain(point[name]) for name in parameters if name in point}
            try:
                with time_limit(budget):
                    made = item.admitted(self.theorem, self.claim, given, item.build(**given))
                    if made is not None and self._agree(point, made[1]):
                        return enclose(self.claim.quantity.measure(made[0])), made[0]
            except BudgetExhaustedError as error:
                return f"not found: {error}", None
        return "no object of the evidence has these values", None

    def _agree(self, point: Point, at: Mapping[str, Any]) -> bool:
        """Whether the values that are known at the object are those of the point."""
        return all(rational(at[name]) == point[name] for name in self.claim.symbols if name in point and name in at)


@dataclass(frozen=True)
class _Least:
    """The least value of a symbol at which a bound is at least, or at most, another one or a number."""

    text: str
    symbol: str
    theorem: Theorem
    claim: Claim
    relation: str
    limit: Claim | fmpq
    sign = ">="

    @classmethod
    def of(cls, text: str) -> _Least:
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
