"""Signs of formulas and where they have a value: by structure, by facts at hand, and by certify where algebra can look.

A formula has a value only where all its parts have one, finite real numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import count

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.judgement import certify
from boundkit.errors import BoundkitError, ProofError
from boundkit.formulas.domain import Domain, domain_of, ends_of
from boundkit.formulas.symbols import Variable
from boundkit.formulas.text import plain
from boundkit.proofs.relations import Relation, has_doubles, is_known, is_same, put_in, with_plain_indices
from boundkit.proofs.terms import bare, is_unknown, opaque

# Finite and real wherever their arguments are, of whatever sign these be. Sympy does not tell this of its functions
# (sympy.gamma is as real as sympy.exp), so each is named here; one that is not named has no value that is known.
_EVERYWHERE = (sympy.Add, sympy.Mul, sympy.exp, sympy.Abs, sympy.Max, sympy.Min, sympy.ceiling, sympy.floor, sympy.sin,
               sympy.cos)  # fmt: skip
_OF_POSITIVE = (sympy.log, sympy.gamma, sympy.loggamma)


_noted: ContextVar[dict[Relation, None] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[dict[Relation, None]]:
    """Within it, every inequality that certify is asked for and shows is noted, whether it was judged before or not."""
    found: dict[Relation, None] = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(relation: Relation) -> None:
    """Note an inequality that certify shows, where somebody is ``noting``."""
    found = _noted.get()
    if found is not None:
        found[relation] = None


def is_certified(relation: Relation) -> bool:
    """Whether certify shows an inequality between formulas that algebra can look into, at all values of the symbols."""
    held = judged(relation) is True
    if held:
        note(relation)
    return held


@lru_cache(maxsize=1 << 12)
def judged(relation: Relation) -> bool | None:
    """What certify says of an inequality; False also where algebra cannot look into it, None where it stays open."""
    if opaque(relation.small, relation.large) or has_doubles(relation.free_symbols):
        return False
    formal = relation.formal
    if formal in (sympy.true, sympy.false):
        return bool(formal)
    try:
        return certify(formal).holds
    except BoundkitError:
        return False


def _is_density(formula: sympy.Basic) -> bool:
    """Whether it is a user's function that is not negative by its declaration, of the variable that it was declared in.

    The kernel reads it for the density p of dar2025.one_dimensional:optimal_density.
    """
    kind = formula.func
    return (
        isinstance(formula, AppliedUndef)
        and bool(getattr(kind, "must_be_nonnegative", False))
        and formula.args == (kind.variable,)
    )


class _Place(Variable):
    """An index at one place of its range. No formula of a proof can hold one, so no fact says more of it."""

    __slots__ = ()


def at_each(body: sympy.Expr, index: sympy.Symbol, first: sympy.Expr, last: sympy.Expr) -> sympy.Expr:
    """The term of a range that is not empty, with a symbol for its index whose name nothing else in it has."""
    taken = {symbol.name for symbol in sympy.Tuple(body, first, last).atoms(sympy.Symbol)}
    taken |= {end.name for symbol in sympy.Tuple(body, first, last).free_symbols for end in ends_of(symbol)}
    name = next(name for k in count() if (name := f"{index.name}_in_range{k * chr(39)}") not in taken)
    return put_in(body, {index: _Place(name, "an index of a range", Domain(True, first, False, last))})


class Signs:
    """What is known of the signs of formulas.

    Parameters
    ----------
    known : relations that hold.
    finite : opaque parts that are known to be finite numbers; unknowns and the bare parts of ``known`` are.
    """

    def __init__(self, known: Iterable[Relation] = (), finite: Iterable[sympy.Basic] = ()) -> None:
        self._known = tuple(known)
        sides = (side for relation in self._known for side in (relation.small, relation.large))
        self._finite = set(finite).union(*map(bare, sides))

    def is_nonnegative(self, formula: sympy.Expr) -> bool:
        """Whether it is >= 0 wherever it has a value."""
        return self._is_above_zero(formula, strict=False)

    def is_positive(self, formula: sympy.Expr) -> bool:
        """Whether it is > 0 wherever it has a value."""
        return self._is_above_zero(formula, strict=True)

    def holds(self, relation: Relation) -> bool:
        """Whether an inequality is one of those that are known, or follows from signs or by certify."""
        if any(relation.is_said_by(known) for known in self._known):
            return True
        if relation.op == "=":
            return is_same(relation.small, relation.large)
        if relation.op == "<=" and is_same(relation.small, relation.large):
            return True
        if relation.small == 0:
            return self._is_above_zero(relation.large, relation.op == "<")
        return is_certified(relation) or self._is_above_zero(relation.large - relation.small, relation.op == "<")

    def restates(self, wanted: Relation, given: Relation) -> bool:
        """Whether a relation that holds says another one, whose sides then have values too."""
        if not wanted.is_said_by(given):
            return False
        if given.op == "=" and not is_same(wanted.small, given.small):
            given = given.turned
        for side, known in ((wanted.small, given.small), (wanted.large, given.large)):
            if with_plain_indices(side) != with_plain_indices(known):
                self.require_defined(side)
        return True

    def _is_above_zero(self, formula: sympy.Expr, strict: bool) -> bool:
        if is_known(formula, "positive" if strict else "nonnegative"):
            return True
        if any(self._says(relation, formula, strict) for relation in self._known):
            return True
        if self._by_structure(formula, strict):
            return True
        return is_certified(Relation(sympy.S.Zero, "<" if strict else "<=", formula))

    def _says(self, relation: Relation, formula: sympy.Expr, strict: bool) -> bool:
        """Whether a known relation bounds the formula from below by a number of that sign."""
        pairs = [(relation.small, relation.large)]
        if relation.op == "=":
            pairs.append((relation.large, relation.small))
        for low, high in pairs:
            above = is_known(low, "positive") or (is_known(low, "nonnegative") and (not strict or relation.op == "<"))
            if above and is_same(high, formula):
                return True
        return False

    def _by_structure(self, formula: sympy.Expr, strict: bool) -> bool:
        above = self._is_above_zero
        match formula:
            case sympy.Add():
                parts = formula.args
                return all(above(part, False) for part in parts) and (
                    not strict or any(above(part, True) for part in parts)
                )
            case sympy.Mul():
                return all(above(part, strict) for part in formula.args)
            case sympy.Pow():
                base, exponent = formula.args
                if is_known(exponent, "even") and not strict:
                    return True
                return above(base, True) or (not strict and above(base, False))
            case sympy.exp():
                return True
            case sympy.Max():
                return any(above(part, strict) for part in formula.args)
            case sympy.Min():
                return all(above(part, strict) for part in formula.args)
            case sympy.ceiling():
                return above(formula.args[0], strict)
            case sympy.binomial():
                return not strict and all(is_known(part, "integer") and above(part, False) for part in formula.args)
            case sympy.factorial():
                return is_known(formula.args[0], "integer") and above(formula.args[0], False)
            case sympy.Sum() | sympy.Product():
                body, *limits = formula.args
                if len(limits) > 1 or (strict and isinstance(formula, sympy.Sum)):
                    return False
                index, first, last = limits[0]
                return above(at_each(body, index, first, last), strict)
            case sympy.Piecewise():
                return all(above(case, strict) for case, _ in formula.args)
        return not strict and (_is_density(formula) or _is_integral_above_zero(formula))

    def is_defined(self, formula: sympy.Expr) -> bool:
        """Whether all parts of the formula are known to have finite real values."""
        try:
            self.require_defined(formula)
        except ProofError:
            return False
        return True

    def require_defined(self, formula: sympy.Expr, at: Mapping[sympy.Basic, sympy.Basic] | None = None) -> None:
        """Raises ProofError when some part of the formula may have no finite real value.

        ``at``: with formulas that have one in place of symbols, as it is written, before anything cancels.
        """
        at = {symbol: value for symbol, value in (at or {}).items() if symbol in formula.free_symbols}
        if formula in at:
            return
        whole = put_in(formula, at)
        if (not at or isinstance(formula, AppliedUndef)) and (is_unknown(whole) or whole in self._finite):
            return
        if opaque(formula) and not formula.args:
            raise ProofError(f"{plain(formula)} is not known to be a finite number; give a fact that has it as a side")
        match formula:
            case sympy.Sum() | sympy.Product():
                return self._require_range_defined(formula, at)
            case sympy.Piecewise():
                return self._require_cases_defined(formula, at)
        if fault := self._fault(formula, [put_in(part, at) for part in formula.args]):
            raise ProofError(f"{plain(whole)} may have no value: {fault}")
        for part in formula.args:
            self.require_defined(part, at)

    def _fault(self, formula: sympy.Expr, parts: Sequence[sympy.Expr]) -> str:
        """Why a formula may have no value where its parts have these; empty where it has one."""
        match formula:
            case sympy.Symbol() | sympy.Number() | sympy.NumberSymbol():
                return "" if formula.is_number or formula.is_extended_real is not False else "it is not real"
            case sympy.Pow():
                return self._fault_of_power(*parts)
            case sympy.binomial():
                whole = all(is_known(part, "integer") for part in parts)
                return "" if whole else "its places are not known to be whole numbers"
            case sympy.factorial():
                return "" if is_known(parts[0], "integer") and self.is_nonnegative(parts[0]) else "of what number"
            case LowerLambertW():
                inside = self.is_positive(-parts[0]) and self.holds(Relation(-sympy.exp(-1), "<=", parts[0]))
                return "" if inside else f"-1/e <= {plain(parts[0])} < 0 is not known"
            case _ if isinstance(formula, _OF_POSITIVE):
                return "" if self.is_positive(parts[0]) else f"{plain(parts[0])} > 0 is not known"
        return "" if isinstance(formula, _EVERYWHERE) else "a fact that has it as a side would say so"

    def _fault_of_power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        if self.is_positive(base):
            return ""
        may_be_zero = self.is_nonnegative(exponent)
        if is_known(exponent, "integer"):
            nonzero = is_known(base, "nonzero") or self.is_positive(-base)
            return "" if may_be_zero or nonzero else f"{plain(base)} may be 0"
        if may_be_zero and self.is_nonnegative(base):
            return ""
        return f"{plain(base)} > 0 is not known"

    def _require_range_defined(self, formula: sympy.Expr, at: Mapping[sympy.Basic, sympy.Basic]) -> None:
        body, *limits = formula.args
        if len(limits) > 1:
            raise ProofError(f"{plain(formula)} runs over several indices; nest one in the other")
        index, *ends = limits[0]
        for end in ends:
            self.require_defined(end, at)
        first, last = (put_in(end, at) for end in ends)
        for end in (first, last):
            if not is_known(end, "integer"):
                raise ProofError(f"{plain(formula)}: the end {plain(end)} is not known to be a whole number")
        if not self.holds(Relation(first - 1, "<=", last)):
            raise ProofError(f"{plain(formula)} may run backwards: {plain(first - 1)} <= {plain(last)} is not known")
        self.require_defined(at_each(body, index, first, last), at)

    def _require_cases_defined(self, formula: sympy.Piecewise, at: Mapping[sympy.Basic, sympy.Basic]) -> None:
        if formula.args[-1][1] != sympy.true:
            raise ProofError(f"{plain(formula)} has no value where no case applies; end with (.., True)")
        for case, condition in formula.args:
            for side in (side for relation in condition.atoms(Relational) for side in relation.args):
                self.require_defined(side, at)
            holds = put_in(condition, at)
            if holds != sympy.false:  # else the case does not apply
                self.require_defined(case, at)
            if holds == sympy.true:
                return


def _is_integral_above_zero(formula: sympy.Basic) -> bool:
    """Whether it is of what is not negative anywhere in its range, which lies in the domain of its variable.

    What is known of the variable elsewhere says nothing here.
    """
    if not isinstance(formula, sympy.Integral) or len(formula.limits) > 1 or len(formula.limits[0]) != 3:
        return False
    variable, *ends = formula.limits[0]
    domain = domain_of(variable)
    if domain.integer or domain.assumed or ends_of(variable) or not all(end.is_Rational for end in ends):
        return False
    inside = ends[0] <= ends[1] and all(domain.contains(rational(end)) for end in ends)
    return bool(inside) and Signs().is_nonnegative(formula.function)
