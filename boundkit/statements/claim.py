"""One claim of a theorem as frozen data: its relation, its conditions, and the value of its bound.

Construction refuses nonsense, so that a claim that exists is at least well formed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

import sympy
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import Form, compiled
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.image import range_of
from boundkit.errors import DomainError, NotEvaluableError, StatementError, UnknownNameError
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.domain import ends_of
from boundkit.formulas.evaluation import Value, Values, evaluate, expand, log_of
from boundkit.formulas.functions import given_functions
from boundkit.formulas.symbols import Abbreviation, Quantity, Variable, check_values, functions_in, is_name
from boundkit.formulas.text import latex, plain
from boundkit.notebook import Cell, Formula, Grid, Tabular
from boundkit.statements.citation import Source
from boundkit.statements.conditions import condition_holds, values_in, written_out
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.reference import IDENTIFIER
from boundkit.statements.relation import ASYMPTOTIC, EXACT, LOWER, UPPER, Growth, Sense

_RELATIONS: dict[Sense, tuple[Any, str]] = {
    UPPER: (sympy.Le, "quantity <= expression"),
    LOWER: (sympy.Ge, "quantity >= expression"),
    EXACT: (sympy.Eq, "Eq(quantity, expression)"),
}
_STATUSES = ("published", "explicit", "derived", "over-reading")


@dataclass(frozen=True)
class Reading:
    """One of the meanings that a published wording allows."""

    name: str
    text: str


@dataclass(frozen=True)
class Claim(Tabular):
    """One relation between a quantity and an expression.

    Parameters
    ----------
    name : how scripts call it; unique within its theorem.
    sense : UPPER, LOWER, EXACT or ASYMPTOTIC; it must agree with the relation.
    statement : a sympy relation with the quantity on the left, or big_o / soft_o.
    status : "published" (its source states it), "explicit" (every constant is written out), "derived", or
        "over-reading" (a reader or a summary takes it from a work that does not state it).
    where : relations between symbols under which it is claimed, such as ``E >= 2``.
    given : the hypotheses that it uses; all those of its theorem unless said otherwise.
    reading : the Reading of a published wording that it encodes.
    on : the construction that it speaks of, for a claim about one object rather than all.
    proof : the idea, in a sentence or two.
    source : the place that states it, where that is not its theorem's.
    demands : relations between its symbols that its hypotheses imply; its theorem fills them in.

    Raises StatementError when the parts contradict each other.
    """

    name: str
    sense: Sense
    statement: Relational | Growth
    status: str = "explicit"
    where: tuple[Relational, ...] = ()
    given: tuple[Hypothesis, ...] | None = None
    reading: Reading | None = None
    on: str = ""
    proof: str = ""
    source: Source | None = None
    demands: tuple[Relational, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if not IDENTIFIER.fullmatch(self.name):
            raise StatementError(f"the claim name {self.name!r} is not allowed: use lower case, digits and _")
        if not isinstance(self.sense, Sense):
            raise StatementError(
                f"claim {self.name}: the sense {self.sense!r} is not one of {', '.join(map(str, Sense))}"
            )
        if self.status not in _STATUSES:
            raise StatementError(f"claim {self.name}: status {self.status!r} is not one of {', '.join(_STATUSES)}")
        self._check_sense()
        for condition in self.where:
            if not isinstance(condition, Relational):
                raise StatementError(f"claim {self.name}: the condition {condition} is always {condition}; drop it")
        self._check_symbols()

    def _check_sense(self) -> None:
        statement: Any = self.statement
        if isinstance(statement, Growth):
            if self.sense is not ASYMPTOTIC:
                raise StatementError(f"claim {self.name} is {self.sense} but written with {statement.order}(..)")
            return
        if self.sense is ASYMPTOTIC:
            raise StatementError(f"claim {self.name} is asymptotic; write it with big_o or soft_o, not {statement}")
        if not isinstance(statement, Relational):
            raise StatementError(f"claim {self.name} says nothing: its relation is always {statement}")
        kind, shape = _RELATIONS[self.sense]
        if not isinstance(statement, kind):
            raise StatementError(f"claim {self.name} is {self.sense} but written as {statement}; write {shape}")
        if not isinstance(statement.lhs, Quantity):
            raise StatementError(
                f"claim {self.name}: the left side of {statement} is no quantity; write {shape} with a symbol made by "
                "quantity(name, meaning, measure=..)"
            )

    def _check_symbols(self) -> None:
        for part in (self.expression, *self.where):
            if part.has(sympy.Float):
                raise StatementError(
                    f"claim {self.name}: {part} holds a float; write it as a fraction, it is not exact"
                )
        for name in sorted(
            {symbol.name for symbol in (self.quantity, *self.all_symbols, *self.abbreviations)} | {*self.functions}
        ):
            if not is_name(name):
                raise StatementError(f"claim {self.name}: {name!r} is no name: write letters of ASCII, digits and _")
        own = self.expression.free_symbols | self._condition_symbols
        for symbol in sorted(own.union(*map(ends_of, own)), key=str):
            if isinstance(symbol, Quantity):
                where = "stands on the right-hand side" if symbol in own else "is an end of the domain of a symbol"
                raise StatementError(f"claim {self.name}: the quantity {symbol} {where}")
            if not isinstance(symbol, Variable):
                raise StatementError(
                    f"claim {self.name}: the symbol {symbol} has no meaning; make it with natural, positive or real"
                )

    @property
    def conditions(self) -> tuple[Relational, ...]:
        """What must hold of its symbols for it to say anything: what it is claimed for, and its demands."""
        return (*self.where, *self.demands)

    @cached_property
    def on_objects(self) -> Claim:
        """The claim without its demands, for objects on which its hypotheses are tested, or dropped."""
        return replace(self, demands=())

    def demanded_by(self, hypotheses: Iterable[Hypothesis]) -> Claim:
        """The claim with those relations of hypotheses that are about its own symbols."""
        own = (self._own(relation) for hypothesis in hypotheses for relation in hypothesis.shape)
        return replace(self, demands=tuple(relation for relation in own if relation is not None))

    def _own(self, relation: Relational) -> Relational | None:
        """The relation in the symbols of the claim; None when it has others."""
        sides = [expand(side) for side in relation.args]
        own = {}
        for symbol in set().union(*(side.free_symbols for side in sides)):
            known = self.symbols.get(symbol.name)
            if known is None or not known.domain.is_like(symbol.domain):
                return None
            own[symbol] = known
        if any(f.func.__name__ not in self.functions for side in sides for f in functions_in(side)):
            return None
        return relation.func(*(side.xreplace(own) for side in relation.args), evaluate=False)

    @property
    def _condition_symbols(self) -> set[Any]:
        return set().union(*(condition.free_symbols for condition in self.where))

    @property
    def quantity(self) -> Quantity:
        """What the claim bounds."""
        statement: Any = self.statement
        return statement.quantity if isinstance(statement, Growth) else statement.lhs

    @property
    def right_hand_side(self) -> sympy.Expr:
        """The bound as written, with its abbreviations."""
        statement: Any = self.statement
        return statement.expression if isinstance(statement, Growth) else statement.rhs

    @cached_property
    def expression(self) -> sympy.Expr:
        """The bound with every abbreviation written out."""
        return expand(self.right_hand_side)

    @cached_property
    def form(self) -> Form:
        """The bound ready for numbers, exact, enclosed or in arrays; it checks neither domains nor conditions.

        ``form.names`` gives the order of the values. Raises NotEvaluableError for an asymptotic claim, and for one that
        needs a function from the user.
        """
        self._require_explicit()
        return compiled(self.expression)

    @property
    def abbreviations(self) -> tuple[Abbreviation, ...]:
        """The abbreviations that the bound uses, also those inside others, in the order they are needed."""
        found: dict[Abbreviation, None] = {}
        pending = [self.right_hand_side]
        while pending:
            expression = pending.pop(0)
            for symbol in sorted(expression.free_symbols, key=str):
                if isinstance(symbol, Abbreviation):
                    found.setdefault(symbol)
                    pending.append(symbol.expression)
        return tuple(found)

    @cached_property
    def symbols(self) -> dict[str, Variable]:
        """The symbols that need a value, by name; those of the conditions included."""
        return {symbol.name: symbol for symbol in sorted(self.all_symbols, key=lambda s: (s.name.lower(), s.name))}

    @property
    def all_symbols(self) -> set[Variable]:
        """The symbols of the bound and of the conditions, abbreviations written out."""
        return self.expression.free_symbols.union(*(expand(condition).free_symbols for condition in self.where))

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions that the user supplies, such as a density."""
        return tuple(dict.fromkeys(f.func.__name__ for f in functions_in(self.expression)))

    @property
    def text(self) -> str:
        """The statement with the conditions under which it is claimed, abbreviations written out."""
        statement: Any = self.statement
        sign = statement.order if isinstance(statement, Growth) else self.sense.sign
        said = f"{self.quantity} {sign} {plain(self.expression)}"
        said += statement.proviso if isinstance(statement, Growth) else ""
        return ", ".join([said, *(f"where {plain(expand(condition))}" for condition in self.where)])

    @property
    def latex(self) -> str:
        """The statement as LaTeX mathematics, without dollar signs."""
        return self.statement.latex if isinstance(self.statement, Growth) else latex(self.statement)

    @property
    def latex_where(self) -> str:
        """The abbreviations and conditions as LaTeX mathematics; empty when there are none."""
        return r",\quad ".join(self.latex_terms)

    @property
    def latex_terms(self) -> tuple[str, ...]:
        """Each abbreviation, each hidden logarithm and each condition as LaTeX mathematics."""
        parts = [f"{latex(a)} = {latex(a.expression)}" for a in self.abbreviations]
        hidden = self.statement.latex_terms if isinstance(self.statement, Growth) else ()
        return (*parts, *hidden, *(latex(condition) for condition in self.where))

    def bound(self, **values: Any) -> sympy.Expr:
        """The bound with formulas in place of symbols, for results that use it.

        Raises UnknownNameError for a name that is no symbol of the claim.
        """
        known = self.symbols
        for name in values:
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        put = {known[name]: sympy.sympify(value) for name, value in values.items()}
        free = {symbol.name for value in put.values() for symbol in value.free_symbols}
        (expression,) = with_own_indices([self.expression], free)
        return expression.xreplace(put)

    def supports(self, values: Mapping[str, Any]) -> bool:
        """Whether the claim is made, as far as ``where`` says, at ``values`` (unknown symbols count as a no)."""
        return all(condition_holds(condition, values) is True for condition in self.where)

    def evaluate(self, digits: int = 17, *, logarithm: bool = False, **values: Any) -> Value:
        """The right-hand side at exact values: a number, or the expression that is left when symbols stay free.

        Values are integers, rationals or text such as "1/3"; a function symbol takes an expression in its variable.
        With ``logarithm`` it is the natural logarithm, found without the number itself where that is long. With a list,
        a tuple or a range for symbols it is a table, Values, of all combinations. Raises UnknownNameError, DomainError,
        or NotEvaluableError for an asymptotic claim.

        >>> from boundkit.statements import natural, quantity
        >>> held = Claim("upper", UPPER, quantity("N", "pieces", measure=len) <= natural("E", "experts") ** 2)
        >>> held.evaluate(E=5).exact, [value.exact for point, value in held.evaluate(E=[2, 3])]
        ('25', ['4', '9'])
        """
        self._require_explicit()
        several = {n: v for n, v in values.items() if isinstance(v, list | tuple | range) and n not in self.functions}
        if several:
            table: Any = self._table(digits, logarithm, values, several)
            return table
        known = {**self.symbols, **dict.fromkeys(self.functions)}
        for name in values:
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        expression = given_functions(self.expression, {n: v for n, v in values.items() if n in self.functions})
        numbers = check_values(self.symbols, {n: v for n, v in values.items() if n not in self.functions})
        given = values | numbers
        for condition in self.conditions:
            if condition_holds(condition, given) is False:
                outside = values_in(condition, given)
                raise DomainError(f"{self.name} is claimed for {plain(condition)} only; {outside} is outside")
        return evaluate(log_of(expression) if logarithm else expression, numbers, digits)

    def terms(self, digits: int = 17, **values: Any) -> Iterator[tuple[Abbreviation, Value]]:
        """The abbreviations of the right-hand side, each with its value at the same values as ``evaluate``."""
        for short in self.abbreviations:
            functions = {n: v for n, v in values.items() if n in self.functions}
            formula = given_functions(expand(short.expression), functions)
            numbers = check_values(self.symbols, {n: v for n, v in values.items() if n in self.symbols})
            yield short, evaluate(formula, numbers, digits)

    def _table(
        self, digits: int, logarithm: bool, values: Mapping[str, Any], several: Mapping[str, Sequence[Any]]
    ) -> Values:
        points = [dict(zip(several, combination, strict=True)) for combination in product(*several.values())]
        return Values(tuple((p, self.evaluate(digits, logarithm=logarithm, **{**values, **p})) for p in points))

    def _grid(self) -> Grid:
        """The statement, what it is claimed for, and what quantity and symbols mean."""
        rows: list[tuple[Cell, ...]] = [(f"{self.name} ({self.sense})", Formula(self.latex))]
        rows += [("with" if place == 0 else "", Formula(term)) for place, term in enumerate(self.latex_terms)]
        rows.append((str(self.quantity), self.quantity.meaning))
        rows += [(name, f"{symbol.meaning} ({symbol.domain})") for name, symbol in self.symbols.items()]
        return Grid((), tuple(rows), (f"on: {self.on}",) if self.on else ())

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _records(self) -> Iterator[dict[str, Any]]:
        for name, symbol in self.symbols.items():
            yield {"symbol": name, "meaning": symbol.meaning, "domain": str(symbol.domain), "unit": symbol.unit}

    def enclose(self, box: Mapping[str, Any], tolerance: Any = "1/100", **values: Any) -> Enclosure:
        """The least and greatest value of the right-hand side when symbols run through intervals, rounded outward.

        ``box`` has (low, high) by name and ``values`` exact numbers, or formulas for functions; every symbol of the
        bound needs one of them. Points that the domains (k > E) or the conditions of the claim exclude do not count.
        Each end is within ``tolerance`` times the largest size of a value. Rigorous: exact or ball arithmetic. Raises
        UnknownNameError, MissingValueError, MalformedInputError for an empty interval, DomainError for an interval that
        leaves a domain or a box without an allowed point, NotEvaluableError for an asymptotic claim, and
        BudgetExhaustedError where the box is too wide for the tolerance.

        >>> from boundkit.statements import natural, quantity
        >>> E, L = natural("E", "experts"), natural("L", "layers", at_most=4)
        >>> N = quantity("N", "pieces", measure=len)
        >>> str(Claim("upper", UPPER, N <= E**L, where=(L >= 2,)).enclose({"L": (1, 4)}, E=8))
        '[64, 4096]'
        """
        self._require_explicit()
        known = {**self.symbols, **dict.fromkeys(self.functions)}
        for name in (*box, *values):
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        supplied = {name: value for name, value in values.items() if name in self.functions}
        intervals = {**box, **{name: value for name, value in values.items() if name not in supplied}}
        conditions = [written_out(condition, supplied) for condition in self.conditions]
        return range_of(given_functions(self.expression, supplied), Box.of(intervals), tolerance, where=conditions)

    def _require_explicit(self) -> None:
        if self.sense is ASYMPTOTIC:
            raise NotEvaluableError(
                f"{self.name} is asymptotic ({self.statement}): its source gives no constants, so it has no value"
            )
