"""``boundkit table claims``: claims side by side over a grid, beside what is measured and what is solved for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, signature
from itertools import count, product
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.rational import rational
from boundkit.commands.bounds import Bound, bound_at
from boundkit.commands.compare import labels_among, read_bound
from boundkit.commands.solve import solve
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
from boundkit.formulas.parsing import parse
from boundkit.statements.claim import Claim
from boundkit.statements.inversion import split_relation
from boundkit.statements.theorem import Theorem
from boundkit.values import read_assignments

_MOST_ROWS = 10_000
_ROUNDINGS = {"floor": sympy.floor, "ceiling": sympy.ceiling}

Point = Mapping[str, fmpq]


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
    which they vary, the last one fastest; ``derived`` those that follow from others by a formula.
    """

    points: tuple[Point, ...]
    columns: tuple[Column, ...]
    ranged: tuple[str, ...]
    derived: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        *,
        measured: Sequence[str] = (),
        least: Sequence[str] = (),
        budget: float | None = None,
        progress: Callable[[int], None] = lambda number: None,
    ) -> Sweep:
        """Read ID:CLAIM, and SYM=VAL with numbers, lists, ranges or a formula in other symbols.

        ``measured`` names claims whose quantity is measured on the objects of their evidence; "E: ID:CLAIM >= ID:CLAIM"
        in ``least`` asks for the least E of the relation, certified. ``budget`` is in seconds for one value,
        ``progress`` is called with the number of values so far. A value has a reason instead where the claim does not
        hold or nothing is found. Raises MalformedInputError, UnknownNameError, MissingValueError.

        >>> found = Sweep.of(["sharper.vc_on_a_line:one_layer", "E=1,2", "W=3"])
        >>> [int(value.lower) for value in found.columns[0].values]
        [5, 10]
        """
        labels = labels_among(words)
        bounds = {label: read_bound(label) for label in (*labels, *measured)}
        asked = [_Asked.of(text) for text in least]
        if not labels and not measured and not asked:
            raise MissingValueError("a table of claims needs a claim, such as wang2025.piece_count:upper")
        listed, derived = _read([word for word in words if word not in labels])
        known = {name for _, claim in bounds.values() for name in claim.symbols}
        known |= {
            name for label in measured for item in _items(*bounds[label]) for name in signature(item.build).parameters
        }
        known |= {name for one in asked for claim in one.claims for name in claim.symbols}
        known |= {name for formula in derived.values() for name in map(str, formula.free_symbols)}
        for name in (*listed, *derived):
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        points = tuple(_points(listed, derived))
        number = count(1)

        def counted(found: Iterator[Any]) -> Iterator[Any]:
            for value in found:
                progress(next(number))
                yield value

        columns = []
        for label in labels:
            claim = bounds[label][1]
            values = tuple(counted(bound_at(claim, point, budget=budget) for point in points))
            columns.append(Column(label, claim.sense.sign, claim.quantity.meaning, values))
        for label in measured:
            theorem, claim = bounds[label]
            pairs = list(counted(_measurement(theorem, claim, point, budget) for point in points))
            values, objects = (tuple(pair[place] for pair in pairs) for place in (0, 1))
            columns.append(Column(f"{label} measured", "", claim.quantity.meaning, values, objects))
        for one in asked:
            values = tuple(counted(one.value(point, budget) for point in points))
            columns.append(Column(f"least {one.text}", ">=", one.meaning, values))
        ranged = tuple(name for name, values in listed.items() if len(values) > 1)
        return cls(points, tuple(columns), ranged, {name: str(formula) for name, formula in derived.items()})

    @property
    def fixed(self) -> str:
        """The values that all points share."""
        names = [name for name in self.points[0] if name not in self.ranged and name not in self.derived]
        return ", ".join([f"{name} = {self.points[0][name]}" for name in names])


def _read(words: Sequence[str]) -> tuple[dict[str, list[Any]], dict[str, sympy.Expr]]:
    """Listed values, and formulas in other symbols."""
    names = {word.partition("=")[0].strip(): sympy.Symbol(word.partition("=")[0].strip()) for word in words}
    derived: dict[str, sympy.Expr] = {}
    given: list[str] = []
    for word in words:
        name, _, text = word.partition("=")
        others = {other: symbol for other, symbol in names.items() if other != name.strip()}
        formula = _formula(text, others)
        if formula is None:
            given.append(word)
        else:
            derived[name.strip()] = formula
    return read_assignments(given), derived


def _formula(text: str, symbols: dict[str, Any]) -> sympy.Expr | None:
    """A formula in other symbols; None for anything else."""
    try:
        formula = parse(text, _ROUNDINGS | symbols)
    except MalformedInputError:
        return None
    return formula if formula.free_symbols else None


def _points(listed: Mapping[str, Sequence[Any]], derived: Mapping[str, sympy.Expr]) -> Iterator[Point]:
    number = 1
    for values in listed.values():
        number *= len(values)
    if number > _MOST_ROWS:
        raise MalformedInputError(f"the table would have {number} rows; at most {_MOST_ROWS} are allowed")
    for combination in product(*listed.values()):
        point = {name: rational(value) for name, value in zip(listed, combination, strict=True)}
        for name, formula in derived.items():
            found = evaluate(formula, point).number
            if found is None or not found.exact:
                raise MalformedInputError(
                    f"{name} = {formula} has no exact value where {_text(point)}; give its symbols values before it, "
                    "and round it with floor or ceiling"
                )
            point[name] = rational(found.lower)
        yield point


def _items(theorem: Theorem, claim: Claim) -> list[Instances]:
    return [item for item in theorem.evidence if isinstance(item, Instances) and item.claim == claim.name]


def _measurement(theorem: Theorem, claim: Claim, point: Point, budget: float | None) -> tuple[Bound, Any]:
    """The quantity on the first object of the evidence that has the values of the point, and the object."""
    for item in _items(theorem, claim):
        parameters = signature(item.build).parameters
        needed = {name for name, own in parameters.items() if own.default is Parameter.empty}
        if not needed <= point.keys():
            continue
        given = {name: _plain(point[name]) for name in parameters if name in point}
        try:
            with time_limit(budget):
                made = item.admitted(theorem, claim, given, item.build(**given))
                if made is not None and all(rational(made[1][n]) == point[n] for n in claim.symbols if n in point):
                    return enclose(claim.quantity.measure(made[0])), made[0]
        except BudgetExhaustedError as error:
            return f"not found: {error}", None
    return "no object of the evidence has these values", None


@dataclass(frozen=True)
class _Asked:
    """The least value of a symbol at which a bound is at least, or at most, another one or a number."""

    text: str
    symbol: str
    theorem: Theorem
    claim: Claim
    sign: str
    limit: Claim | fmpq

    @classmethod
    def of(cls, text: str) -> _Asked:
        symbol, colon, relation = text.partition(": ")
        if not colon:
            raise MalformedInputError(f"{text!r} asks for nothing; write 'E: ID:CLAIM >= ID:CLAIM'")
        left, sign, right = split_relation(relation, "write a bound, >= or <=, and a bound or a number")
        limit = read_bound(right.strip())[1] if ":" in right else rational(right.strip())
        theorem, claim = read_bound(left.strip())
        if symbol.strip() not in claim.symbols:
            raise UnknownNameError.among("symbol", symbol.strip(), claim.symbols)
        return cls(text, symbol.strip(), theorem, claim, sign, limit)

    @property
    def claims(self) -> list[Claim]:
        return [self.claim, *([self.limit] if isinstance(self.limit, Claim) else [])]

    @property
    def meaning(self) -> str:
        return self.claim.symbols[self.symbol].meaning

    def value(self, point: Point, budget: float | None) -> Bound:
        limit = bound_at(self.limit, point, budget=budget) if isinstance(self.limit, Claim) else enclose(self.limit)
        if isinstance(limit, str):
            return limit
        if not limit.exact:
            return f"the limit {limit} is not known exactly"
        words = [f"{name}={point[name]}" for name in self.claim.symbols if name in point and name != self.symbol]
        try:
            with time_limit(budget):
                relation = f"{self.claim.name} {self.sign} {limit.lower}"
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


def _plain(value: fmpq) -> Any:
    return int(value.p) if value.q == 1 else value


def _text(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
