"""The closed list of what formulas of a proof are made of; anything else could say of itself what it equals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import sympy
from sympy.core.function import AppliedUndef, UndefinedFunction

from boundkit.arithmetic.nodes import GreatestInteger, Least, LowerLambertW, PathSum
from boundkit.errors import ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Abbreviation, Quantity, Variable, values_from
from boundkit.formulas.text import plain
from boundkit.proofs.terms import Other, Unknown
from boundkit.statements.relation import Growth

_NAMES = (
    "Add Mul Pow exp log Sum Product Integral Derivative Max Min Abs ceiling floor binomial factorial gamma loggamma "
    "sin cos Piecewise And Or Not Tuple Le Lt Ge Gt Eq Ne"
)
HEADS: dict[str, Any] = {name: getattr(sympy, name) for name in _NAMES.split()} | {
    "Case": sympy.functions.elementary.piecewise.ExprCondPair,
    "GreatestInteger": GreatestInteger,
    "Least": Least,
    "LowerLambertW": LowerLambertW,
    "PathSum": PathSum,
}
CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "true": sympy.true, "false": sympy.false}
_NUMBERS = (*map(sympy.Rational, ("0", "1", "-1", "1/2", "2", "2/3")), sympy.Float(1), sympy.oo, -sympy.oo, sympy.zoo,
            sympy.nan, sympy.I)  # fmt: skip  # those that are no rational numbers are refused where a formula is read
_SYMBOLS = (sympy.Symbol, sympy.Dummy, Variable, Quantity, Abbreviation, Unknown)
_MADE_BY_SYMPY = frozenset(vars(sympy.Function("made"))) | {"_kwargs"}
_OF_UNKNOWN = {"meaning", "places", "domain", "measure", "is_unknown"}
_OF_USER = {"meaning", "variable", "must_be_nonnegative", "least_value"}
_KINDS = frozenset({*HEADS.values(), *_SYMBOLS, *map(type, _NUMBERS), *map(type, CONSTANTS.values())})


def require_known(*things: Any) -> None:
    """Raises ProofError where formulas among the arguments of a rule have a part that no proof can hold.

    A class that is derived from a known one may compare, expand or evaluate as it likes.
    """
    for formula in _formulas(things):
        for node in sympy.preorder_traversal(formula):
            if type(node) not in _KINDS and not _is_applied(node):
                raise ProofError(f"{plain(node)} is of the kind {type(node).__name__}, which no proof can hold")


def _is_applied(node: sympy.Basic) -> bool:
    """Whether it is a value of a function of which nothing is known but what unknown(..) or function(..) declares."""
    kind: Any = type(node)
    return type(kind) is UndefinedFunction and kind.__bases__ == (AppliedUndef,) and _is_as_declared(kind)


@lru_cache(maxsize=1 << 10)
def _is_as_declared(kind: Any) -> bool:
    own = {name: value for name, value in vars(kind).items() if name not in _MADE_BY_SYMPY}
    assumed = {name: own.pop(name) for name in list(own) if name.startswith("is_") and name != "is_unknown"}
    if own.keys() == _OF_UNKNOWN and own["is_unknown"] is True and type(own["domain"]) is Domain:
        declared = own["domain"].assumptions
    elif own.keys() == _OF_USER:
        declared = values_from(own["least_value"]).assumptions
    else:
        return not own and not assumed
    like = sympy.Function("like", **declared)
    return assumed == {name: value for name, value in vars(like).items() if name.startswith("is_")}


def _formulas(thing: Any) -> Iterator[sympy.Basic]:
    match thing:
        case sympy.Basic():
            yield thing
        case Other():
            yield from _formulas(thing.term)
        case Growth():
            yield from _formulas((thing.quantity, thing.expression, thing.constants, thing.logarithms))
        case Mapping():
            yield from _formulas((*thing.keys(), *thing.values()))
        case list() | tuple() | set() | frozenset():
            for each in thing:
                yield from _formulas(each)
