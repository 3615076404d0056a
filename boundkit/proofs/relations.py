"""Relations of a proof in one form, and when two formulas are the same."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Equality, GreaterThan, LessThan, StrictGreaterThan, StrictLessThan

from boundkit.errors import ProofError
from boundkit.formulas.bounded import attempt
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain

_MADE = {"<=": sympy.Le, "<": sympy.Lt, "=": sympy.Eq}


class Relation(NamedTuple):
    """small op large, where op is <=, < or =."""

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
        return self.small.free_symbols | self.large.free_symbols

    @property
    def turned(self) -> Relation:
        """An equation read from the other side; an inequality as it stands."""
        return Relation(self.large, "=", self.small) if self.op == "=" else self

    def put(self, values: dict[sympy.Basic, sympy.Basic]) -> Relation:
        """The relation with formulas in place of symbols. Raises ProofError when a side has no value then."""
        return Relation(put_in(self.small, values), self.op, put_in(self.large, values))

    def is_said_by(self, stronger: Relation) -> bool:
        """Whether another relation says the same, or says it more strictly."""
        if stronger.op == "=" and not is_same(self.small, stronger.small):
            stronger = stronger.turned
        allowed = {"<=": ("<=", "<", "="), "<": ("<",), "=": ("=",)}[self.op]
        return stronger.op in allowed and is_same(self.small, stronger.small) and is_same(self.large, stronger.large)


def read(relation: Any) -> Relation:
    """A relation of sympy, with abbreviations written out. Raises ProofError for what is none."""
    if isinstance(relation, Relation):
        return relation
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
    """A formula with abbreviations written out. Raises ProofError when it holds a float or has no value."""
    expanded = expand(sympy.sympify(formula))
    if expanded.has(sympy.Float):
        raise ProofError(f"{plain(expanded)} holds a float; write it as a fraction, since a float is not exact")
    return _finite(expanded)


def put_in(formula: sympy.Basic, values: dict[sympy.Basic, sympy.Basic]) -> sympy.Basic:
    """The formula with others in place of symbols. Raises ProofError when it has no value then."""
    return _finite(formula.xreplace(values))


def _finite(formula: sympy.Basic) -> sympy.Basic:
    if formula.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I):
        raise ProofError(f"{plain(formula)} is no real number; mend it")
    return formula


def is_same(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Whether two formulas are one: alike but for the names of indices, or after multiplying out."""
    if left == right:
        return True
    left, right = with_plain_indices(left), with_plain_indices(right)
    return left == right or bool(attempt(sympy.expand, left - right, seconds=5.0) == 0)


def with_plain_indices(formula: sympy.Basic, depth: int = 0) -> sympy.Basic:
    """The formula with its indices named by how deep they stand, so that it does not depend on their names."""
    if not formula.args:
        return formula
    if isinstance(formula, sympy.Sum | sympy.Product):
        body, *limits = formula.args
        for place, (index, *ends) in enumerate(limits):
            plain_index = sympy.Symbol(f"index {depth + place}", integer=True)
            body = body.xreplace({index: plain_index})
            inner = [limit.xreplace({index: plain_index}) for limit in limits[:place]]
            limits = [*inner, sympy.Tuple(plain_index, *ends), *limits[place + 1 :]]
        depth += len(limits)
        ends = [sympy.Tuple(index, *(with_plain_indices(end, depth) for end in span)) for index, *span in limits]
        return formula.func(with_plain_indices(body, depth), *ends)
    args = [with_plain_indices(part, depth) for part in formula.args]
    return formula if all(new is old for new, old in zip(args, formula.args, strict=True)) else formula.func(*args)
