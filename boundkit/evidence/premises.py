"""Premises of a proof, tried on the objects that a theorem file builds for the claim."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, NamedTuple

import sympy
from flint import arb, fmpq
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.nodes import Least
from boundkit.arithmetic.rational import rational
from boundkit.calculus.growth.rays import Ray
from boundkit.errors import BoundkitError
from boundkit.evidence.built import measured
from boundkit.evidence.item import Context, Trusted
from boundkit.evidence.objects import OnObjects
from boundkit.formulas.domain import domain_of
from boundkit.formulas.functions import given_functions
from boundkit.formulas.symbols import Quantity
from boundkit.formulas.text import plain
from boundkit.proofs.premises import Exists, Premise, declared
from boundkit.proofs.relations import Relation
from boundkit.proofs.terms import Unknown, is_unknown, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

_SOME_OBJECTS, _MOST_OBJECTS, _MOST_CHOICES, _MOST_TERMS = 6, 12, 24, 32
_Known = dict[tuple[Any, ...], Any]  # what was measured, by the function, the object and the places
_Object = tuple[str, Any, Mapping[str, Any]]  # the item that built it, the object, the values that are known there
_NO_VALUE = (BoundkitError, ValueError, IndexError, KeyError, ZeroDivisionError)


@dataclass(frozen=True)
class Tried:
    """A premise as it is reported, and the object that breaks it, where one does."""

    premise: Trusted
    witness: Mapping[str, Any] | None = None


def tried(theorem: Theorem, claim: Claim, premises: Sequence[Premise], context: Context) -> Iterator[Tried]:
    """Every premise, with the items of evidence on whose objects it was found to hold."""
    places = list(_places(premises))
    objects = list(_objects(theorem, claim, context)) if places or any(map(_is_measurable, premises)) else []
    known: _Known = {}
    for premise in premises:
        if isinstance(premise.relation, Exists):
            yield Tried(Trusted(premise.text, premise.worded, tuple(_found(theorem, premise.relation, context))))
        elif premise.is_declaration:
            yield _tried_kind(premise, [place for place in places if premise in declared([place.node])], objects, known)
        else:
            yield _tried(premise, objects, known)


class _Place(NamedTuple):
    """A value of an unknown that has a measure, and the premise that speaks of it."""

    node: sympy.Basic
    premise: Premise


def _places(premises: Iterable[Premise]) -> Iterator[_Place]:
    for premise in premises:
        if isinstance(said := premise.relation, Relation):
            for node in opaque(said.small, said.large):
                if is_unknown(node) and _measure_of(node) and not _is_term(node, said[::2]):
                    yield _Place(node, premise)


def _tried_kind(
    premise: Premise, places: Sequence[_Place], objects: Sequence[_Object], known_measures: _Known
) -> Tried:
    """A declaration, held against what objects measure for the unknown where premises speak of it."""
    held: dict[str, None] = {}
    for (name, thing, known), (node, owner) in product(objects, places):
        spoken = set().union(*(part.free_symbols for part in node.args))
        values = {s.name: rational(known[s.name]) for s in spoken if s.name in known}
        for at in _choices(spoken, owner, values):
            number = _number_of(node, at, thing, known_measures)
            if number is not None and not _is_of_kind(node, number):
                witness = {"premise": premise.text, "at": {n: str(v) for n, v in at.items()}, "evidence": name,
                           "measured": f"{plain(node)} = {number}"}  # fmt: skip
                return Tried(Trusted(premise.text, "", broken_by=name), witness)
            held |= dict.fromkeys([name] if number is not None else [])
    return Tried(Trusted(premise.text, "", tuple(held)))


def _number_of(node: sympy.Basic, at: Mapping[str, fmpq], thing: Any, known: _Known) -> fmpq | arb | None:
    """What an object measures for an opaque part; None where it has no measure there."""
    measure = _measure_of(node)
    if measure is None:
        return None
    try:
        places = [exact_or_ball(argument, at) for argument in node.args]
        value = _remembered(known, measure, thing, places)
        return None if value is None else _number(enclose(value))
    except _NO_VALUE:
        return None


def _is_of_kind(node: sympy.Basic, number: fmpq | arb) -> bool:
    """Whether a number may be what an unknown is declared to be."""
    domain = node.domain if isinstance(node, Unknown) else node.func.domain
    low = domain.bounds().low
    whole = number.q == 1 if isinstance(number, fmpq) else number.contains_integer()
    return (whole or not domain.integer) and (low is None or not number < low)


def _found(theorem: Theorem, wanted: Exists, context: Context) -> Iterator[str]:
    """An item of evidence that builds an object which meets the hypotheses, and the ties of the ray that it knows.

    Those for the claims that the premise speaks of come first.
    """
    for claim in sorted(theorem.claims, key=lambda claim: claim.name not in wanted.claims):
        for item, thing, values in _objects(theorem, claim, context):
            if all(h.met_by(thing, values) for h in wanted.hypotheses) and _is_on(wanted.ray, values):
                yield item
                return


def _is_on(ray: Ray, known: Mapping[str, Any]) -> bool:
    """Whether nothing that is known of an object contradicts the ties of a ray."""
    for symbol, image in ray.tied:
        spoken = {each.name for each in (symbol, *image.free_symbols)}
        if spoken <= known.keys():
            numbers = {name: rational(known[name]) for name in spoken}
            if exact_or_ball(image, numbers) != numbers[symbol.name]:
                return False
    return True


def _objects(theorem: Theorem, claim: Claim, context: Context) -> Iterator[_Object]:
    """Some objects of each item that holds the claim against objects, with the item's name and their values."""
    most = _MOST_OBJECTS if context.full else _SOME_OBJECTS
    for item in theorem.evidence:
        if isinstance(item, OnObjects) and item.claim == claim.name and item.supports:
            with suppress(BoundkitError):
                context.budget.check()
                for thing, values in islice(item.objects(theorem, context, claim), most):
                    yield item.name, thing, values


def _is_measurable(premise: Premise) -> bool:
    said = premise.relation
    return isinstance(said, Relation) and all(
        _measure_of(node) or _is_given(node) or isinstance(node, Least) for node in opaque(said.small, said.large)
    )


def _is_given(node: sympy.Basic) -> bool:
    """Whether it is a value of a user's function, such as widths n(l), which an object may list."""
    return isinstance(node, AppliedUndef) and not is_unknown(node)


def _measure_of(node: sympy.Basic) -> Any:
    """The function that measures an opaque part on an object, or None."""
    if isinstance(node, Quantity | Unknown):
        return node.measure
    return getattr(node.func, "measure", None) if isinstance(node, AppliedUndef) else None


def _tried(premise: Premise, objects: Sequence[_Object], known_measures: _Known) -> Tried:
    said = premise.relation
    relation = premise.worded
    if not isinstance(said, Relation) or not _is_measurable(premise):
        return Tried(Trusted(premise.text, relation))
    held: dict[str, int] = {}
    spoken = {symbol.name for symbol in said.free_symbols}
    given = {node.func.__name__ for node in opaque(said.small, said.large) if _is_given(node)}
    for name, thing, known in objects:
        values = {n: rational(v) for n, v in known.items() if n in spoken}
        here = _with_listed(said, {n: known[n] for n in given & known.keys()})
        for at in _choices(said.free_symbols, premise, values):
            holds = _holds(here, at, thing, known_measures)
            if holds is False:
                witness = {"premise": str(premise), "at": {n: str(v) for n, v in at.items()}, "evidence": name}
                return Tried(Trusted(premise.text, relation, broken_by=name), witness)
            held[name] = held.get(name, 0) + (holds is True)
    return Tried(Trusted(premise.text, relation, tuple(name for name, number in held.items() if number)))


def _choices(spoken: Iterable[sympy.Symbol], premise: Premise, values: Mapping[str, fmpq]) -> Iterator[dict[str, fmpq]]:
    """Values of symbols that a premise speaks of: those of the object, and small ones of what it is for all of."""
    plain_symbols = [s for s in spoken if not opaque(s)]
    fixed = {s.name: values[s.name] for s in plain_symbols if s.name in values}
    generic = [s for s in plain_symbols if s.name not in values]
    if any(s.name in premise.fixed for s in generic):
        return
    trials = [[number for number in domain_of(s).trials() if abs(number) <= 8] for s in generic]
    for chosen in islice(product(*trials), _MOST_CHOICES):
        yield {**fixed, **{s.name: number for s, number in zip(generic, chosen, strict=True)}}


def _with_listed(said: Relation, listed: Mapping[str, Any]) -> Relation:
    """The relation with what an object lists of functions put in; as it stands where that is not possible."""
    try:
        return Relation(given_functions(said.small, listed), said.op, given_functions(said.large, listed))
    except BoundkitError:
        return said


def _holds(said: Relation, at: Mapping[str, fmpq], thing: Any, known: _Known) -> bool | None:
    """Whether a premise holds of an object; None where something has no measure there, or balls do not decide."""
    values: dict[str, Any] = dict(at)
    sides: tuple[sympy.Expr, ...] = (said.small, said.large)
    try:
        hidden = opaque(*sides)
        for turn, kind in enumerate((Unknown, AppliedUndef, AppliedUndef, Quantity)):  # functions at ends, then terms
            put = {}
            for node in hidden:
                if isinstance(node, kind) and not _is_term(node, sides):
                    put[node] = _measured(node, at, thing, values, known)
                    if put[node] is None:
                        return None
            if put or turn == 0:
                sides = tuple(_written_out(side.xreplace(put), at) for side in sides)
                hidden = opaque(*sides)
        small, large = (exact_or_ball(side, values) for side in sides)
    except _NO_VALUE:
        return None
    if said.op == "=":
        return True if small == large else False if small < large or large < small else None
    if small < large or (said.op == "<=" and small <= large):
        return True
    return False if large < small or (said.op == "<" and large <= small) else None


def _is_term(node: sympy.Basic, sides: Sequence[sympy.Expr]) -> bool:
    """Whether it stands under a sum or product over one of its arguments."""
    folded = [part for side in sides for part in side.atoms(sympy.Sum, sympy.Product)]
    return any(node.has(*part.variables) and part.has(node) for part in folded)


def _measured(
    node: sympy.Basic, at: Mapping[str, fmpq], thing: Any, values: dict[str, Any], known: _Known
) -> sympy.Expr | None:
    """A whole number as it is, another one as a symbol whose value is noted; None where it has no measure."""
    number = _number_of(node, at, thing, known)
    if number is None:
        return None
    if isinstance(number, fmpq) and number.q == 1:
        return sympy.Integer(int(number.p))
    symbol = sympy.Symbol(f"measured {plain(node)}", real=True)
    values[symbol.name] = number
    return symbol


def _remembered(known: _Known, measure: Any, thing: Any, places: Sequence[fmpq | arb]) -> Any:
    """The measure of an object at places, taken once where these are exact; ``known`` serves while the objects live."""
    if any(isinstance(place, arb) for place in places):
        return measure(thing, *places)
    key = measure, id(thing), *places
    if key not in known:
        known[key] = measured(measure, thing, *places)
    return known[key]


def _written_out(formula: sympy.Expr, at: Mapping[str, fmpq]) -> sympy.Expr:
    """The formula with sums and products of few terms that hold unknowns written out."""
    if not formula.has(sympy.Sum, sympy.Product):
        return formula
    whole = {s: sympy.Integer(int(at[s.name].p)) for s in formula.free_symbols if s.name in at and at[s.name].q == 1}

    def terms(folded: sympy.Expr) -> sympy.Expr:
        body, *limits = folded.xreplace(whole).args
        (index, first, last), *others = limits
        if others or not opaque(body) or not (first.is_Integer and last.is_Integer and last - first < _MOST_TERMS):
            return folded
        join = sympy.Add if isinstance(folded, sympy.Sum) else sympy.Mul
        return join(*(_written_out(body.xreplace({index: place}), at) for place in range(first, last + 1)))

    return formula.replace(lambda node: isinstance(node, sympy.Sum | sympy.Product), terms)


def _number(measured: Enclosure) -> fmpq | arb:
    """A rigorous enclosure as a number or a ball. Raises ValueError for another."""
    low, high = measured.lower, measured.upper
    if not measured.rigorous or low is None or high is None:
        raise ValueError("not rigorous")
    if isinstance(low, fmpq) and low == high:
        return low
    ball = arb(low).union(arb(high))
    if math.isinf(float(ball.rad())):
        raise ValueError("no bounded enclosure")
    return ball
