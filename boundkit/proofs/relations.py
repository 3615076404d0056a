"""Relations of a proof in one form, and when two formulas are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Equality, GreaterThan, LessThan, StrictGreaterThan, StrictLessThan

from boundkit.arithmetic.nodes import GreatestInteger, Least, PathSum
from boundkit.arithmetic.whole_values import takes_whole_values
from boundkit.errors import ProofError
from boundkit.formulas.binders import bound_symbols
from boundkit.formulas.bounded import attempt
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import Variable
from boundkit.formulas.text import plain
from boundkit.proofs.apart import are_apart
from boundkit.proofs.vocabulary import require_known

_ABOVE, _BELOW = ("positive", "nonnegative"), ("negative", "nonpositive")
_UNDER_AN_INDEX = (sympy.Sum, sympy.Product, sympy.Integral, GreatestInteger, Least, PathSum)
_MADE = {"<=": sympy.Le, "<": sympy.Lt, "=": sympy.Eq}


class Relation(NamedTuple):
    """small op large, where op is <=, < or =; of a growth fact, which no rule takes further, "is O of" and the like."""

    small: sympy.Expr
    op: str
    large: sympy.Expr

    def __str__(self) -> str:
        return f"{plain(self.small)} {self.op} {plain(self.large)}"

    @property
    def formal(self) -> sympy.Basic:
        """The same for sympy, unevaluated."""
        return _MADE[self.op](self.small, self.large, evaluate=False)

    @property
    def free_symbols(self) -> set[sympy.Symbol]:
        return set(_symbols_in(self.small) | _symbols_in(self.large))

    @property
    def turned(self) -> Relation:
        """An equation read from the other side; an inequality as it stands."""
        return Relation(self.large, "=", self.small) if self.op == "=" else self

    def put(self, values: Mapping[sympy.Basic, sympy.Basic]) -> Relation:
        """The relation with formulas in place of symbols. Raises ProofError when a side has no value then."""
        return Relation(put_in(self.small, values), self.op, put_in(self.large, values))

    def is_said_by(self, stronger: Relation) -> bool:
        """Whether another relation says the same, or says it more strictly."""
        if stronger.op == "=" and not is_same(self.small, stronger.small):
            stronger = stronger.turned
        allowed = {"<=": ("<=", "<", "="), "<": ("<",), "=": ("=",)}[self.op]
        return stronger.op in allowed and is_same(self.small, stronger.small) and is_same(self.large, stronger.large)


@lru_cache(maxsize=1 << 14)
def _symbols_in(formula: sympy.Expr) -> frozenset[sympy.Symbol]:
    return frozenset(formula.free_symbols)


def le(small: Any, large: Any) -> sympy.LessThan:
    """small <= large, which sympy does not work out."""
    return sympy.Le(small, large, evaluate=False)


def eq(left: Any, right: Any) -> sympy.Equality:
    """left = right, which sympy does not work out.

    >>> eq(1 + sympy.Symbol("x"), 1)
    Eq(x + 1, 1)
    """
    return sympy.Eq(left, right, evaluate=False)


def has_doubles(symbols: Iterable[sympy.Basic]) -> bool:
    """Whether two different symbols or functions have one name, by which a value would be given to both."""
    names = [str(symbol) for symbol in symbols]
    return len(set(names)) < len(names)


def read(relation: Any) -> Relation:
    """A relation of sympy, with abbreviations written out. Raises ProofError for what is none."""
    if isinstance(relation, Relation):
        if relation.op not in _MADE:
            raise ProofError(f"{relation.op!r} relates nothing in a proof; write <=, < or =")
        return Relation(formula_of(relation.small), relation.op, formula_of(relation.large))
    if relation in (sympy.true, sympy.false, True, False):
        raise ProofError(f"sympy took the relation for {relation} before it was read; write it with evaluate=False")
    if isinstance(relation, Equality):
        op, sides = "=", (relation.lhs, relation.rhs)
    elif isinstance(relation, LessThan | GreaterThan | StrictLessThan | StrictGreaterThan):
        op = "<" if isinstance(relation, StrictLessThan | StrictGreaterThan) else "<="
        sides = (relation.lts, relation.gts)
    else:
        raise ProofError(f"{relation} is no relation; write it with <=, <, >=, > or Eq")
    small, large = (formula_of(side) for side in sides)
    return Relation(small, op, large)


def formula_of(formula: Any) -> sympy.Expr:
    """A formula with abbreviations written out.

    Raises ProofError when it holds a float or what no proof can, has no value, or holds what sympy judges wrongly; and
    where an end of a symbol's domain does, by which sympy judges the sign of the symbol.
    """
    expanded = expand(sympy.sympify(formula))
    require_known(expanded)
    for symbol in expanded.free_symbols:
        _require_as_declared(symbol)
    if expanded.has(sympy.Float):
        raise ProofError(f"{plain(expanded)} holds a float; write it as a fraction, since a float is not exact")
    return _judged(expanded)


@lru_cache(maxsize=1 << 12)
def _require_as_declared(symbol: sympy.Basic) -> None:
    """Raises ProofError where sympy assumes more of a symbol than its domain, or an end of that is no formula."""
    domain = domain_of(symbol)
    if isinstance(symbol, Variable) and symbol.assumptions0 != sympy.Symbol("x", **domain.assumptions).assumptions0:
        raise ProofError(f"sympy assumes of {symbol} what its domain does not say; make it with natural or real")
    for end in (domain.least, domain.greatest):
        if end is not None:
            formula_of(end)


def put_in(formula: sympy.Basic, values: Mapping[sympy.Basic, sympy.Basic]) -> sympy.Basic:
    """The formula with others in place of symbols.

    Raises ProofError when it has no value then, or where a part does that may vanish, or is judged wrongly by sympy.
    """
    if not values:
        return _judged(formula)
    done: dict[sympy.Basic, sympy.Basic] = {}

    def replaced(node: sympy.Basic) -> sympy.Basic:
        if node in values:
            return values[node]
        if node not in done:
            args = [replaced(part) for part in node.args]
            same = all(new is old for new, old in zip(args, node.args, strict=True))
            done[node] = node if same else _made(node.func, *args)
        return done[node]

    whole = replaced(formula)
    for part in formula.atoms(sympy.Pow, sympy.Function, *_UNDER_AN_INDEX):
        if part is not formula and part.free_symbols & values.keys():
            _judged(replaced(part))
    return _judged(whole)


@lru_cache(maxsize=1 << 14)
def _made(kind: Any, *parts: sympy.Basic) -> sympy.Basic:
    """kind(*parts), which sympy works out; of a maximum it does so by taking all its parts apart, each time."""
    return kind(*parts)


def bound_in(*formulas: sympy.Basic) -> frozenset[sympy.Basic]:
    """The symbols in whose place nothing can be put: indices, and those by which a part is differentiated."""
    derivatives = set().union(*(formula.atoms(sympy.Derivative) for formula in formulas))
    return bound_symbols(*formulas).union(*(derivative.variables for derivative in derivatives))


def require_uncaught(formulas: Iterable[sympy.Basic], values: Mapping[sympy.Basic, sympy.Basic]) -> None:
    """Raises ProofError where a value or its place is an index in one of the formulas."""
    caught = bound_in(*formulas) & set(values).union(*(value.free_symbols for value in values.values()))
    if caught:
        names = ", ".join(sorted(map(str, caught)))
        raise ProofError(f"{names} is an index or bound in {', '.join(map(plain, formulas))}; rename it first")


@lru_cache(maxsize=1 << 14)
def is_known(formula: sympy.Expr, kind: str) -> bool:
    """Whether sympy derives that a formula is positive, an integer and the like; what indices are called adds nothing.

    sympy takes Sum(i, (i, -3, 2)) for nonnegative when the symbol i is.
    """
    formula = with_plain_indices(formula)
    return takes_whole_values(formula) if kind == "integer" else bool(getattr(formula, f"is_{kind}"))


def _finite(formula: sympy.Basic) -> sympy.Basic:
    if formula.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I):
        raise ProofError(f"{plain(formula)} is no real number; mend it")
    return formula


@lru_cache(maxsize=1 << 12)
def _judged(formula: sympy.Basic) -> sympy.Basic:
    """The formula, which sympy may have simplified by the signs of its parts.

    Of some parts it derives a wrong sign: C(n, 3) < 0 for an n of unknown sign, C(-1, k) < 0 for an odd k that may be
    negative, a product of zeros that is 0 even where it is empty, what stands under an index by what is assumed of the
    index and its range leaves.
    """
    _finite(formula)
    for part in formula.atoms(sympy.binomial, *_UNDER_AN_INDEX):
        if isinstance(part, sympy.binomial):
            upper, lower = part.args
            wrong = part.is_nonnegative is False and not (upper.is_negative and lower.is_nonnegative)
        else:
            empty = isinstance(part, sympy.Product) and part.function.is_zero
            wrong = empty or not all(span.is_as_assumed for span in _ranges(part))
        if wrong:
            raise ProofError(
                f"sympy misjudges the sign of {plain(part)}; say more of what n is in C(n, k), "
                "and nothing of an index but what is so in all of its range"
            )
    return formula


class _Range(NamedTuple):
    """What an index runs through: whole numbers or not, none below any of ``below`` or above any of ``above``."""

    index: sympy.Basic
    whole: bool
    below: tuple[sympy.Basic, ...]
    above: tuple[sympy.Basic, ...]

    @property
    def is_as_assumed(self) -> bool:
        """Whether what is assumed of the index is so in all of its range."""
        if domain_of(self.index).assumed or (self.index.is_integer and not self.whole):
            return False
        known = [(end, kind) for ends, kinds in ((self.below, _ABOVE), (self.above, _BELOW))
                 for end in ends for kind in kinds]  # fmt: skip
        return all(getattr(end, f"is_{kind}") or not getattr(self.index, f"is_{kind}") for end, kind in known)


def _ranges(part: sympy.Basic) -> Iterator[_Range]:
    """What the indices of a part run through."""
    match part:
        case GreatestInteger():
            _, index, start = part.args
            yield _Range(index, True, (sympy.S.One,), (start,))
        case Least():
            index, first, last = part.args[1]
            yield _Range(index, True, (first,), (last,))
        case PathSum():
            _, (choice, most), (state, *steps), (layer, first, last) = part.args
            yield _Range(choice, True, (sympy.S.Zero,), (most,))
            yield _Range(state, all(step.is_integer for step in steps), tuple(steps), tuple(steps))
            yield _Range(layer, True, (first,), (last,))
        case _:
            for index, *ends in part.limits:
                first, last = ends if len(ends) == 2 else (sympy.nan, sympy.nan)
                yield _Range(index, not isinstance(part, sympy.Integral), (first,), (last,))


@lru_cache(maxsize=1 << 14)
def is_same(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Whether two formulas are one: alike but for the names of indices, or after multiplying out."""
    if left == right:
        return True
    left, right = with_plain_indices(left), with_plain_indices(right)
    if left == right or are_apart(left, right):
        return left == right
    return bool(attempt(sympy.expand, left - right, seconds=5.0) == 0)


@cache
def _index(depth: int, integer: bool) -> sympy.Dummy:
    """The index that stands at a depth; it is no symbol that a formula can hold otherwise."""
    return sympy.Dummy(f"index {depth}", **({"integer": True} if integer else {"real": True}))


@lru_cache(maxsize=1 << 13)
def with_plain_indices(formula: sympy.Basic, depth: int = 0) -> sympy.Basic:
    """The formula with its indices named by how deep they stand, so that it does not depend on their names."""
    if not formula.args or not formula.has(sympy.Sum, sympy.Product):
        return formula
    if isinstance(formula, sympy.Sum | sympy.Product):
        body, *limits = formula.args
        for place, (index, *ends) in enumerate(limits):
            plain_index = _index(depth + place, not body.has(sympy.binomial))  # see _judged
            body = body.xreplace({index: plain_index})
            inner = [limit.xreplace({index: plain_index}) for limit in limits[:place]]
            limits = [*inner, sympy.Tuple(plain_index, *ends), *limits[place + 1 :]]
        depth += len(limits)
        ends = [sympy.Tuple(index, *(with_plain_indices(end, depth) for end in span)) for index, *span in limits]
        return formula.func(with_plain_indices(body, depth), *ends)
    args = [with_plain_indices(part, depth) for part in formula.args]
    return (
        formula if all(new is old for new, old in zip(args, formula.args, strict=True)) else _made(formula.func, *args)
    )
