"""Certificates of boundkit, checked again with nothing but the standard library of Python 3.11.

    python3 -I boundkit_verify.py DIR [--json]        DIR: what ``boundkit check -o DIR`` wrote

What is checked: that every step of a proof follows from the steps before it by one rule of a closed list, that the last
step says the claim, under no more conditions and hypotheses than the claim names, that the premises listed are those
that the steps use, that lemmas are verified in DIR and stand in no circle.
What is taken on trust: the premises, sentences that a reader judges, printed as they are; that the words of hypotheses
and quantities mean what they say; Python's integers and fractions. No code of boundkit runs here.

What a step says: for all values of all symbols in their domains that meet its conditions, and some choice of the
unknowns that makes the premises true, both sides are finite real numbers and the relation holds. Formulas are trees:
a Fraction, or a tuple of a head and its parts. What cannot be decided exactly here is "unsupported", never "verified".
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, factorial, floor, gcd, prod
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA, INDEX = "boundkit-certificate/1", "boundkit-certificates/1"


class Failed(Exception):
    """A certificate says something that does not follow."""


class Unsupported(Exception):
    """This program cannot tell whether a step follows."""


# Reading: formulas as trees of operations, with symbols that carry all that is known of them.


class Domain(NamedTuple):
    """The values of a symbol: whole numbers or not, the ends (None for none) and whether these are left out."""

    integer: bool
    least: Any
    open: bool
    greatest: Any
    open_above: bool


class Relation(NamedTuple):
    small: Any
    op: str  # <=, < or =
    large: Any


CONSTANTS = ("pi", "e", "true", "false")
_NAMES = """Add Mul Pow exp log Sum Product Integral Derivative Max Min Abs ceiling floor binomial factorial gamma
    loggamma sin cos Piecewise Case And Or Not Tuple Le Lt Ge Gt Eq Ne GreatestInteger Least LowerLambertW PathSum"""
HEADS = frozenset(_NAMES.split())


class Tables:
    """The tables of a certificate, and formulas read with them.

    A symbol is ("symbol", name, kind, meaning, Domain), a value of a function ("of", (name, meaning, ..), argument,
    ..), a constant ("pi",) or ("e",); any other formula is (head, part, ..).
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.symbols: list[Any] = []
        self.functions: list[Any] = []
        for place, entry in enumerate(document["symbols"]):
            self.symbols.append(self._symbol(entry, place))
        self.functions = [self._function(entry) for entry in document["functions"]]
        self.hypotheses = [(entry["name"], entry["text"]) for entry in document["hypotheses"]]

    def formula(self, written: Any) -> Any:
        if isinstance(written, int) and not isinstance(written, bool):
            return self.symbols[require_place(written, self.symbols)]
        if isinstance(written, str):
            return (written,) if written in CONSTANTS else Fraction(written)
        head, *parts = written
        if head == "at":
            return ("of", self.functions[require_place(parts[0], self.functions)], *map(self.formula, parts[1:]))
        if head not in HEADS:
            raise Failed(f"{head!r} is no operation")
        return (head, *map(self.formula, parts))

    def relation(self, written: Any) -> Relation:
        small, op, large = written
        if op not in ("<=", "<", "="):
            raise Failed(f"{op!r} is no relation")
        return Relation(self.formula(small), op, self.formula(large))

    def _domain(self, written: dict[str, Any]) -> Domain:
        ends = [None if written[end] is None else self.formula(written[end]) for end in ("least", "greatest")]
        return Domain(written["integer"], ends[0], written["open"], ends[1], written["open_above"])

    def _symbol(self, entry: dict[str, Any], place: int) -> Any:
        if entry["kind"] not in ("symbol", "unknown", "quantity", "plain"):
            raise Failed(f"{entry['kind']!r} is no kind of symbol")
        if entry["kind"] != "plain":
            return ("symbol", entry["name"], entry["kind"], entry["meaning"], self._domain(entry["domain"]))
        said = {name for name, holds in entry["assumed"].items() if holds}
        if "real" not in said or said & {"negative", "nonpositive", "even", "odd", "prime", "zero", "noninteger"}:
            raise Unsupported(f"a symbol {entry['name']} of which sympy assumes {', '.join(sorted(said))}")
        least = Fraction(0) if said & {"positive", "nonnegative"} else None
        domain = Domain("integer" in said, least, "positive" in said, None, False)
        return ("symbol", entry["name"], "plain", "", domain)

    def _function(self, entry: dict[str, Any]) -> Any:
        if "domain" in entry:
            places = tuple(map(self.formula, entry["of"]))
            return (entry["name"], entry["meaning"], "unknown", places, self._domain(entry["domain"]))
        counted = entry["least"] is not None
        domain = Domain(counted, Fraction(entry["least"]) if counted else None, False, None, False)
        kind = "density" if entry["nonnegative"] else "function"
        return (entry["name"], entry["meaning"], kind, (self.formula(entry["of"]),), domain)


def require_place(place: Any, table: list[Any]) -> int:
    if not isinstance(place, int) or not 0 <= place < len(table):
        raise Failed(f"{place!r} is no place of a table")
    return place


def parts_of(formula: Any) -> tuple[Any, ...]:
    """The parts of a formula, which are formulas."""
    if isinstance(formula, Fraction) or formula[0] in ("symbol", "form"):
        return ()
    return formula[2:] if formula[0] == "of" else formula[1:]


def put(formula: Any, values: dict[Any, Any]) -> Any:
    """The formula with others in place of symbols, nothing worked out. Fails where an index would catch a symbol."""
    if formula in values:
        return values[formula]
    if isinstance(formula, Fraction) or formula[0] in ("symbol", "form"):
        return formula
    renamed = formula[0] == "Derivative" and all(not parts_of(value) and free(value) for value in values.values())
    caught = set(() if renamed else indices_of(formula)) & set(values).union(*map(free, values.values()))
    if caught:
        raise Failed(f"{shown(caught.pop())} is an index of {shown(formula)}")
    kept = formula[:2] if formula[0] == "of" else formula[:1]
    return (*kept, *(put(part, values) for part in parts_of(formula)))


def indices_of(formula: Any) -> tuple[Any, ...]:
    """The symbols that the outermost operation binds."""
    match formula:
        case ("Sum" | "Product" | "Integral" | "Derivative", _, *limits):
            return tuple(limit[1] for limit in limits)
        case ("GreatestInteger", _, index, _):
            return (index,)
        case ("Least" | "PathSum", *rest):
            return tuple(part[1] for part in rest if isinstance(part, tuple) and part[0] == "Tuple")
    return ()


@lru_cache(None)
def free(formula: Any) -> frozenset[Any]:
    """The symbols that the formula speaks of."""
    if isinstance(formula, Fraction):
        return frozenset()
    if formula[0] == "symbol":
        return frozenset({formula})
    found = frozenset().union(*map(free, parts_of(formula)))
    return found if formula[0] == "Derivative" else found - set(indices_of(formula))


def ends(symbol: Any) -> frozenset[Any]:
    """The symbols on which the range of a symbol depends."""
    found = frozenset().union(*(free(end) for end in (symbol[4].least, symbol[4].greatest) if end is not None))
    return found.union(*map(ends, found))


@lru_cache(None)
def opaque(formula: Any) -> frozenset[Any]:
    """The parts of which nothing is known but what facts say."""
    inner = frozenset().union(*map(opaque, parts_of(formula)))
    hidden = not isinstance(formula, Fraction) and (
        formula[0] in ("of", "Integral", "Derivative", "GreatestInteger", "PathSum", "Least")
        or (formula[0] == "symbol" and formula[2] in ("quantity", "unknown"))
    )
    return inner | {formula} if hidden else inner


def shown(formula: Any) -> str:
    """The formula for a reader."""
    if isinstance(formula, Relation):
        return f"{shown(formula.small)} {formula.op} {shown(formula.large)}"
    if isinstance(formula, Fraction):
        return str(formula)
    head = formula[1] if formula[0] == "symbol" else formula[1][0] if formula[0] == "of" else formula[0]
    parts = list(map(shown, parts_of(formula)))
    if head in ("Add", "Mul", "Pow"):
        return f"({ {'Add': ' + ', 'Mul': '*', 'Pow': '**'}[head].join(parts) })"
    return f"{head}({', '.join(parts)})" if parts else head


# Normal forms. A form is a sum: a frozenset of (product, coefficient); a product is a frozenset of (base, exponent),
# where exponents are forms. Formulas of one form are equal wherever both have values; the rules that are used stand
# beside the code. A base is a symbol, ("number", prime), ("e",), ("pi",), ("sum", form) or a head with forms.

ONE: Any = frozenset()
ZERO: Any = frozenset()
E = ("e",)
_MOST_TERMS, SECONDS_FOR_ONE = 20000, 20.0
_deadline = [float("inf")]


def number(value: Any) -> Any:
    return frozenset({(ONE, Fraction(value))}) if value else ZERO


def constant(form: Any) -> Fraction | None:
    """The number that a form is, None for none."""
    if len(form) == 1:
        ((product, coefficient),) = form
        return coefficient if product == ONE else None
    return None if form else Fraction(0)


def based(base: Any, exponent: Any = None) -> Any:
    return frozenset({(frozenset({(base, number(1) if exponent is None else exponent)}), Fraction(1))})


def collected(terms: Any) -> Any:
    found: dict[Any, Fraction] = {}
    for product, coefficient in terms:
        found[product] = found.get(product, 0) + coefficient
    return frozenset((product, coefficient) for product, coefficient in found.items() if coefficient)


def plus(*forms: Any) -> Any:
    return collected(term for form in forms for term in form)


def scaled(form: Any, factor: Any) -> Any:
    return frozenset((product, coefficient * factor) for product, coefficient in form) if factor else ZERO


def minus(one: Any, two: Any) -> Any:
    return plus(one, scaled(two, -1))


@lru_cache(None)
def times(one: Any, two: Any) -> Any:
    """The product; a sum that the other one is divided by is not multiplied out."""
    for left, right in ((one, two), (two, one)):
        if len(right) > 1 and any(base[0] == "sum" for product, _ in left for base, _ in product):
            content, product, rest = split(right)
            if any(base == ("sum", rest) for other, _ in left for base, _ in other):
                return multiplied(scaled(left, content), ((product | {(("sum", rest), number(1))}, Fraction(1)),))
    return multiplied(one, two)


def multiplied(one: Any, two: Any) -> Any:
    if time.process_time() > _deadline[0]:
        raise Unsupported(f"it takes more than {SECONDS_FOR_ONE:.0f} s")
    if len(one) * len(two) > _MOST_TERMS:
        raise Unsupported(f"a product of {len(one)} by {len(two)} terms")
    return collected((p, a * b * c) for m, a in one for n, b in two for p, c in joint(m, n))


@lru_cache(None)
def joint(one: Any, two: Any) -> Any:
    """The product of two products: exponents of one base add up."""
    powers = dict(one)
    for base, exponent in two:
        powers[base] = plus(powers[base], exponent) if base in powers else exponent
    return tidied(powers)


def tidied(powers: dict[Any, Any]) -> Any:
    """A product of powers; whole powers of numbers and sums are multiplied out, e^(c log x) is x^c for a number c."""
    factor, others = Fraction(1), []
    for base, exponent in list(powers.items()):
        value = constant(exponent)
        if value == 0:
            del powers[base]
        elif base == E:
            for product, coefficient in exponent:
                inner, once = next(iter(product)) if len(product) == 1 else (E, ZERO)
                if inner[0] == "log" and once == number(1):
                    powers[E] = minus(powers[E], frozenset({(product, coefficient)}))
                    others.append(power(inner[1], number(coefficient)))
            if not powers[E]:
                del powers[E]
        elif base[0] == "number" and (whole := floor(value)):
            factor *= Fraction(base[1]) ** whole
            powers[base] = number(value - whole)
        elif base[0] == "Abs" and value is not None and value >= 2:
            others.append(whole_power(base[1], floor(value / 2) * 2))
            powers[base] = number(value - floor(value / 2) * 2)
        elif base[0] == "Piecewise" and value not in (None, 1):
            cases = [power(part, exponent) if i % 2 == 0 else part for i, part in enumerate(base[1:])]
            others.append(based(("Piecewise", *cases)))
            del powers[base]
        elif base[0] == "sum" and value is not None and value >= 1:
            others.append(whole_power(base[1], floor(value)))
            powers[base] = number(value - floor(value))
    product = frozenset((base, exponent) for base, exponent in powers.items() if exponent)
    return reduce(times, others, frozenset({(product, factor)}))


def reduced(form: Any) -> Any:
    """A form in an exponent, where quotients by sums of symbols have one shape."""
    return plus(*(scaled(_divided(product), coefficient) for product, coefficient in form))


@lru_cache(None)
def _divided(product: Any) -> Any:
    """x/(c x + r) is 1/c - r/(c (c x + r)), for the last symbol x, so that a quotient has one form."""
    powers = dict(product)
    for base, exponent in product:
        if base[0] == "sum" and (value := constant(exponent)) is not None and value.denominator == 1 and value < 0:
            lines = {}
            for term, coefficient in base[1]:
                if len(term) == 1 and (inner := next(iter(term)))[0][0] == "symbol" and inner[1] == number(1):
                    lines[inner[0]] = coefficient
            symbol = max(symbols_of(base[1]), key=lambda s: (s[1], order_of(s)))
            if symbol not in lines or sum(symbol in symbols_of(frozenset({t})) for t in base[1]) > 1:
                continue
            degree = constant(powers.get(symbol, ZERO))
            rest = minus(base[1], scaled(based(symbol), lines[symbol])) if degree is not None else ZERO
            if degree is not None and degree <= -1 and degree.denominator == 1 and len(rest) == 1 and sign(rest) == 2:
                one = tidied({**powers, base: plus(exponent, number(1))})
                two = scaled(tidied({**powers, symbol: number(degree + 1)}), lines[symbol])
                return reduced(times(minus(one, two), power(rest, number(-1))))
            if degree is not None and degree >= 1 and degree.denominator == 1:
                lower = tidied({**powers, symbol: number(degree - 1)})
                one = tidied({**powers, symbol: number(degree - 1), base: plus(exponent, number(1))})
                return reduced(scaled(minus(one, times(lower, rest)), 1 / lines[symbol]))
    return frozenset({(product, Fraction(1))})


@lru_cache(None)
def whole_power(form: Any, count: int) -> Any:
    if count == 0:
        return number(1)
    half = whole_power(form, count // 2)
    return times(times(half, half), form) if count % 2 else times(half, half)


@lru_cache(None)
def split(form: Any) -> tuple[Fraction, Any, Any]:
    """(number, product, rest): their product is the form; the rest is 1 or a sum without a common factor."""
    terms = list(form)
    if len(terms) == 1:
        return terms[0][1], terms[0][0], number(1)
    top, bottom = 0, 1
    for _, coefficient in terms:
        top, bottom = (
            gcd(top, coefficient.numerator),
            bottom * coefficient.denominator // gcd(bottom, coefficient.denominator),
        )
    content = Fraction(top, bottom)
    common = {}
    for base in {base for product, _ in terms for base, _ in product}:
        exponents = [dict(product).get(base, ZERO) for product, _ in terms]
        apart = [constant(minus(exponent, exponents[0])) for exponent in exponents]
        if None not in apart and (least := exponents[apart.index(min(apart))]):
            common[base] = least
    rest = scaled(form, 1 / content)
    if common:
        left = []
        for product, coefficient in rest:
            powers = {**dict.fromkeys(common, ZERO), **dict(product)}
            left.append(
                scaled(tidied({base: minus(x, common.get(base, ZERO)) for base, x in powers.items()}), coefficient)
            )
        rest = plus(*left)
        again, more, rest = split(rest) if len(rest) == 1 else (Fraction(1), ONE, rest)
        whole = joint(frozenset(common.items()), more)
        if len(whole) != 1 or next(iter(whole))[1] != 1:
            whole, rest = frozenset({(ONE, Fraction(1))}), scaled(form, 1 / content)
        else:
            content *= again
        common = next(iter(whole))[0]
    lead = max(rest, key=lambda term: order_of(term[0]))[1]
    if len(rest) > 1 and not sign(rest) and (lead < 0 or sign(scaled(rest, -1))):
        content, rest = -content, scaled(rest, -1)
    return content, frozenset(common.items()) if isinstance(common, dict) else common, rest


@lru_cache(None)
def order_of(thing: Any) -> bytes:
    """A name of a form or a part of one, by which they are sorted the same way in every run."""
    parts = thing if isinstance(thing, tuple | frozenset) else ()
    names = [order_of(part) for part in parts]
    text = b"".join(sorted(names) if isinstance(thing, frozenset) else names) if parts else str(thing).encode()
    return hashlib.sha256(text).digest()[:8]


def factors_of(form: Any) -> tuple[Fraction, list[tuple[Any, Any]]]:
    """The number, and (base, exponent) of the factors, that a form which is not 0 is the product of."""
    content, product, rest = split(form)
    return content, [*product, *([] if rest == number(1) else [(("sum", rest), number(1))])]


@lru_cache(None)
def power(form: Any, exponent: Any) -> Any:
    """A power. (a b)^x = a^x b^x and (a^y)^x = a^(y x) for whole x, or where a and b are not negative."""
    exponent = reduced(exponent)
    value = constant(exponent)
    if value is not None and value.denominator == 1 and value >= 0:
        return whole_power(form, int(value))
    if form == ZERO:
        return ZERO if value is not None and value > 0 else based(("sum", ZERO), exponent)
    content, factors = factors_of(form)
    if not is_whole(exponent) and (content < 0 or not all(sign_of(base) for base, _ in factors)):
        apart = [(base, inner) for base, inner in factors if sign_of(base) == 2]
        left = times(tidied(dict(each for each in factors if each not in apart)), number(content / abs(content)))
        content, factors = abs(content), apart
        rest = based(("sum", left), exponent)
    else:
        rest = number(1)
    if content < 0:
        if value is None:
            return based(("sum", form), exponent)
        rest, content = number((-1) ** int(value)), -content
    made = [rest, *(raised(("number", p), scaled(exponent, n)) for p, n in primes(content))]
    return reduce(times, [*made, *(raised(base, times(inner, exponent)) for base, inner in factors)])


def raised(base: Any, exponent: Any) -> Any:
    """A power of a base: of one that is positive, x^(n + s) = x^n e^(s log x) for a number n."""
    exponent = reduced(exponent)
    if base == E or constant(exponent) is not None or sign_of(base) < 2:
        return exponential(exponent) if base == E else tidied({base: exponent})
    fixed = dict(exponent).get(ONE, Fraction(0))
    moving = minus(exponent, number(fixed))
    return times(tidied({base: number(fixed)}), exponential(times(moving, logarithm(of_base(base)))))


def of_base(base: Any) -> Any:
    return number(base[1]) if base[0] == "number" else base[1] if base[0] == "sum" else based(base)


@lru_cache(None)
def exponential(exponent: Any) -> Any:
    """e^x; e^(s log a) = a^s, which is how powers of what is not known to be positive are written."""
    others, exponent = [], reduced(exponent)
    for product, coefficient in exponent:
        logs = [base for base, once in product if base[0] == "log" and once == number(1)]
        if len(logs) == 1 and sign(logs[0][1]) < 2:
            term = frozenset({(product, coefficient)})
            exponent = minus(exponent, term)
            others.append(power(logs[0][1], times(term, based(logs[0], number(-1)))))
    return reduce(times, others, tidied({E: exponent}))


@lru_cache(None)
def logarithm(form: Any) -> Any:
    """log(a b^x) = log a + x log b where the whole is positive and b is not negative, hence positive too."""
    if form == ZERO:
        return based(("log", form))
    content, factors = factors_of(form)
    apart = [each for each in factors if sign_of(each[0])]
    left = tidied(dict(each for each in factors if each not in apart))
    if content < 0:
        left, content = scaled(left, -1), -content
    found = [scaled(based(("log", number(p))), n) for p, n in primes(content)]
    for base, exponent in apart:
        found.append(exponent if base == E else times(exponent, based(("log", of_base(base)))))
    return plus(*found, *([] if left == number(1) else [based(("log", left))]))


@lru_cache(None)
def primes(value: Fraction) -> tuple[tuple[int, int], ...]:
    """The positive number as a product of powers of primes."""
    found: dict[int, int] = {}
    for rest, way in ((value.numerator, 1), (value.denominator, -1)):
        divisor = 2
        while rest > 1:
            if divisor > 10**5:
                raise Unsupported(f"the factors of {value}")
            if rest % divisor:
                divisor = rest if divisor * divisor > rest else divisor + 1
                continue
            rest //= divisor
            found[divisor] = found.get(divisor, 0) + way
    return tuple(found.items())


@lru_cache(None)
def form_of(formula: Any) -> Any:
    """The normal form of a formula."""
    return _form(plain(formula))


@lru_cache(None)
def plain(formula: Any) -> Any:
    """The formula with indices named by how many levels of them stand below, with their range as their domain."""
    if not parts_of(formula):
        return formula
    kept = formula[:2] if formula[0] == "of" else formula[:1]
    made = (*kept, *map(plain, parts_of(formula)))
    if (
        formula[0] not in ("Sum", "Product", "Integral", "GreatestInteger")
        or len(made) + (formula[0][0] == "G") * -1 != 3
    ):
        return made
    old, (first, last) = indices_of(made)[0], made[2][2:] if formula[0][0] != "G" else (Fraction(1), made[3])
    if formula[0] != "G" and len(made[2]) != 4:
        return made
    level = 1 + max([int(s[1][1:]) for s in everything(made[1]) if s[1][0] == "#"], default=-1)
    span = [("form", _form(end)) for end in (first, last)]
    new = ("symbol", f"#{level}", "index", "", Domain(formula[0] != "Integral", span[0], False, span[1], False))
    body = put(made[1], {old: new})
    return (formula[0], body, ("Tuple", new, first, last)) if formula[0][0] != "G" else (formula[0], body, new, last)


def everything(formula: Any) -> set[Any]:
    """All symbols of a formula, indices too."""
    if not isinstance(formula, Fraction) and formula[0] == "symbol":
        return {formula}
    return set().union(*map(everything, parts_of(formula)))


@lru_cache(None)
def _form(formula: Any) -> Any:
    if isinstance(formula, Fraction):
        return number(formula)
    if formula[0] == "form":
        return formula[1]
    if formula[0] == "symbol":
        return based(formula)
    if formula[0] == "of":
        return based((formula[:2], *map(_form, formula[2:])))
    return built(formula[0], tuple(map(_form, formula[1:])))


def built(head: Any, parts: tuple[Any, ...]) -> Any:
    """The form of an operation on forms."""
    match head, *parts:
        case "Add", *_:
            return plus(*parts)
        case "Mul", *_:
            return reduce(times, parts)
        case "Pow", base, exponent:
            return exponential(exponent) if base == based(E) else power(base, exponent)
        case "exp", inside:
            return exponential(inside)
        case "log", inside:
            return logarithm(inside)
        case "loggamma", inside:
            return logarithm(built("gamma", (inside,)))
        case "factorial", inside:
            return built("gamma", (plus(inside, number(1)),))
        case "gamma", inside if (n := constant(inside)) is not None and n > 0 and (2 * n).denominator == 1:
            steps = reduce(lambda product, i: product * (n - i), range(1, ceil(n)), Fraction(1))
            return number(steps) if n.denominator == 1 else scaled(power(based(("pi",)), number(Fraction(1, 2))), steps)
        case "binomial", n, k if (count := constant(k)) is not None and count.denominator == 1 and 0 <= count < 20:
            product = reduce(times, (minus(n, number(i)) for i in range(int(count))), number(1))
            return scaled(product, Fraction(1, factorial(int(count))))
        case "binomial", n, k if (
            sign(n) and is_whole(n) and is_whole(k) and (n == k or 2 in (sign(minus(k, n)), sign(scaled(k, -1))))
        ):
            return number(n == k)
        case "ceiling" | "floor", inside:
            whole = frozenset(term for term in inside if is_whole(frozenset({term})))
            rest = minus(inside, whole)
            value = constant(rest)
            if value is None and sign(rest) and sign(minus(number(1), rest)) >= 1 + (head == "floor"):
                value = Fraction(int(head == "ceiling"), 2) if sign(rest) == 2 else None
            if value is None:
                return plus(whole, based((head, rest)))
            return plus(whole, number(ceil(value) if head == "ceiling" else floor(value)))
        case "Abs", inside:
            negative = scaled(inside, -1)
            known = inside if sign(inside) else negative if sign(negative) else None
            return based(("Abs", min(inside, negative, key=order_of))) if known is None else known
        case "Max" | "Min", *_:
            return _extreme(head, parts)
        case "cos" | "sin", inside if len(inside) > 1:
            one = frozenset({next(iter(inside))})
            two = minus(inside, one)
            c, s, d, t = (built(name, (part,)) for part in (one, two) for name in ("cos", "sin"))
            return minus(times(c, d), times(s, t)) if head == "cos" else plus(times(s, d), times(c, t))
        case "cos" | "sin", inside if inside == ZERO:
            return number(head == "cos")
        case "cos" | "sin", inside if inside == scaled(based(("pi",)), Fraction(1, 4)):
            return power(number(2), number(Fraction(-1, 2)))
        case "cos" | "sin", inside if next(iter(inside))[1] < 0:
            return scaled(built(head, (scaled(inside, -1),)), 1 if head == "cos" else -1)
        case "true" | "false", *_:
            return number(head == "true")
        case "Eq" | "Le" | "Lt" | "Ge" | "Gt", one, two:
            return _truth(head, one, two)
        case "Piecewise", *cases:
            return _cases(cases)
        case "LowerLambertW", inside if (x := dict(next(iter(inside))[0]).get(E)) and sign(
            minus(scaled(x, -1), number(1))
        ):
            if times(inside, exponential(scaled(x, -1))) == x:
                return x
        case "Sum" | "Integral", body, limit if len(limit := tuple_of(limit)) == 3:
            return _summed(head, body, limit)
    return based((head, *parts))


def tuple_of(form: Any) -> tuple[Any, ...]:
    """The parts of a form that is a Tuple or a Case."""
    ((product, _),) = form
    ((base, _),) = product
    return base[1:]


def _extreme(head: str, parts: tuple[Any, ...]) -> Any:
    """Max or Min, without parts that another one is always beyond."""
    flat: list[Any] = []
    for part in parts:
        same = (
            len(part) == 1
            and part == based(base := next(iter(next(iter(part))[0] or {("", 0)}))[0])
            and base[0] == head
        )
        flat += base[1:] if same else [part]
    way = 1 if head == "Max" else -1
    kept: list[Any] = []
    for part in sorted(set(flat), key=order_of):
        if not any(sign(scaled(minus(other, part), way)) for other in kept):
            kept = [other for other in kept if not sign(scaled(minus(part, other), way))] + [part]
    return kept[0] if len(kept) == 1 else based((head, *sorted(kept, key=order_of)))


def _truth(head: str, one: Any, two: Any) -> Any:
    """1 for a relation that always holds, 0 for one that never does."""
    if head in ("Ge", "Gt"):
        return _truth({"Ge": "Le", "Gt": "Lt"}[head], two, one)
    apart = minus(two, one)
    up, down = sign(apart), sign(scaled(apart, -1))
    if head == "Eq":
        if apart == ZERO or 2 in (up, down):
            return number(apart == ZERO)
        return based(("Eq", min(apart, scaled(apart, -1), key=order_of)))
    if up == 2 or (up and head == "Le"):
        return number(1)
    return ZERO if down == 2 or (down and head == "Lt") else based((head, apart))


def _cases(cases: list[Any]) -> Any:
    kept: list[Any] = []
    for case in cases:
        value, condition = tuple_of(case)
        if condition != ZERO:
            kept += [value, condition]
        if condition == number(1):
            break
    return kept[0] if len(kept) == 2 and kept[1] == number(1) else based(("Piecewise", *kept))


def _summed(head: str, body: Any, limit: tuple[Any, ...]) -> Any:
    """A sum or an integral, term by term, what the index is not in before it. A range is never run backwards."""
    index, first, last = limit
    ((symbol, _),) = next(iter(index))[0]
    count = minus(last, first) if head == "Integral" else plus(last, number(1), scaled(first, -1))
    if head == "Sum" and (many := constant(count)) is not None and many.denominator == 1 and 0 <= many <= 3:
        return plus(*(put_form(body, symbol, plus(first, number(i))) for i in range(int(many))))
    found = []
    for product, coefficient in body:
        inside = {base: x for base, x in product if symbol in symbols_of(based(base, x))}
        outside = {base: x for base, x in product if base not in inside}
        total = (
            based((head, frozenset({(frozenset(inside.items()), Fraction(1))}), index, first, last))
            if inside
            else count
        )
        found.append(scaled(times(tidied(outside), total), coefficient))
    return plus(*found)


@lru_cache(None)
def symbols_of(form: Any) -> frozenset[Any]:
    """The symbols in a form, indices too."""
    found: set[Any] = set()
    for product, _ in form:
        for base, exponent in product:
            found |= symbols_of(exponent)
            found |= (
                {base}
                if base[0] == "symbol"
                else set().union(*(symbols_of(p) for p in base[1:] if isinstance(p, frozenset)))
            )
    return frozenset(found)


@lru_cache(None)
def put_form(form: Any, symbol: Any, value: Any) -> Any:
    """The form with another in place of a symbol."""
    if symbol not in symbols_of(form):
        return form
    found = []
    for product, coefficient in form:
        made = number(coefficient)
        for base, exponent in product:
            made = times(made, power(_put_base(base, symbol, value), put_form(exponent, symbol, value)))
        found.append(made)
    return plus(*found)


def _put_base(base: Any, symbol: Any, value: Any) -> Any:
    if base == symbol:
        return value
    if symbol not in symbols_of(based(base)):
        return of_base(base)
    if base[0] in ("Sum", "Integral") and symbol not in symbols_of(base[2]):
        return _summed(
            base[0], put_form(base[1], symbol, value), (base[2], *(put_form(p, symbol, value) for p in base[3:]))
        )
    if base[0] in ("Sum", "Integral", "Product", "GreatestInteger", "Piecewise", "Tuple", "Case"):
        raise Unsupported(f"a value in place of {symbol[1]} inside of {base[0]}")
    parts = tuple(put_form(part, symbol, value) if isinstance(part, frozenset) else part for part in base[1:])
    return (
        parts[0]
        if base[0] == "sum"
        else built(base[0], parts)
        if isinstance(base[0], str)
        else based((base[0], *parts))
    )


# Signs: 2 for positive, 1 for not negative, 0 for unknown, wherever a form has a value.


def sign_of(base: Any) -> int:
    match base:
        case ("symbol", _, _, _, domain):
            if domain.least is None:
                return 0
            low = form_of(domain.least)
            known = sign(low)
            return 2 if known == 2 or (known and domain.open) else known
        case ("e",) | ("pi",) | ("number", _) | ("gamma", _):
            return 2
        case ("sum" | "ceiling", inside):
            return sign(inside)
        case ("log", inside):
            return sign(minus(inside, number(1)))
        case ("floor", inside):
            return 2 if sign(minus(inside, number(1))) else min(1, sign(inside))
        case ("Abs" | "Eq" | "Le" | "Lt", *_):
            return 1
        case ("Max", *parts):
            return max(map(sign, parts))
        case ("Min" | "Product", *parts):
            return min(map(sign, parts if base[0] == "Min" else parts[:1]))
        case ("Piecewise", *cases):
            return min(map(sign, _values_of(cases)))
        case ("binomial", n, k):
            return int(bool(sign(n) and sign(k) and is_whole(n) and is_whole(k)))
        case ("Sum", body, _, _, _):
            return min(1, sign(body))
        case ("Integral", body, _, first, last):
            return min(1, sign(body), sign(minus(last, first)))
        case (("of", (_, _, "unknown" | "function", _, domain)), *_):
            return 0 if domain.least is None else sign(form_of(domain.least))
        case (("of", (_, _, "density", (variable,), _)), place):
            return int(_runs_within(place, variable))
    return 0


def _values_of(cases: Sequence[Any]) -> Iterator[Any]:
    """The values of cases, each where it applies: at 0, and beyond it, of a natural number that the conditions name."""
    beyond = None
    for value, condition in zip(cases[::2], cases[1::2], strict=True):
        value = value if beyond is None else put_form(value, beyond, plus(based(beyond), number(1)))
        inner = next(iter(condition))[0] if len(condition) == 1 else ONE
        base = next(iter(inner))[0] if len(inner) == 1 else E
        symbol = next(iter(symbols_of(condition)), E)
        if base[0] == "Eq" and base[1] in (based(symbol), scaled(based(symbol), -1)) and beyond is None:
            value = put_form(value, symbol, ZERO)
            beyond = symbol if symbol[4].integer and sign_of(symbol) == 1 else None
        yield value


def _runs_within(place: Any, variable: Any) -> bool:
    """Whether a place is the variable of a function, or an index that stays in its range."""
    symbol = next(iter(symbols_of(place)), variable)
    inner, outer = symbol[4], variable[4]
    if place != based(symbol) or symbol == variable:
        return place == based(symbol)
    low = outer.least is None or (inner.least is not None and sign(minus(form_of(inner.least), form_of(outer.least))))
    high = outer.greatest is None or (
        inner.greatest is not None and sign(minus(form_of(outer.greatest), form_of(inner.greatest)))
    )
    return bool(low and high)


@lru_cache(None)
def sign(form: Any) -> int:
    """The sign that all terms together have, with symbols counted from an end of their range."""
    try:
        found = _direct(form)
        for _ in range(4):
            moved = [s for s in symbols_of(form) if s[4].least is not None and form_of(s[4].least) != ZERO]
            if found or not moved:
                break
            for symbol in moved:
                form = put_form(form, symbol, plus(form_of(symbol[4].least), based(_beyond(symbol, symbol[4].open))))
            found = _direct(form)
        if not found and (lower := _without_exponentials(form)) != form:
            return sign(lower)
        for base in [] if found else {b for product, _ in form for b, _ in product if b[0][0] == "of"}:
            domain = base[0][1][4]
            if isinstance(domain.least, Fraction) and domain.least:
                beyond = based(("symbol", "of'", "shift", base, Domain(False, Fraction(0), False, None, False)))
                found = found or sign(_replaced(form, base, plus(number(domain.least), beyond)))
        for symbol in [] if found else [s for s in symbols_of(form) if s[4].greatest is not None]:
            end = form_of(symbol[4].greatest)
            found = found or _direct(put_form(form, symbol, minus(end, based(_beyond(symbol, symbol[4].open_above)))))
        return found
    except Unsupported:
        return 0


def _beyond(symbol: Any, is_open: bool) -> Any:
    return ("symbol", symbol[1] + "'", "shift", symbol, Domain(symbol[4].integer, Fraction(0), is_open, None, False))


def _without_exponentials(form: Any) -> Any:
    """A form below, by e^x >= 1 for x >= 0 and e^x <= 1 for x <= 0."""
    made = []
    for product, coefficient in form:
        rest = frozenset((base, x) for base, x in product if base != E)
        exponent = dict(product).get(E, ZERO)
        smaller = exponent and sign(exponent if coefficient > 0 else scaled(exponent, -1))
        made.append((rest if smaller and _direct(frozenset({(rest, Fraction(1))})) else product, coefficient))
    return collected(made)


def _direct(form: Any) -> int:
    found = 1
    for product, coefficient in form:
        known = 2
        for base, exponent in product:
            one, value = sign_of(base), constant(exponent)
            if not one and value is not None and (value.denominator > 1 or value % 2 == 0):
                one = 1  # what is not whole is a power of no negative number
            known = min(known, 2 if one == 1 and value is not None and value < 0 else one)
        if coefficient < 0 or not known:
            return 0
        found = max(found, known)
    return found


@lru_cache(None)
def is_whole(form: Any) -> bool:
    """Whether a form takes whole values alone: with whole terms, or as a polynomial by its values at all remainders."""
    bases = {base for product, _ in form for base, _ in product}
    if not all(base == E or _is_whole_base(base) for base in bases):
        return False
    numbers = [c.denominator for _, c in form]
    if any(base == E for base in bases):
        return all(c.denominator == 1 and all(_is_whole_power(b, x) for b, x in p) for p, c in form)
    small = all((n := constant(x)) is not None and n >= 0 and n.denominator == 1 for p, _ in form for _, x in p)
    if not small:
        return max(numbers) == 1 and all(is_whole(x) and sign(x) for p, _ in form for _, x in p)
    common = reduce(lambda a, b: a * b // gcd(a, b), numbers, 1)
    names = sorted(bases, key=order_of) if common > 1 else []
    if common ** len(names) > 300:
        return False
    for place in range(common ** len(names)):
        values = {base: place // common**i % common for i, base in enumerate(names)}
        if common > 1 and sum(c * prod(values[b] ** int(constant(x)) for b, x in p) for p, c in form).denominator > 1:
            return False
    return True


def _is_whole_power(base: Any, exponent: Any) -> bool:
    """Whether a power of a whole number is one; e^(s log b) is b^s."""
    if base != E:
        return is_whole(exponent) and sign(exponent) > 0
    for product, coefficient in exponent:
        logs = [b for b, _ in product if b[0] == "log"]
        rest = times(frozenset({(product, coefficient)}), based(logs[0], number(-1))) if logs else ZERO
        if not (rest and is_whole(rest) and sign(rest) and is_whole(logs[0][1])):
            return False
    return True


def _is_whole_base(base: Any) -> bool:
    match base:
        case ("symbol", _, _, _, domain):
            return domain.integer
        case ("number" | "ceiling" | "floor" | "Eq" | "Le" | "Lt", *_):
            return True
        case ("sum", inside):
            return is_whole(inside)
        case ("gamma", inside):
            return is_whole(inside)
        case ("binomial" | "Max" | "Min", *parts):
            return all(map(is_whole, parts))
        case ("Piecewise", *cases):
            return all(map(is_whole, cases[::2]))
        case ("Sum" | "Product", body, *_):
            return is_whole(body)
        case (("of", (_, _, _, _, domain)), *_):
            return domain.integer
    return False


# When two formulas are one.


@lru_cache(None)
def is_same(one: Any, two: Any) -> bool:
    """Whether two formulas are equal wherever both have values."""
    if one == two or plain(one) == plain(two):
        return True
    left, right = form_of(one), form_of(two)
    if is_zero(minus(left, right)):
        return True
    roots = {x.denominator for form in (left, right) for p, _ in form for _, e in p if (x := constant(e)) is not None}
    most = 2 * max(roots, default=1)
    if len(left) == 1 == len(right) and sign(left) and sign(right) and most < 14:  # a = b >= 0 where a^n = b^n
        return is_zero(minus(whole_power(left, most), whole_power(right, most)))
    return False


@lru_cache(None)
def is_zero(form: Any) -> bool:
    """Whether a form vanishes, once powers of sums, gammas and binomials that are apart by whole numbers are one."""
    for _ in range(40):
        if not form:
            return True
        changed = _cleared(form)
        if changed == form:
            changed = _with_one_count(form)
        if changed == form:
            return False
        form = changed
    return False


def _exponents(form: Any, base: Any) -> dict[Any, list[int]]:
    """The exponents of a base: their whole parts by the rest."""
    found: dict[Any, set[int]] = {}
    for product, _ in form:
        exponent = dict(product).get(base, ZERO)
        fixed = floor(dict(exponent).get(ONE, Fraction(0)))
        found.setdefault(minus(exponent, number(fixed)), set()).add(fixed)
    return {rest: sorted(whole) for rest, whole in found.items()}


def _cleared(form: Any) -> Any:
    """The form times a power of a sum that it is divided by, so that this sum stands in one power of each kind."""
    for base in sorted({b for product, _ in form for b, _ in product if b[0] == "sum"}, key=order_of):
        found = _exponents(form, base)
        low = found.get(ZERO, [0])[0]
        if low == 0 and all(len(whole) == 1 for whole in found.values()):
            continue
        made = []
        for product, coefficient in form:
            powers = dict(product)
            exponent = powers.pop(base, ZERO)
            fixed = floor(dict(exponent).get(ONE, Fraction(0)))
            rest = minus(exponent, number(fixed))
            least = found[rest][0] if rest else low
            if rest:
                powers[base] = plus(rest, number(least - low))
            made.append(scaled(times(tidied(powers), whole_power(base[1], fixed - least)), coefficient))
        return plus(*made)
    return form


def _with_one_count(form: Any) -> Any:
    """The form with one gamma or binomial in place of two whose places are apart by whole numbers.

    gamma(x + 1) = x gamma(x). C(n + a, k + b) is C(n, k) times a quotient of polynomials; for whole k >= 0 both sides
    of a relation are rational in a symbol of n that k does not hold, so that what holds for almost all of its values
    holds for all for which both sides have one.
    """
    counts = sorted({b for product, _ in form for b, _ in product if b[0] in ("gamma", "binomial")}, key=order_of)
    for one in counts:
        for two in counts:
            apart = [constant(minus(p, q)) for p, q in zip(two[1:], one[1:])]
            if one[0] != two[0] or one == two or any(a is None or a.denominator > 1 for a in apart):
                continue
            if one[0] == "gamma" and apart[0] > 0:
                steps = [plus(one[1], number(i)) for i in range(int(apart[0]))]
                return _replaced(form, two, reduce(times, steps, based(one)))
            if one[0] == "binomial":
                low = [plus(q, number(min(0, a))) for q, a in zip(one[1:], apart)]
                high = one if list(one[1:]) != low else two
                if not (is_whole(low[1]) and sign(low[1]) and _is_rational_beside(form, *low)):
                    return form
                return _replaced(
                    form, high, _quotient(low, *(int(constant(minus(p, q))) for p, q in zip(high[1:], low)))
                )
    return form


def _quotient(low: list[Any], a: int, b: int) -> Any:
    n, k = low
    rest = minus(n, k)
    above = [plus(n, number(i)) for i in range(1, a + 1)] + [minus(rest, number(i)) for i in range(b - a)]
    below = [plus(k, number(i)) for i in range(1, b + 1)] + [plus(rest, number(i)) for i in range(1, a - b + 1)]
    return reduce(times, above + [power(form, number(-1)) for form in below], based(("binomial", n, k)))


def _is_rational_beside(form: Any, n: Any, k: Any) -> bool:
    return any(_is_rational(form, s, k) for s in symbols_of(n) - symbols_of(k) if _is_rational(n, s, k))


def _is_rational(form: Any, symbol: Any, k: Any) -> bool:
    for product, _ in form:
        for base, exponent in product:
            if symbol in symbols_of(exponent):
                return False
            if base == symbol or symbol not in symbols_of(based(base)):
                continue
            if (value := constant(exponent)) is None or value.denominator > 1:
                return False
            if base[0] == "sum" and _is_rational(base[1], symbol, k):
                continue
            if base[0] != "binomial" or symbol in symbols_of(base[2]) or not _is_rational(base[1], symbol, k):
                return False
    return True


def _replaced(form: Any, base: Any, value: Any) -> Any:
    made = []
    for product, coefficient in form:
        powers = dict(product)
        exponent = powers.pop(base, ZERO)
        made.append(scaled(times(tidied(powers), power(value, exponent)), coefficient))
    return plus(*made)


# What is known at a step: the relations of facts, and leaves that it certifies; where formulas have values.


class Known:
    """The signs of formulas and where they have values, by structure, by relations that hold, and by leaves."""

    def __init__(
        self, relations: Iterable[Relation] = (), leaves: Iterable[tuple[Relation, Any]] = (), tables: Any = None
    ):
        self.relations, self.leaves, self.tables = list(relations), list(leaves), tables
        self.finite = {ordered(part) for relation in self.relations for side in relation[::2] for part in bare(side)}
        self.kinds = {kind_of(part) for part in self.finite}
        self.nonzero = {kind[1] for kind in self.kinds if kind[0] == "Pow" and (constant(kind[2]) or 0) < 0}
        self.lows: list[tuple[Any, bool]] = []
        for small, op, large in self.relations:
            apart = minus(form_of(large), form_of(small))
            self.lows += [(apart, op == "<")] + ([(scaled(apart, -1), False)] if op == "=" else [])

    def above(self, formula: Any, strict: bool = False) -> bool:
        """Whether it is >= 0, or > 0, wherever it has a value."""
        form = form_of(formula)
        if sign(form) >= 1 + strict:
            return True
        for low, is_strict in self.lows:
            if sign(minus(form, low)) >= 1 + (strict and not is_strict):
                return True
        return self._by_structure(formula, strict) or self._by_leaves(form, strict)

    def _by_leaves(self, form: Any, strict: bool) -> bool:
        for relation, proof in self.leaves:
            apart = minus(minus(form, form_of(relation.large)), scaled(form_of(relation.small), -1))
            if (is_zero(apart) and relation.op == "<") or sign(apart) >= 1 + (strict and relation.op != "<"):
                if leaf_holds(relation, self.tables, proof):
                    return True
            elif is_zero(apart) and not strict and leaf_holds(relation, self.tables, proof):
                return True
        return False

    def _by_structure(self, formula: Any, strict: bool) -> bool:
        match formula:
            case ("Add", *parts):
                return all(map(self.above, parts)) and (not strict or any(self.above(part, True) for part in parts))
            case ("Mul", *parts):
                return all(self.above(part, strict) for part in parts)
            case ("Pow", base, exponent):
                half = form_of(("Mul", Fraction(1, 2), exponent))
                return (not strict and is_whole(half)) or self.above(base, strict)
            case ("Max", *parts):
                return any(self.above(part, strict) for part in parts)
            case ("Min", *parts):
                return all(self.above(part, strict) for part in parts)
            case ("ceiling", inside):
                return self.above(inside, strict)
            case ("floor" | "log", inside):
                lower = strict or formula[0] == "log"
                return self.above(("Add", inside, Fraction(-1)) if lower else inside, strict and formula[0] == "log")
            case ("binomial", *parts):
                return not strict and all(is_whole(form_of(part)) and self.above(part) for part in parts)
            case ("Sum" | "Product", body, ("Tuple", index, first, last)):
                inside = self.above(at_each(body, index, first, last), strict)
                return inside and not (strict and formula[0] == "Sum")
            case ("Piecewise", *cases):
                return all(self.above(value, strict) for value, _ in applied(cases))
        return False

    def holds(self, relation: Relation) -> bool:
        """Whether a relation is known, or follows from signs and leaves."""
        if any(says(known, relation) for known in self.relations):
            return True
        if relation.op != "<" and is_same(relation.small, relation.large):
            return True
        apart = ("Add", relation.large, ("Mul", Fraction(-1), relation.small))
        apart = relation.large if form_of(relation.small) == ZERO else apart
        return relation.op != "=" and self.above(apart, relation.op == "<")

    def is_defined(self, formula: Any) -> bool:
        """Whether all parts of a formula are finite real numbers."""
        if formula in (("true",), ("false",)) or isinstance(formula, Fraction) or is_unknown(formula):
            return True
        if ordered(formula) in self.finite:
            return True
        if formula in opaque(formula):
            return False
        if parts_of(formula) and formula[0] not in ("Sum", "Product", "Piecewise") and kind_of(formula) in self.kinds:
            return all(map(self.is_defined, parts_of(formula)))
        match formula:
            case ("symbol", *_) | ("pi",) | ("e",):
                return True
            case ("Sum" | "Product", body, ("Tuple", index, first, last)):
                return (
                    all(self.is_defined(end) and is_whole(form_of(end)) for end in (first, last))
                    and self.holds(Relation(("Add", first, Fraction(-1)), "<=", last))
                    and self.is_defined(at_each(body, index, first, last))
                )
            case ("Piecewise", *cases):
                return self._are_defined(cases)
            case ("Pow", base, exponent):
                here = self._is_power_defined(base, exponent)
            case ("log" | "gamma" | "loggamma", inside):
                here = self.above(inside, True)
            case ("factorial", inside):
                here = is_whole(form_of(inside)) and self.above(inside)
            case ("binomial", *parts):
                here = all(is_whole(form_of(part)) for part in parts)
            case ("LowerLambertW", inside):
                least = Relation(("Mul", Fraction(-1), ("exp", Fraction(-1))), "<=", inside)
                here = self.above(("Mul", Fraction(-1), inside), True) and self.holds(least)
            case _:
                here = formula[0] in ("Add", "Mul", "exp", "Abs", "Max", "Min", "ceiling", "floor", "sin", "cos")
        return here and all(map(self.is_defined, parts_of(formula)))

    def _is_power_defined(self, base: Any, exponent: Any) -> bool:
        natural = self.above(exponent)
        if is_whole(form_of(exponent)):
            return (
                natural
                or form_of(base) in self.nonzero
                or any(self.above(f, True) for f in (base, ("Mul", Fraction(-1), base), ("Pow", base, Fraction(2))))
            )
        return (natural and self.above(base)) or self.above(base, True)

    def _are_defined(self, cases: Sequence[Any]) -> bool:
        for value, condition in applied(cases):
            if not all(self.is_defined(side) for side in parts_of(condition)):
                return False
            holds = form_of(condition)
            if holds != ZERO and not self.is_defined(value):
                return False
            if holds == number(1):
                return True
        return False


def applied(cases: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Values of cases with their conditions, each where it applies: at 0 of a natural number, and then beyond it."""
    beyond: dict[Any, Any] = {}
    for _, value, condition in cases:
        match condition:
            case ("Eq", ("symbol", _, _, _, domain) as symbol, zero) if (
                zero == 0 and domain.integer and domain.least == 0 and not beyond
            ):
                yield put(value, {symbol: zero}), condition
                beyond = {symbol: ("Add", symbol, Fraction(1))}
            case _:
                yield put(value, beyond), condition


def is_unknown(formula: Any) -> bool:
    return formula[0] in ("symbol", "of") and (
        formula[2] == "unknown" if formula[0] == "symbol" else formula[1][2] == "unknown"
    )


def bare(formula: Any) -> Iterator[Any]:
    """The parts that a value of the formula needs whatever happens, itself among them."""
    yield formula
    if formula not in opaque(formula) and (
        isinstance(formula, Fraction) or formula[0] not in ("Sum", "Product", "Piecewise")
    ):
        for part in parts_of(formula):
            yield from bare(part)


@lru_cache(None)
def kind_of(formula: Any) -> Any:
    """The operation and the values of its parts, on which alone it depends whether these give a value."""
    return (formula if isinstance(formula, Fraction) else formula[0], *map(form_of, parts_of(formula)))


@lru_cache(None)
def ordered(formula: Any) -> Any:
    """The formula with the parts of sums and products in one order; it has a value where the formula has one."""
    if not parts_of(formula) or isinstance(formula, Fraction):
        return formula
    kept = formula[:2] if formula[0] == "of" else formula[:1]
    parts = list(map(ordered, parts_of(plain(formula))))
    if formula[0] in ("Add", "Mul"):
        unit = Fraction(formula[0] == "Mul")
        parts = [
            p for part in parts for p in (part[1:] if isinstance(part, tuple) and part[0] == formula[0] else [part])
        ]
        parts = sorted((part for part in parts if part != unit), key=order_of)
        if len(parts) == 1:
            return parts[0]
    return (*kept, *parts)


def at_each(body: Any, index: Any, first: Any, last: Any) -> Any:
    """The term at any place of a range that is not empty."""
    return put(body, {index: ("symbol", index[1] + "~", "index", "", Domain(True, first, False, last, False))})


def says(known: Relation, wanted: Relation) -> bool:
    """Whether a relation says another one, or says it more strictly."""
    if known.op not in {"<=": ("<=", "<", "="), "<": ("<",), "=": ("=",)}[wanted.op]:
        return False
    pairs = [(known.small, known.large)] + [(known.large, known.small)] * (known.op == "=")
    return any(is_same(a, wanted.small) and is_same(b, wanted.large) for a, b in pairs)


# Leaves: inequalities between formulas without quantities, unknowns and functions, at all values of their symbols. They
# are searched for anew here, by rules that are each valid alone; no trace of how boundkit found them is believed.

_names = itertools.count()
INF, BITS, Q0, Q1 = math.inf, 160, Fraction(0), Fraction(1)
_MOST_PRODUCTS, _SECONDS, _DEPTHS = 2000, 5, (0, 1, 2, 3, 4)
_until: list[float] = [INF]  # when the search for a leaf ends, in seconds of processor time
_failed: dict[tuple[Any, bool], int] = {}
Poly = dict[tuple[tuple[Any, Fraction], ...], Fraction]  # a sum of numbers times products of powers of atoms


class Span(NamedTuple):
    """Numbers from low to high, which are Fractions or infinite; with ``off``, 0 is none of them."""

    low: Any
    high: Any
    off: bool = False

    def above(self, strict: bool) -> bool:
        return bool(self.low > 0 or (self.low == 0 and (self.off or not strict)))

    def plus(self, other: Span) -> Span:
        low = -INF if -INF in (self.low, other.low) else self.low + other.low
        high = INF if INF in (self.high, other.high) else self.high + other.high
        return spanned(
            low, high, (self.off or other.off) and (self.low == 0 == other.low or self.high == 0 == other.high)
        )

    def times(self, other: Span) -> Span:
        pairs = [(x, y) for x in self[:2] for y in other[:2]]
        far = [Q0 if 0 in pair else INF if (pair[0] > 0) == (pair[1] > 0) else -INF for pair in pairs]
        ends = [x * y if abs(x) != INF != abs(y) else end for (x, y), end in zip(pairs, far, strict=True)]
        return spanned(min(ends), max(ends), self.off and other.off)

    def power(self, r: Fraction) -> Span:
        """A rational power, of what is not negative unless r is whole."""
        if r < 0:
            low, high, off = self.power(-r)
            if not off or (low < 0 < high):
                raise Unsupported("a quotient by what may be 0")
            ends = (1 / x if abs(x) not in (0, INF) else Q0 if x else INF if high > 0 else -INF for x in (high, low))
            return spanned(*ends, True)
        if self.low < 0 and r.denominator > 1:
            raise Unsupported("a root of what may be negative")
        low, high = self[:2] if r % 2 or self.low >= 0 else (max(Q0, -self.high), max(-self.low, self.high))
        return spanned(power_of(low, r, False), power_of(high, r, True), self.off or r == 0)


def rounded(x: Any, up: bool) -> Any:
    """A number with few digits that is not below x, or not above it."""
    if abs(x) == INF or x.numerator.bit_length() + x.denominator.bit_length() < 3 * BITS:
        return x
    scale = Fraction(2) ** (BITS - x.numerator.bit_length() + x.denominator.bit_length())
    return (ceil(x * scale) if up else floor(x * scale)) / scale


def spanned(low: Any, high: Any, off: bool = False) -> Span:
    low, high = rounded(low, False), rounded(high, True)
    return Span(low, high, off or low > 0 or high < 0)


def power_of(x: Any, r: Fraction, up: bool) -> Any:
    """A number not below x^r, or not above it, for r >= 0; the power itself where that is short."""
    if abs(x) == INF or r == 0 or x == 0:
        return x if r else Q1
    size = (x.numerator.bit_length() + x.denominator.bit_length()) * r
    if r.denominator == 1 and size < 1 << 15:
        return x ** int(r)
    if x < 0:
        raise Unsupported("a number of too many digits")
    root = Fraction(*(round(n ** (1 / r.denominator)) if n < 1 << 99 else 1 for n in x.as_integer_ratio()))
    return root**r.numerator if root**r.denominator == x and size < 1 << 15 else exp_of(r * log_of(x, up), up)


@lru_cache(1 << 12)
def exp_of(x: Any, up: bool) -> Any:
    """A number not below e^x, or not above it: for |y| < 1/2, e^y is within |y|^3 of 1 + y + y^2/2; squared n times."""
    if abs(x) > 2000:
        return (INF if up else exp_of(Fraction(2000), up)) if x > 0 else exp_of(Fraction(-2000), up) if up else Q0
    n = 60 + ceil(abs(x)).bit_length()
    y = rounded(x / 2**n, up)
    value = 1 + y + y * y / 2 + (abs(y) ** 3 if up else -(abs(y) ** 3))
    for _ in range(n):
        value = rounded(value * value, up)
    return value if x else Q1


@lru_cache(1 << 12)
def log_of(x: Any, up: bool) -> Any:
    """A number not below log x, or not above it: log x = g + log q for q = x / e^g, and 1 - 1/q <= log q <= q - 1."""
    if x in (0, 1, INF):
        return x - 1 if x else -INF
    guess = Fraction(math.log(x.numerator) - math.log(x.denominator))
    if abs(guess) > 1000:
        raise Unsupported("a logarithm of too long a number")
    q = x / exp_of(guess, not up)
    return guess + (q - 1 if up else 1 - 1 / q)


def head_of(f: Any) -> Any:
    return f[0] if isinstance(f, tuple) else "number"


@lru_cache(1 << 14)
def symbols_in(f: Any) -> frozenset[Any]:
    return frozenset({f}) if head_of(f) == "symbol" else frozenset().union(*map(symbols_in, parts_of(f)))


def placed(f: Any, place: Any, value: Any) -> Any:
    """The formula with another one at every place of a part."""
    parts = parts_of(f)
    return value if f == place else (f[0], *(placed(part, place, value) for part in parts)) if parts else f


def less(a: Any, b: Any) -> Any:
    """The difference, without terms that both have."""
    ours, theirs = (list(f[1:]) if head_of(f) == "Add" else [f] for f in (a, b))
    for term in [term for term in theirs if term in ours]:
        if term in ours:
            ours.remove(term)
            theirs.remove(term)
    return ("Add", Q0, *ours, *(("Mul", -Q1, term) for term in theirs))


def in_few_heads(f: Any) -> Any:
    """The same in fewer operations: e is exp(1), |x| = Max(x, -x), floor(x) = -ceiling(-x), so Min."""
    head, parts = head_of(f), tuple(map(in_few_heads, parts_of(f)))
    turned = tuple(("Mul", -Q1, part) for part in parts)
    if head in ("Abs", "e"):
        return ("Max", *parts, *turned) if parts else ("exp", Q1)
    if head in ("Min", "floor"):
        return ("Mul", -Q1, ("Max" if head == "Min" else "ceiling", *turned))
    return (head, *parts) if parts else f


def slope(f: Any, x: Any) -> Any:
    """The derivative with respect to a symbol."""
    if f == x or x not in symbols_in(f):
        return Q1 if f == x else Q0
    head, *parts = f
    if head == "Add":
        return ("Add", *(slope(part, x) for part in parts))
    if head == "Mul":
        return ("Add", *(("Mul", slope(part, x), *parts[:i], *parts[i + 1 :]) for i, part in enumerate(parts)))
    if head == "Pow" and x in symbols_in(parts[1]):
        return ("Mul", f, slope(("Mul", parts[1], ("log", parts[0])), x))
    outer = {"exp": f, "log": ("Pow", parts[0], -Q1), "sin": ("cos", parts[0])}
    if head == "Pow":
        lower = parts[1] - 1 if isinstance(parts[1], Fraction) else less(parts[1], Q1)
        outer[head] = ("Mul", parts[1], ("Pow", parts[0], lower))
    if head not in outer:
        raise Unsupported(f"the slope of {head}")
    return ("Mul", outer[head], slope(parts[0], x))


def monomial(powers: dict[Any, Fraction]) -> tuple[tuple[Any, Fraction], ...]:
    return tuple(sorted(((a, e) for a, e in powers.items() if e), key=repr))


def atom(f: Any, e: Fraction = Q1) -> Poly:
    return {((f, e),): Q1}


def summed(p: Poly, q: Poly, factor: Fraction = Q1) -> Poly:
    total = dict(p)
    for term, c in q.items():
        total[term] = total.get(term, Q0) + c * factor
    return {term: c for term, c in total.items() if c}


def written(p: Poly) -> Any:
    """A normal form as a formula."""
    terms = []
    for term, c in sorted(p.items(), key=repr):
        parts = [*([c] if c != 1 or not term else []), *(a if e == 1 else ("Pow", a, e) for a, e in term)]
        terms.append(("Mul", *parts) if len(parts) > 1 else parts[0])
    return ("Add", *terms) if len(terms) > 1 else terms[0] if terms else Q0


def by_powers(p: Poly, a: Any) -> dict[Fraction, Poly]:
    """The coefficients of the powers of an atom; nothing where another atom holds it."""
    found: dict[Fraction, Poly] = {}
    for term, c in p.items():
        if any(b != a and placed(b, a, Q0) != b for b, _ in term):
            return {}
        found.setdefault(dict(term).get(a, Q0), {})[tuple(pair for pair in term if pair[0] != a)] = c
    return found


UPWARD = Span(Q0, INF)


def fresh(values: Span = UPWARD, name: Any = "", whole: bool = False) -> Any:
    """A symbol with these values that no certificate can hold, since none can write its kind."""
    low, high, off = values
    ends = (None if low == -INF else low), off and low == 0, (None if high == INF else high), off and high == 0
    return ("symbol", name or str(next(_names)), ..., "", Domain(whole, *ends))


@lru_cache(1 << 14)
def span(f: Any) -> Span:
    """Where all values of a formula lie. Raises Unsupported where it may have none."""
    head, parts = head_of(f), f[1:] if isinstance(f, tuple) else ()
    if head in ("number", "symbol"):
        return _span_of_symbol(f[4]) if parts else spanned(f, f)
    if head == "Pow" and isinstance(parts[1], Fraction):
        return span(parts[0]).power(parts[1])
    spans = [span(case[1]) for case in parts] if head == "Piecewise" else [span(part) for part in parts]
    if head in ("Add", "Mul"):
        return reduce(Span.plus if head == "Add" else Span.times, spans)
    if head == "pi":
        return spanned(Fraction("3.141592653589793238462643"), Fraction("3.141592653589793238462644"))
    low, high, off = spans[0]
    if (head == "log" and spans[0].above(True)) or (head == "Pow" and low >= 0):
        logs = spanned(log_of(low, False), log_of(high, True))
        values = logs.times(spans[1]) if head == "Pow" else logs
        return values if head == "log" else Span(exp_of(values.low, False), exp_of(values.high, True), off)
    if head == "exp":
        return spanned(exp_of(low, False), exp_of(high, True), True)
    if head in ("sin", "cos"):  # x - x^3/6 <= sin x <= x for x >= 0, 1 - x^2/2 <= cos x <= 1
        far = max(-low, high)
        if head == "sin" and low >= 0 and far <= 2:
            return spanned(low * (1 - far**2 / 6), min(Q1, far), off)
        return spanned(1 - far**2 / 2 if head == "cos" and far <= 2 else -Q1, Q1)
    if head in ("Max", "Piecewise"):
        return spanned((max if head == "Max" else min)(each.low for each in spans), max(each.high for each in spans))
    if head == "ceiling":
        ends = [x if abs(x) == INF else Fraction(ceil(x)) for x in (low, high)]
        return spanned(ends[0] + (low == 0 and off), ends[1])
    if head == "binomial" and all(each.low >= 0 for each in spans):
        return spanned(Q1 if above(written(form(less(*parts))), False) else Q0, INF)
    raise Unsupported(f"values of {head}")


def _span_of_symbol(domain: Domain) -> Span:
    integer, least, is_open, greatest, open_above = domain
    low = -INF if least is None else least if isinstance(least, Fraction) else span(least).low
    high = INF if greatest is None else greatest if isinstance(greatest, Fraction) else span(greatest).high
    if integer:
        low = low if low == -INF else Fraction(floor(low) + 1 if is_open and low == least else ceil(low))
        high = high if high == INF else Fraction(ceil(high) - 1 if open_above and high == greatest else floor(high))
    return spanned(low, high, (is_open and low == 0) or (open_above and high == 0))


def above(f: Any, strict: bool = True) -> bool:
    with suppress(Unsupported):
        return span(f).above(strict)
    return False


@lru_cache(1 << 14)
def form(f: Any) -> Poly:
    """The normal form: equal wherever the formula has a value."""
    if head_of(f) in ("number", "symbol"):
        return atom(f) if head_of(f) == "symbol" else {(): f} if f else {}
    head, *parts = f
    if head == "Add":
        return reduce(summed, map(form, parts))
    if head == "Mul":
        return reduce(poly_product, map(form, parts))
    if head == "Pow" and (r := number_of(form(parts[1]))) is not None:
        return poly_power(form(parts[0]), r)
    if head == "log":
        return log_form(form(parts[0]))
    if head == "binomial" and parts[1] in (1, 2, 3):
        factors = [("Mul", Fraction(1, i + 1), less(parts[0], Fraction(i))) for i in range(int(parts[1]))]
        return form(("Mul", *factors))
    return atom(f if head == "Piecewise" else (head, *(written(form(part)) for part in parts)))


def poly_product(p: Poly, q: Poly) -> Poly:
    found: Poly = {}
    if time.process_time() > _until[0]:
        raise Unsupported("a leaf takes too long")
    for (one, c), (two, d) in itertools.product(p.items(), q.items()):
        powers = dict(one)
        for a, e in two:
            powers[a] = powers.get(a, Q0) + e
        whole = [a for a, e in powers.items() if e > 0 and e.denominator == 1 and a[0] == "Add"]
        made = {monomial({a: e for a, e in powers.items() if a not in whole}): c * d}
        for a in whole:
            made = poly_product(made, poly_power(form(a), powers[a]))
        found = summed(found, made)
        if len(found) > _MOST_PRODUCTS:
            raise Unsupported("a formula of too many terms")
    return found


def poly_power(p: Poly, r: Fraction) -> Poly:
    if r.denominator == 1 and 0 <= r <= 64:
        return reduce(poly_product, [p] * int(r), {(): Q1})
    if not p or r > 64:
        raise Unsupported("a power of 0, or too high a power")
    if r.denominator > 1:
        return atom(written(p), r) if number_of(p) is None else atom(("Pow", written(p), r))
    c = p[min(p, key=repr)]
    only = dict(*p) if len(p) == 1 else {written({term: d / c for term, d in p.items()}): Q1}
    return {monomial({a: e * r for a, e in only.items()}): c ** int(r)}


def log_form(p: Poly) -> Poly:
    """log(c a^e) = log c + e log a for positive atoms a; log c by primes; log e^x = x; log b^x = x log b."""
    ((term, c),) = p.items() if len(p) == 1 else (((), Q0),)
    if c <= 0 or not all(above(a) for a, _ in term):
        return atom(("log", written(p)))
    total: Poly = {}
    for n, sign in ((c.numerator, Q1), (c.denominator, -Q1)):
        for prime in (2, 3, 5, 7):
            while n % prime == 0:
                n, total = n // prime, summed(total, atom(("log", Fraction(prime))), sign)
        total = summed(total, atom(("log", Fraction(n))) if n > 1 else {}, sign)
    for a, e in term:
        inner = form(a[1]) if a[0] in ("exp", "Pow") else {}
        own = inner if a[0] == "exp" else atom(("log", a))
        if a[0] == "Pow" and above(a[1]):
            own = poly_product(form(a[2]), log_form(inner))
        total = summed(total, own, e)
    return total


@lru_cache(1 << 12)
def has_value(f: Any) -> bool:
    """Whether every part of a formula has one finite real value, continuous in its parts but for roundings."""
    head, parts = head_of(f), parts_of(f)
    if head == "Piecewise":
        sides = [side for case in parts for side in (case[1], *parts_of(case[2]))]
        return parts[-1][2] == ("true",) and all(map(has_value, sides))
    if not all(map(has_value, parts)):
        return False
    if head == "Pow" and isinstance(parts[1], Fraction) and parts[1].denominator == 1:
        return parts[1] >= 0 or shows(parts[0], True) or shows(("Mul", -Q1, parts[0]), True)
    if head in ("Pow", "log") and not shows(parts[0], True):
        return head == "Pow" and shows(parts[0]) and shows(parts[1], True)
    if head == "binomial":
        return all(is_whole_valued(part) and shows(part) for part in parts)
    return head in ("number", "symbol", "pi", "Add", "Mul", "Pow", "exp", "log", "sin", "cos", "Max", "ceiling")


def shows(f: Any, strict: bool = False, depth: int = 2) -> bool:
    """Whether f >= 0, or f > 0, is shown wherever it has a value; each way shows a goal from others."""
    if above(f, strict):
        return True
    with suppress(Unsupported):
        p = form(f)
        f = written(p)
        if _failed.get((f, strict), -9) >= depth:
            return False
        if above(f, strict) or _is_shown(p, f, strict, depth):
            return True
    _failed[f, strict] = depth
    return False


def _is_shown(p: Poly, f: Any, strict: bool, depth: int) -> bool:
    q = p
    with suppress(Unsupported):
        q = without_denominators(p)
    if (not q and not strict) or any(by_coefficients(q, strict, both) for both in (False, True)):
        return True
    if depth <= 0 or fails(f, strict) or time.process_time() > _until[0]:
        return False
    for way, turned in ((by_square, q), (by_slope, p), (by_slope, q)):
        with suppress(Unsupported):
            if way(turned, strict, depth - 1):
                return True
    return any(all(shows(g, strict, depth - 1) for g in goals) for goals in covers(f))


def fails(f: Any, strict: bool) -> bool:
    """Whether it certainly fails at a point that was tried, so that no search is worth its time."""
    choices = []
    for x in sorted(symbols_in(f), key=repr):
        low, high, off = span(x)
        start, end = Fraction(max(low, -6)), Fraction(min(high, 100))
        values = (start, start + Fraction(1, 97), start + 1, (start + end) / 2, end)
        choices.append([(x, v) for v in values if low <= v <= high and (v or not off)])
    for point in itertools.islice(itertools.product(*choices), 64):
        with suppress(Unsupported):
            there = span(reduce(lambda g, pair: placed(g, *pair), point, f))
            if there.high < 0 or (strict and there[:2] == (0, 0)):
                return True
    return False


def without_denominators(p: Poly) -> Poly:
    """The form times powers of what it is divided by, whose signs are known."""
    for a in {a for term in p for a, e in term if e < 0}:
        e = min(dict(term).get(a, Q0) for term in p)
        signs = (way for way in (1, -1) if by_coefficients(form(("Mul", Fraction(way), a)), True, False))
        sign = 1 if above(a) else next(signs, 0)
        if not sign:
            raise Unsupported("the sign of a denominator")
        p = poly_product(p, {((a, -e),): Fraction(sign) ** ceil(e)})
    return p


def by_coefficients(p: Poly, strict: bool, both: bool) -> bool:
    """None is negative after each atom a is a = low + w, a = high - w or, of both, (low + high w) / (1 + w)."""
    signs: dict[Any, bool | None] = {}  # of each w: whether it is positive or not negative; None where it is neither
    for a in sorted({a for term in p for a, _ in term if symbols_in(a)}, key=repr):
        powers = {term: dict(term).get(a, Q0) for term in p}
        q, values = math.lcm(*(e.denominator for e in powers.values())), Span(-INF, INF)
        if min(powers.values()) < 0:
            return False
        with suppress(Unsupported):
            values = span(a)
        low, high, off = values if q == 1 else values.power(Fraction(1, q))
        w, bounded, degree = ("symbol", str(len(signs))), both and INF not in (-low, high), max(powers.values())
        if strict and bounded:
            return False
        first, second = (low, high if bounded else Q1) if low != -INF else (high, -Q1) if high != INF else (Q0, Q1)
        line, beyond = (summed({(): x} if x else {}, atom(w), y) for x, y in ((first, second), (Q1, Q1)))
        total: Poly = {}
        for term, c in p.items():
            k = powers[term] * q
            rest = poly_product({tuple(pair for pair in term if pair[0] != a): c}, poly_power(line, k))
            total = summed(total, poly_product(rest, poly_power(beyond, degree * q - k)) if bounded else rest)
        p, signs[w] = total, None if low == -INF and high == INF else off and 0 in (low, high)
    found: dict[Any, Span] = {}
    for term, c in p.items():
        key = tuple(pair for pair in term if pair[0] in signs)
        factors = (span(a).power(e) for a, e in term if a not in signs)
        found[key] = reduce(Span.times, factors, spanned(c, c)).plus(found.get(key, Span(Q0, Q0)))
    if any(c.low < 0 or any(signs[w] is None and e % 2 for w, e in key) for key, c in found.items()):
        return False
    return not strict or any(c.low > 0 and all(signs[w] for w, _ in key) for key, c in found.items())


def by_square(q: Poly, strict: bool, depth: int) -> bool:
    """a x^2 + b x + c >= 0 by a > 0 and a c >= b^2 / 4."""
    for x in sorted(symbols_in(written(q)), key=repr):
        parts = by_powers(q, x)
        if 2 in parts and not parts.keys() - {0, 1, 2}:
            a, b, c = (parts.get(Fraction(k), {}) for k in (2, 1, 0))
            gap = summed(poly_product(a, c), poly_product(b, b), Fraction(-1, 4))
            if shows(written(a), True, depth) and shows(written(gap), strict, depth):
                return True
    return False


def by_slope(p: Poly, strict: bool, depth: int) -> bool:
    """It is continuous, moves one way with a symbol, and holds at the end where it is least."""
    f = written(p)
    for x in sorted(symbols_in(f), key=repr):
        low, high, _ = span(x)
        with suppress(Unsupported):
            rate = placed(slope(f, x), x, fresh(Span(low, high, True), ("inside", x)))
            for sign, end in ((Q1, low), (-Q1, high)):
                moves = low < high and abs(end) != INF and shows(("Mul", sign, rate), False, depth - 1)
                smooth = moves and has_value(f) and has_value(rate) and has_value(placed(f, x, end))
                if smooth and shows(placed(f, x, end), strict, depth):
                    return True
    return False


@lru_cache(1 << 12)
def covers(f: Any) -> list[list[Any]]:
    """Goals that together give f: of two orders of two symbols, of 1/u for one without end, of two halves."""
    symbols, found = sorted(symbols_in(f), key=repr), []
    for x, y in itertools.combinations(symbols, 2):
        if span(x) == span(y) and span(x).low != -INF and span(x).high == INF:
            w = fresh()
            found.append([placed(f, a, ("Add", b, w)) for a, b in ((x, y), (y, x))])
    for x in symbols:
        low, high, _ = span(x)
        if low != -INF and high == INF:
            start = low - 1 if low <= 0 else Q0
            u = fresh(Span(Q0, 1 / (low - start), True))
            found.append([placed(f, x, ("Add", start, ("Pow", u, -Q1)))])
    for x in symbols:
        low, high, off = span(x)
        middle = (high - 1 if high != INF else Q0) if low == -INF else max(2 * low, Q0) + 1
        middle = middle if INF in (-low, high) else (low + high) / 2
        halves = fresh(Span(low, middle, off)), fresh(Span(middle, high, off))
        found += [[placed(f, x, half) for half in halves]] if low < high else []
    return found


def settles(f: Any, strict: bool, given: tuple[Any, ...], depth: int) -> bool:
    """Whether f >= 0, or > 0, wherever nothing that is given is negative: by cases of choices and roundings."""
    if shows(f, strict, 0) or any(above(("Mul", -Q1, g)) for g in given):
        return True
    node = next(filter(None, map(choice_in, (f, *given))), None)
    if node is not None:
        return all(
            has_value(placed(f, node, value))
            and settles(placed(f, node, value), strict, (*(placed(g, node, value) for g in given), *more), depth)
            for value, more in choices_of(node)
        )
    return shows(f, strict, depth) or any(
        settles(inner, strict, tuple(placed(other, a, value) for other in given if other != g), depth)
        for g in given
        for a, value in slacks(g)
        if has_value(value) and has_value(inner := placed(written(form(f)), a, value))
    )


@lru_cache(1 << 12)
def slacks(g: Any) -> list[tuple[Any, Any]]:
    """Atoms a of g = rate a + rest with what they are, (s - rest) / rate, where s >= 0 is the value of g."""
    p, found = form(g), []
    for a in sorted({a for term in p for a, _ in term if symbols_in(a)}, key=repr):
        parts = by_powers(p, a)
        if 1 in parts and not parts.keys() - {0, 1}:
            rate, rest = (written(parts.get(e, {})) for e in (Q1, Q0))
            s = fresh(whole=is_whole_valued(a) and is_whole_valued(rest) and rate == Q1)
            found.append((a, less(s, rest) if rate == Q1 else ("Mul", less(s, rest), ("Pow", rate, -Q1))))
    return found


def number_of(p: Poly) -> Fraction | None:
    return p.get((), Q0) if not p.keys() - {()} else None


def choice_in(f: Any) -> Any:
    """An innermost choice or rounding of a formula, or None."""
    own = f if head_of(f) in ("Max", "ceiling", "Piecewise") else None
    return next(filter(None, map(choice_in, parts_of(f))), own)


@lru_cache(1 << 12)
def choices_of(node: Any) -> list[tuple[Any, list[Any]]]:
    """The values of a choice, each with what is not negative where it is taken; a rounding adds a part of 1."""
    head, *parts = node
    refused: list[Any] = []
    found: list[tuple[Any, list[Any]]] = []
    for part in parts:
        if head == "ceiling":
            found.append((("Add", part, Q1, ("Mul", -Q1, fresh(Span(Q0, Q1, True)))), []))
        elif head == "Max":
            found.append((part, [less(part, other) for other in parts if other != part]))
        else:
            relation, *ends = part[2]
            ends = ends if relation in ("Ge", "Gt") else ends[::-1] if relation in ("Le", "Lt") else []
            found.append((part[1], [*refused, *([less(*ends)] if ends else [])]))
            refused += [less(*reversed(ends))] if ends else []
    return found


def is_whole_valued(f: Any) -> bool:
    """Whether all values of a formula are whole numbers, by its structure."""
    if head_of(f) in ("number", "symbol"):
        return bool(f.denominator == 1) if head_of(f) == "number" else f[4].integer
    return f[0] == "ceiling" or (f[0] in ("Add", "Mul", "Max") and all(map(is_whole_valued, f[1:])))


def leaf_holds(relation: Relation, tables: Any = None, proof: Any = None) -> bool | None:
    """Whether both sides have values and the relation holds, for all values of its symbols; None: not decided."""
    try:
        return _leaf_holds([in_few_heads(side) for side in (relation.small, relation.large)], relation.op)
    except (Unsupported, ArithmeticError, ValueError, RecursionError):
        return None
    finally:
        _until[0] = INF


def _leaf_holds(sides: list[Any], op: str) -> bool | None:
    given, seen = [], set()
    while symbols := {x for f in (*sides, *given) for x in symbols_in(f)} - seen:
        seen |= symbols
        if {x[2] for x in symbols} - {"symbol", "plain", "index", ...}:
            raise Unsupported("values of an unknown or a quantity")
        for x in sorted(symbols, key=repr):
            least, is_open, greatest = x[4][1:4]
            given += [less(x, least)] if least is not None and not isinstance(least, Fraction) else []
            given += [less(greatest, x)] if greatest is not None and not isinstance(greatest, Fraction) else []
            if is_open and isinstance(least, Fraction) and least and not x[4].integer:
                beyond = ("Add", least, fresh(Span(Q0, span(less(x, least)).high, True)))
                sides, given = ([placed(f, x, beyond) for f in part] for part in (sides, given))
    _until[0] = time.process_time() + _SECONDS
    _failed.clear()
    if not all(map(has_value, sides)):
        return None
    if op == "=":
        return not form(less(*sides)) or None
    variants = [sides]
    bare = [side[1] if head_of(side) == "log" else ("exp", side) for side in sides]
    for other in ([bare] if any(head_of(side) == "log" for side in sides) else []) + [
        [("log", side) for side in sides]
    ]:
        variants += [other] if all(map(has_value, other)) else []
    if head_of(sides[0]) == "binomial":  # C(n, k) <= n^k / k! <= (e n / k)^k, as k^k / k! is a term of e^k
        n, k = sides[0][1:]
        bound = ("exp", ("Mul", k, ("Add", Q1, ("log", ("Mul", n, ("Pow", k, -Q1))))))
        variants += [[bound, sides[1]]] if has_value(bound) else []
    goals = [less(large, small) for small, large in variants]
    return any(settles(goal, op == "<", tuple(given), depth) for depth in _DEPTHS for goal in goals) or None


# Rules: what each makes of facts. A rule fails where it does not apply; what it needs and cannot tell is unsupported.

HOLE = ("symbol", "hole", "plain", "", Domain(False, None, False, None, False))


class Condition(NamedTuple):
    relation: Relation
    for_all: frozenset[Any]


class Fact(NamedTuple):
    """What a step says and stands on; conditions by their forms."""

    said: Relation
    conditions: dict[Any, Condition]
    hypotheses: frozenset[Any] = frozenset()
    premises: frozenset[Any] = frozenset()
    lemmas: frozenset[Any] = frozenset()
    fixed: frozenset[Any] = frozenset()
    growth: Any = None

    @property
    def spoken(self) -> frozenset[Any]:
        return spoken_of(self.said).union(*(spoken_of(each.relation) for each in self.conditions.values()))

    def require_generic(self, symbols: Iterable[Any]) -> None:
        """Fails unless it holds for all values of the symbols, under conditions that do not speak of them."""
        symbols = set(symbols)
        bound = self.fixed.union(*(unbound(each) for each in self.conditions.values()))
        if symbols & bound.union(*map(ends, self.spoken - symbols)):
            raise Failed(f"{shown(self.said)} is not for all {named(symbols)}")

    def require_variable(self, symbol: Any) -> None:
        if symbol[0] != "symbol" or symbol in opaque(symbol) or symbol in self.fixed:
            raise Failed(f"nothing is put in for {shown(symbol)} in {shown(self.said)}")


def spoken_of(relation: Relation) -> frozenset[Any]:
    return free(relation.small) | free(relation.large)


def unbound(condition: Condition) -> frozenset[Any]:
    return spoken_of(condition.relation).union(*map(ends, condition.for_all)) - condition.for_all


def named(symbols: Iterable[Any]) -> str:
    return ", ".join(sorted(symbol[1] for symbol in symbols))


def key_of(condition: Condition) -> Any:
    return (
        form_of(condition.relation.small),
        condition.relation.op,
        form_of(condition.relation.large),
        condition.for_all,
    )


def keyed(*conditions: Condition) -> dict[Any, Condition]:
    return {key_of(condition): condition for condition in conditions}


def with_ends(symbols: Iterable[Any]) -> frozenset[Any]:
    found = frozenset(symbols)
    return found.union(*map(ends, found))


def put_relation(relation: Relation, values: dict[Any, Any]) -> Relation:
    return Relation(put(relation.small, values), relation.op, put(relation.large, values))


def joined(ops: Iterable[str]) -> str:
    found = set(ops)
    return "<" if "<" in found else "<=" if "<=" in found else "="


def product_of(*parts: Any) -> Any:
    return ("Mul", *parts)


class Proof:
    """The steps of a certificate, checked one after the other."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.tables = Tables(document)
        self.claims = [self.claim(entry) for entry in document["claims"]]
        self.goal = self.claims[document["goal"]]
        self.facts: list[Fact] = []
        self.document = document

    def claim(self, written: dict[str, Any]) -> Claim:
        read = self.tables.formula
        said = written["statement"]
        said = self.growth(said) if isinstance(said, dict) else relation_of(read(said))
        where = tuple(relation_of(read(each)) for each in written["where"])
        given = frozenset(
            self.tables.hypotheses[require_place(place, self.tables.hypotheses)] for place in written["given"]
        )
        return Claim(written["result"], written["name"], written["sense"], said, where, written["on"], given)

    def checked(self) -> Fact:
        """The last fact, when all steps follow and the last says the claim."""
        for place, step in enumerate(self.document["steps"]):
            try:
                self.facts.append(self.step(step))
            except (Failed, Unsupported) as error:
                raise type(error)(f"step {place + 1} ({step['rule']}): {error}") from None
        self.conclude(self.facts[-1])
        return self.facts[-1]

    def step(self, step: dict[str, Any]) -> Fact:
        self.current, self.met, self.gone = step, frozenset(), frozenset()
        self.leaves = [(self.tables.relation(leaf["relation"]), leaf["proof"]) for leaf in step["leaves"]]
        parents = [self.facts[require_place(place, self.facts)] for place in step["parents"]]
        given = {name: self.argument(value) for name, value in step["arguments"].items()}
        if step["rule"] not in RULES:
            raise Unsupported(f"the rule {step['rule']}")
        written = self.written = keyed(
            *(
                Condition(self.tables.relation(said), frozenset(map(self.tables.formula, each)))
                for said, each in step["if"]
            )
        )
        made = getattr(self, "rule_" + step["rule"])(*parents, **given)
        if made.growth is not None:
            small, op, large = step["says"]
            if (self.tables.formula(small), op) != made.said[:2] or not is_same(
                self.tables.formula(large), made.said.large
            ):
                raise Failed(f"it gives {shown(made.said)}")
        else:
            made = made._replace(said=self.as_written(made.said, parents))
        held = [parent.said for parent in parents if parent.conditions.keys() <= written.keys()]
        for wanted in made.conditions.values():
            same = [each.relation for each in written.values() if each.for_all == wanted.for_all]
            if not any(self.implies(relation, wanted.relation, held) for relation in same):
                raise Failed(f"it holds only where {shown(wanted.relation)}")
        whole = made._replace(
            conditions=written,
            hypotheses=made.hypotheses.union(*(parent.hypotheses for parent in parents)),
            premises=made.premises.union(*(parent.premises for parent in parents), declared(made.said)),
            lemmas=made.lemmas.union(*(parent.lemmas for parent in parents)),
            fixed=made.fixed.union(*(parent.fixed for parent in parents)),
        )
        gone = frozenset().union(*(parent.spoken for parent in parents), self.met) - whole.spoken - self.gone
        self.require_values(gone)
        if any(HOLE in free(side) for side in whole.said[::2]):
            raise Failed("a hole is left")
        return whole

    def as_written(self, said: Relation, parents: list[Fact]) -> Relation:
        """The relation as the certificate writes it, which has values where that which the rule gives has."""
        written = self.tables.relation(self.current["says"])
        if not says(said, written):
            raise Unsupported(f"whether {shown(said)}, which the rule gives, is {shown(written)}")
        known = Known([*(parent.said for parent in parents), said], self.leaves, self.tables)
        self.require_defined(known, *written[::2])
        return written

    def rule_order(self, fact: Fact, *by: Fact, said: Growth, factor: Any) -> Fact:
        """V <= F g is V = O(g) for F a number, a formula in what constants may depend on, or a hidden logarithm."""
        known = self.known(*by)
        if not any(
            r.small == said.quantity and is_same(r.large, ("Mul", factor, said.expression)) for r in turns(fact.said)
        ):
            raise Failed(f"{shown(fact.said)} bounds no {shown(said.quantity)} by the order times the factor")
        if opaque(said.expression) or any(map(opaque, (*said.constants, *said.logarithms))):
            raise Failed("an order, constants and logarithms are of symbols")
        self.require_defined(known, said.expression)
        self.require(known, Relation(Fraction(0), "<=", said.expression))
        for part in factor[1:] if not isinstance(factor, Fraction) and factor[0] == "Mul" else [factor]:
            if not opaque(part) and free(part) <= set(said.constants):
                self.require_defined(known, part)
            elif said.order != "soft-O" or not self.is_hidden(part, said, known):
                raise Failed(f"the factor {shown(part)} is no constant, and no logarithm that is hidden")
        made = Fact(Relation(said.quantity, f"is {said.order} of", said.expression), {}, growth=said)
        return with_conditions(made, fact, *by)

    def is_hidden(self, part: Any, said: Growth, known: Known) -> bool:
        """Whether a factor is a power of 1 + log(1 + x), times a number, for an x whose logarithms are hidden."""
        base, exponent = part[1:] if part[0] == "Pow" else (part, Fraction(1))
        number_of = dict(form_of(base)).get(ONE, Fraction(0))
        if not isinstance(exponent, Fraction) or exponent <= 0 or number_of <= 0:
            return False
        own = [symbol for symbol in free(said.expression) if not opaque(symbol)]
        for x in (*said.logarithms, said.expression, *own):
            line = ("Mul", number_of, ("Add", Fraction(1), ("log", ("Add", Fraction(1), x))))
            if is_same(base, line) and known.above(x) and known.is_defined(x):
                return True
        return False

    def left_open(self, wanted: Iterable[Relation], known: Known) -> dict[Any, Condition]:
        """The demands that are not known to hold, or to have values; the certificate names them as conditions."""
        open_ones = [d for d in wanted if not (all(map(known.is_defined, d[::2])) and known.holds(d))]
        for each in open_ones:
            if not any(not c.for_all and self.implies(c.relation, each) for c in self.written.values()):
                raise Unsupported(f"whether {shown(each)}")
        return keyed(*(Condition(each, frozenset()) for each in open_ones))

    def known(self, *facts: Fact, more: Iterable[Relation] = ()) -> Known:
        return Known([*(fact.said for fact in facts), *more], self.leaves, self.tables)

    def require_values(self, symbols: Iterable[Any]) -> None:
        for symbol in symbols:
            if symbol not in opaque(symbol) and not self.has_values(symbol):
                raise Unsupported(f"whether {symbol[1]}, which disappears, has a value")

    def has_values(self, symbol: Any) -> bool:
        domain, known = symbol[4], self.known()
        limits = [end for end in (domain.least, domain.greatest) if end is not None]
        if not all(map(known.is_defined, limits)) or not all(map(self.has_values, ends(symbol))):
            return False
        if len(limits) < 2:
            return True
        low, high = constant(form_of(domain.least)), constant(form_of(domain.greatest))
        if low is None or high is None:
            whole = not domain.integer or is_whole(form_of(domain.least)) or is_whole(form_of(domain.greatest))
            op = "<" if domain.open or domain.open_above else "<="
            wholly = domain.integer and (domain.open or domain.open_above)
            return (
                whole
                and not wholly
                and known.holds(Relation(domain.least, op, domain.greatest))
                and all(map(self.has_values, ends(symbol)))
            )
        if domain.integer:
            low = floor(low) + 1 if domain.open else ceil(low)
            high = ceil(high) - 1 if domain.open_above else floor(high)
        return low <= high if domain.integer or not (domain.open or domain.open_above) else low < high

    def require_defined(self, known: Known, *formulas: Any) -> None:
        for formula in formulas:
            if not known.is_defined(formula):
                raise Unsupported(f"whether {shown(formula)} has a value")

    def require(self, known: Known, relation: Relation) -> None:
        if not known.holds(relation):
            raise Unsupported(f"whether {shown(relation)}")

    def argument(self, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        ((kind, value),) = written.items()
        match kind:
            case "text" | "series" | "ray":
                return value
            case "formula":
                return self.tables.formula(value)
            case "relation":
                return self.tables.relation(value)
            case "hypothesis":
                return self.tables.hypotheses[value]
            case "other":
                return value[0], self.tables.formula(value[1])
            case "values":
                return {self.argument(name): self.argument(each) for name, each in value}
            case "list":
                return tuple(self.argument(each) for each in value)
            case "growth":
                return self.growth(value)
        raise Failed(f"{kind!r} is no kind of argument")

    def growth(self, written: dict[str, Any]) -> Growth:
        read = self.tables.formula
        constants, logarithms = (tuple(map(read, written[name])) for name in ("constants", "logarithms"))
        return Growth(read(written["quantity"]), written["order"], read(written["expression"]), constants, logarithms)

    def where(self) -> dict[Any, Condition]:
        return keyed(*(Condition(relation, frozenset()) for relation in self.goal.where))

    def generic(self, for_all: Iterable[Any], spoken: Iterable[Any]) -> frozenset[Any]:
        """Those for all of which something is said of the object of the claim; none of them is the object's."""
        for_all = frozenset(for_all)
        if {s[1] for s in for_all} & {s[1] for s in self.goal.symbols}:
            raise Failed(f"{named(for_all)} belong to the object of the claim")
        require_untied(spoken, for_all)
        return for_all

    def rule_premise(self, text: str, relation: Relation, for_all: Any = (), given: Any = None) -> Fact:
        where = self.where()
        spoken = spoken_of(relation).union(*(unbound(c) for c in where.values()))
        for_all = self.generic(for_all, spoken)
        if not opaque(relation.small) | opaque(relation.large):
            raise Failed(f"the premise {shown(relation)} holds no quantity, unknown or function")
        if relation == self.goal.said:
            raise Failed("a premise says what is claimed")
        told = ("premise", text, relation, for_all & with_ends(spoken_of(relation)))
        given = self.goal.given if given is None else frozenset(given)
        return Fact(relation, where, given, frozenset({told}), fixed=with_ends(spoken) - for_all)

    def rule_assume(self, relation: Relation, for_all: Any = ()) -> Fact:
        require_untied(spoken_of(relation), frozenset(for_all))
        return Fact(relation, keyed(Condition(relation, frozenset(for_all))))

    def rule_algebra(self, relation: Relation) -> Fact:
        if hidden := opaque(relation.small) | opaque(relation.large):
            raise Failed(f"algebra cannot look into {shown(hidden.pop())}")
        known = self.known()
        self.require_defined(known, *relation[::2])
        self.require(known, relation)
        return Fact(relation, {})

    def rule_lemma(self, *by: Fact, claim: Any, of: Any = None, for_all: Any = (), values: Any = None) -> Fact:
        used = self.claims[int(claim)]
        if isinstance(used.said, Growth):
            raise Failed("a lemma is a relation")
        if of is None:
            if used.result != self.goal.result or values:
                raise Failed(f"{used.id} is about another object")
            if used.on not in ("", self.goal.on):
                denies = self.document["proves"] == "its denial" and not self.goal.on
                raise (Unsupported if denies else Failed)(f"{used.id} is about {used.on}")
            where = keyed(*(Condition(each, frozenset()) for each in used.where))
            return Fact(used.said, where, used.given, lemmas=frozenset({used}), fixed=with_ends(used.symbols))
        (quantity,) = [s for s in spoken_of(used.said) if s[2] == "quantity"]
        named_symbols = {s[1]: s for s in used.symbols if s != quantity}
        if unknown := set(values or {}) - set(named_symbols):
            raise Failed(f"{used.id} has no {unknown.pop()}")
        mapping = {named_symbols[name]: value for name, value in (values or {}).items()}
        known = self.known(*by)
        self.require_defined(known, *mapping.values())
        inside = {quantity: of[1], **mapping}
        said = put_relation(used.said, inside)
        spoken = spoken_of(said).union(
            *map(free, mapping.values()), *(free(s) for s in named_symbols.values() if s not in mapping)
        )
        made = self.where()
        everywhere = self.generic(for_all, spoken.union(*map(unbound, made.values())))
        wanted = [d for s in named_symbols.values() for d in demands(s, mapping.get(s, s), mapping)]
        wanted += [put_relation(each, inside) for each in used.where]
        generic = everywhere & with_ends(spoken)
        told = ("object", of[0], used.id, (of[1], *mapping.values()), generic)
        unsaid = frozenset().union(*map(ends, named_symbols.values())) - set(named_symbols.values())
        fixed = with_ends(spoken.union(*map(unbound, made.values()), unsaid)) - everywhere
        self.met = spoken.union(free(of[1]))
        unknowns = frozenset().union(*(declared(Relation(value, "=", value)) for value in mapping.values()))
        conditions = {**self.left_open(wanted, known), **made}
        return Fact(said, conditions, self.goal.given, unknowns | {told}, frozenset({used}), fixed)

    def rule_chain(self, first: Fact, *others: Fact) -> Fact:
        found = [first.said]
        for other in others:
            pairs = [(one, two) for said in found for one in turns(said) for two in turns(other.said)]
            found = [
                Relation(one.small, joined((one.op, two.op)), two.large)
                for one, two in pairs
                if is_same(one.large, two.small)
            ]
            if not found:
                raise Unsupported(f"whether {shown(first.said)} and {shown(other.said)} meet")
        return with_conditions(self.choice(found), first, *others)

    def choice(self, found: list[Relation]) -> Fact:
        wanted = self.tables.relation(self.current["says"])
        return Fact(next((said for said in found if says(said, wanted)), found[0]), {})

    def rule_add(self, *facts: Fact) -> Fact:
        said = Relation(
            ("Add", *(f.said.small for f in facts)),
            joined(f.said.op for f in facts),
            ("Add", *(f.said.large for f in facts)),
        )
        return with_conditions(Fact(said, {}), *facts)

    def rule_times(self, fact: Fact, *by: Fact, factor: Any) -> Fact:
        said, known = fact.said, self.known(fact, *by)
        self.require_defined(known, factor)
        op = said.op
        if op == "<" and not known.above(factor, True):
            op = "<="
        if op == "<=":
            self.require(known, Relation(Fraction(0), "<=", factor))
        self.met = free(factor)
        return with_conditions(
            Fact(Relation(product_of(factor, said.small), op, product_of(factor, said.large)), {}), fact, *by
        )

    def rule_apply(self, fact: Fact, *by: Fact, formula: Any) -> Fact:
        said, known = fact.said, self.known(fact, *by)
        if HOLE not in free(formula):
            raise Failed("no hole")
        low, high = (put(formula, {HOLE: side}) for side in said[::2])
        self.met = free(formula) - {HOLE}
        if said.op == "=":
            self.require_defined(known, low, high)
            made = Relation(low, "=", high)
        else:
            way = Monotone(known, *said[::2]).direction(formula)
            made = Relation(low, "<=", high) if way > 0 else Relation(high, "<=", low)
        return with_conditions(Fact(made, {}), fact, *by)

    def rule_both(self, one: Fact, two: Fact) -> Fact:
        if not (is_same(one.said.small, two.said.large) and is_same(one.said.large, two.said.small)):
            raise Failed("they do not bound one quantity by one formula from both sides")
        return with_conditions(Fact(Relation(one.said.small, "=", one.said.large), {}), one, two)

    def rule_termwise(self, fact: Fact, *by: Fact, index: Any, first: Any, last: Any, of: str = "Sum") -> Fact:
        known = self.known(fact, *by)
        if (
            of not in ("Sum", "Product")
            or index in free(first) | free(last)
            or not all(is_whole(form_of(e)) for e in (first, last))
        ):
            raise Failed("the ends of the range")
        for each in (fact, *by):
            each.require_variable(index)
            each.require_generic({index})
        self.require_defined(known, first, last)
        self.require(known, Relation(("Add", first, Fraction(-1)), "<=", last))
        for demand in within(index, first, last):
            self.require(known, demand)
        said = fact.said
        if of == "Product" and said.op != "=":
            self.require(known, Relation(Fraction(0), "<=", said.small))
        sides = [(of, side, ("Tuple", index, first, last)) for side in said[::2]]
        self.gone = {index}
        return with_conditions(Fact(Relation(sides[0], "=" if said.op == "=" else "<=", sides[1]), {}), fact, *by)

    def rule_unfold(self, *by: Fact, formula: Any, how: str) -> Fact:
        known = self.known(*by)
        head, body, (_, index, first, last) = formula
        self.require_defined(known, formula)
        if head not in ("Sum", "Product"):
            raise Failed("no sum")
        if how == "empty":
            if not is_same(last, ("Add", first, Fraction(-1))):
                raise Failed("the range is not empty")
            return with_conditions(Fact(Relation(formula, "=", Fraction(head == "Product")), {}), *by)
        self.require(known, Relation(first, "<=", last))
        left = (("Add", first, Fraction(1)), last) if how == "first" else (first, ("Add", last, Fraction(-1)))
        term = put(body, {index: first if how == "first" else last})
        rest = (head, body, ("Tuple", index, *left))
        return with_conditions(Fact(Relation(formula, "=", ("Add" if head == "Sum" else "Mul", rest, term)), {}), *by)

    def rule_substitute(self, fact: Fact, *by: Fact, values: dict[Any, Any]) -> Fact:
        for symbol in values:
            fact.require_variable(symbol)
        known = self.known(*by)
        self.require_defined(known, *values.values())
        for each in fact.conditions.values():
            inside = frozenset().union(*(free(values[s]) for s in unbound(each) if s in values))
            tied = [s for s in each.for_all if ends(s) & (values.keys() - each.for_all)]
            if each.for_all & with_ends(inside) or tied:
                raise Failed(f"a value is bound in {shown(each.relation)}")
        wanted = [d for symbol, value in values.items() for d in demands(symbol, value, values)]
        for symbol in with_ends(fact.spoken) - values.keys():
            wanted += demands(symbol, symbol, values)
        conditions = [
            Condition(put_relation(c.relation, {s: v for s, v in values.items() if s not in c.for_all}), c.for_all)
            for c in fact.conditions.values()
        ]
        inside = frozenset().union(*map(free, values.values()))
        self.met, self.gone = inside, values.keys() - inside.union(*(each.spoken for each in by))
        made = Fact(put_relation(fact.said, values), {**keyed(*conditions), **self.left_open(wanted, known)})
        unknowns = frozenset().union(*(declared(Relation(v, "=", v)) for v in values.values()))
        return with_conditions(made._replace(premises=unknowns), *by)

    def rule_cut(self, fact: Fact, *shown_by: Fact) -> Fact:
        left = dict(fact.conditions)
        for other in shown_by:
            met = [key for key, c in left.items() if says(other.said, c.relation)]
            for key in met:
                other.require_generic(left[key].for_all)
                self.require_restated(other, left.pop(key).relation)
            left |= other.conditions
        return Fact(fact.said, left)

    def implies(self, given: Relation, wanted: Relation, held: Iterable[Relation] = ()) -> bool:
        """Whether one relation, where it and others hold, says another one, the sides of which then have values."""
        if not says(given, wanted):
            return False
        known = self.known(more=[given, *held])
        return all(map(known.is_defined, wanted[::2]))

    def require_restated(self, fact: Fact, wanted: Relation) -> None:
        """Fails unless a fact says a relation, and its sides have values too."""
        if not says(fact.said, wanted):
            raise Unsupported(f"whether {shown(fact.said)} is {shown(wanted)}")
        known = self.known(fact)
        self.require_defined(known, *(side for side in wanted[::2] if plain(side) not in map(plain, fact.said[::2])))

    def rule_cases(self, one: Fact, two: Fact) -> Fact:
        self.require_restated(two, one.said)
        for key in one.conditions.keys() - two.conditions.keys():
            for other in two.conditions.keys() - one.conditions.keys():
                this, that = one.conditions[key], two.conditions[other]
                if not this.for_all | that.for_all and are_opposite(this.relation, that.relation):
                    left = {k: c for k, c in {**one.conditions, **two.conditions}.items() if k not in (key, other)}
                    known = self.known(more=[c.relation for c in left.values() if not c.for_all])
                    self.require_defined(known, *this.relation[::2], *that.relation[::2])
                    return Fact(one.said, left)
        raise Failed("no condition of one is the complement of one of the other")

    def rule_induction(self, base: Fact, step: Fact, *, n: Any, relation: Relation, for_all: Any = ()) -> Fact:
        generic, domain = frozenset(for_all), n[4]
        least = domain.least
        if (
            not domain.integer
            or not isinstance(least, Fraction)
            or least.denominator > 1
            or domain.greatest is not None
            or domain.open
            or n in generic
        ):
            raise Failed(f"no induction on {n[1]}")
        put(relation.small, {s: s for s in (n, *generic)}), put(relation.large, {s: s for s in (n, *generic)})
        conditions = {}
        for fact, value in ((base, least), (step, ("Add", n, Fraction(1)))):
            self.require_restated(fact, put_relation(relation, {n: value}))
            left = {
                key: c
                for key, c in fact.conditions.items()
                if fact is base or not (c.for_all == generic and self.implies(relation, c.relation))
            }
            if any(unbound(c) & (generic | {n}) for c in left.values()):
                raise Failed(f"{shown(fact.said)} stands under a condition on {n[1]}")
            known = self.known(fact, more=[c.relation for c in left.values() if not c.for_all])
            self.require_defined(known, *(put(side, {n: value}) for side in relation[::2]))
            for symbol in {n, *generic}:
                fact.require_variable(symbol)
            for symbol in fact.spoken | spoken_of(relation):
                if ends(symbol) & {n, *(generic - {symbol})}:
                    raise Failed(f"what {symbol[1]} may be depends on {n[1]}")
            conditions |= left
        return Fact(relation, conditions)

    def rule_vanish(self, fact: Fact, *, h: Any) -> Fact:
        fact.require_variable(h)
        fact.require_generic({h})
        small, op, large = fact.said
        if h[4] != Domain(False, Fraction(0), True, None, False) or h in free(small) or op == "=":
            raise Failed(f"{h[1]} does not vanish")
        limit = put(large, {h: Fraction(0)})
        slope = ("Add", put(large, {h: Fraction(1)}), ("Mul", Fraction(-1), limit))
        if not is_same(large, ("Add", limit, ("Mul", slope, h))):
            raise Failed(f"{shown(large)} is no line in {h[1]}")
        self.require_defined(self.known(fact), limit)
        self.gone = {h}
        return with_conditions(Fact(Relation(small, "<=", limit), {}), fact)

    def rule_greatest(self, fact: Fact, rises: Fact, below: Fact, *, formula: Any) -> Fact:
        """T <= f(T) gives T <= the greatest whole n up to start with n <= f(n), where f rises and T <= start."""
        head, bound, n, start = formula
        number, domain = fact.said.small, n[4]
        if head != "GreatestInteger" or n in free(start) or domain != Domain(True, Fraction(1), False, None, False):
            raise Failed(f"{shown(formula)} is no greatest whole number from 1 on")
        rises.require_variable(n)
        rises.require_generic({n})
        more = ("Add", n, Fraction(1))
        self.require_restated(fact, Relation(number, "<=", put(bound, {n: number})))
        self.require_restated(below, Relation(number, "<=", start))
        self.require_restated(rises, Relation(bound, "<=", put(bound, {n: more})))
        if not is_whole(form_of(number)):
            raise Unsupported(f"whether {shown(number)} is whole")
        self.require(self.known(fact, below), Relation(Fraction(1), "<=", number))
        return with_conditions(Fact(Relation(number, "<=", formula), {}), fact, rises, below)

    def conclude(self, made: Fact) -> None:
        goal = self.goal
        self.leaves = [(self.tables.relation(leaf["relation"]), leaf["proof"]) for leaf in self.document["leaves"]]
        if isinstance(goal.said, Growth) or made.growth is not None:
            if made.growth != goal.said or not made.said.op.startswith("is " + goal.said.order):
                raise Failed("it is not the order that is claimed")
        else:
            self.require_restated(made, goal.said)
            if any(map(is_unknown, opaque(made.said.small) | opaque(made.said.large))):
                raise Failed("an unknown is left")
        self.require_values(made.spoken - goal.symbols)
        for condition in made.conditions.values():
            if condition.for_all or not any(self.implies(known, condition.relation) for known in goal.where):
                raise Failed(f"it holds only where {shown(condition.relation)}")
        if more := made.hypotheses - goal.given:
            raise Failed(f"it uses the hypothesis {more.pop()[0]}")
        told = [self.premise(each) for each in self.document["premises"]]
        if set(told) != made.premises or len(told) != len(made.premises):
            raise Failed("the premises listed are not those that the steps use")
        self.require_own_names(told)

    def require_own_names(self, told: list[Any]) -> None:
        """Fails where a premise calls another thing by a name of the claim or of a premise, or hides a part."""
        own = {symbol[1]: symbol for symbol in self.goal.symbols}
        for kind, text, *said in told:
            sides = said[0][::2] if kind == "premise" else said[1] if kind == "object" else ()
            for symbol in frozenset().union(*map(free, sides)):
                if own.setdefault(symbol[1], symbol) != symbol:
                    raise Failed(
                        f"{symbol[1]} of the premise {text!r} is not the {symbol[1]} of the claim or of another one"
                    )
            if kind != "unknown" and not text.isprintable():
                raise Failed(f"the premise {text!r} holds what does not print")

    def premise(self, written: dict[str, Any]) -> Any:
        read = self.tables.formula
        if "unknown" in written:
            (unknown,) = declared(Relation(read(written["unknown"]), "=", Fraction(0)))
            return unknown
        generic = frozenset(map(read, written["for_all"]))
        if "relation" in written:
            return "premise", written["sentence"], self.tables.relation(written["relation"]), generic
        return "object", written["sentence"], written["claim"], tuple(map(read, written["formulas"])), generic


class Monotone:
    """Which way a formula moves when its hole moves from small up to large: 1, 0 or -1."""

    def __init__(self, known: Known, small: Any, large: Any) -> None:
        self.known, self.ends = known, (small, large)

    def at(self, formula: Any, end: int) -> Any:
        return put(formula, {HOLE: self.ends[end]})

    def require(self, formula: Any, way: int, strict: bool = False) -> None:
        low = self.at(formula, 0 if way >= 0 else 1)
        if not self.known.above(low, strict):
            raise Unsupported(f"whether {shown(low)} {'>' if strict else '>='} 0")

    def direction(self, formula: Any) -> int:
        known = self.known
        if HOLE not in free(formula):
            if not known.is_defined(formula):
                raise Unsupported(f"whether {shown(formula)} has a value")
            return 0
        match formula:
            case ("symbol", *_):
                return 1
            case ("exp" | "ceiling" | "floor" | "Add" | "Max" | "Min", *parts):
                (way,) = self.ways(parts)
                return way
            case ("log", inside):
                self.require(inside, self.direction(inside), strict=True)
                return self.direction(inside)
            case ("Mul", *parts):
                moving = [part for part in parts if HOLE in free(part)]
                rest = ("Mul", *(part for part in parts if HOLE not in free(part)), Fraction(1))
                (way,) = self.ways([*moving, rest])
                for part in moving[: len(moving) > 1 and len(moving)]:
                    self.require(part, way)
                for turn in (1, -1):
                    if known.above(("Mul", Fraction(turn), rest)) or (turn > 0 and known.above(rest)):
                        return turn * way
            case ("Pow", base, exponent) if HOLE not in free(exponent):
                way = self.direction(base)
                self.direction(exponent)
                value = constant(form_of(exponent))
                if value is not None and value > 0 and value.denominator == 1 and value % 2:
                    return way
                if known.above(exponent):
                    self.require(base, way)
                    return way
                if known.above(("Mul", Fraction(-1), exponent)):
                    self.require(base, way, strict=True)
                    return -way
            case ("Pow", base, exponent) if HOLE not in free(base):
                way = self.direction(exponent)
                self.direction(base)
                if known.above(("Add", base, Fraction(-1))):
                    return way
                if known.above(base, True) and known.above(("Add", Fraction(1), ("Mul", Fraction(-1), base))):
                    return -way
            case ("Pow", base, exponent):
                if self.direction(base) == self.direction(exponent) == 1:
                    self.require(("Add", base, Fraction(-1)), 1)
                    self.require(exponent, 1)
                    return 1
            case ("binomial" | "factorial", upper, *lower):
                way = self.direction(upper)
                places = [*(self.at(upper, end) for end in (0, 1)), *lower]
                if all(is_whole(form_of(place)) for place in places) and not any(HOLE in free(part) for part in lower):
                    self.require(upper, way)
                    for part in lower:
                        self.require(part, 0)
                    return way
        raise Unsupported(f"which way {shown(formula)} moves")

    def ways(self, parts: Iterable[Any]) -> set[int]:
        found = {self.direction(part) for part in parts} - {0}
        if len(found) != 1:
            raise Unsupported("parts move against each other")
        return found


class Growth(NamedTuple):
    quantity: Any
    order: str
    expression: Any
    constants: tuple[Any, ...]
    logarithms: tuple[Any, ...]


class Claim(NamedTuple):
    result: str
    name: str
    sense: str
    said: Any
    where: tuple[Relation, ...]
    on: str
    given: frozenset[Any]

    @property
    def id(self) -> str:
        return f"{self.result}:{self.name}"

    @property
    def symbols(self) -> frozenset[Any]:
        said = self.said
        sides = said[::2] if isinstance(said, Relation) else (said.quantity, said.expression)
        return frozenset().union(*map(free, sides), *map(spoken_of, self.where))


def relation_of(formula: Any) -> Relation:
    head, one, two = formula
    op = {"Le": "<=", "Ge": "<=", "Lt": "<", "Gt": "<", "Eq": "="}[head]
    return Relation(two, op, one) if head in ("Ge", "Gt") else Relation(one, op, two)


def turns(said: Relation) -> list[Relation]:
    return [said, Relation(said.large, "=", said.small)] if said.op == "=" else [said]


def with_conditions(made: Fact, *facts: Fact) -> Fact:
    conditions = dict(made.conditions)
    for fact in facts:
        conditions |= fact.conditions
    return made._replace(conditions=conditions)


def require_untied(spoken: Iterable[Any], generic: frozenset[Any]) -> None:
    if tied := [s for s in set(spoken) - generic if ends(s) & generic]:
        raise Failed(f"what {named(tied)} may be depends on {named(generic)}")


def demands(symbol: Any, value: Any, values: dict[Any, Any]) -> list[Relation]:
    """What puts a value into the domain of a symbol, the ends of which are taken at values of others."""
    if value == symbol and not ends(symbol) & values.keys():
        return []
    domain, found = symbol[4], []
    if domain.integer and not is_whole(form_of(value)):
        raise Unsupported(f"whether {shown(value)} is whole, as {symbol[1]} is")
    if domain.least is not None:
        found.append(Relation(put(domain.least, values), "<" if domain.open else "<=", value))
    if domain.greatest is not None:
        found.append(Relation(value, "<" if domain.open_above else "<=", put(domain.greatest, values)))
    return found


def within(index: Any, first: Any, last: Any) -> list[Relation]:
    low = [d for d in demands(index, first, {index: first}) if d.large is first]
    return low + [d for d in demands(index, last, {index: last}) if d.small is last]


def declared(relation: Relation) -> frozenset[Any]:
    """For each unknown of a relation the premise that it is a number of its kind."""
    found = {part for side in relation[::2] for part in opaque(side) if is_unknown(part)}
    return frozenset(("unknown", part[1] if part[0] == "of" else part) for part in found)


def are_opposite(one: Relation, two: Relation) -> bool:
    if "=" in (one.op, two.op):
        return False
    if one.op != two.op:
        return is_same(one.small, two.large) and is_same(one.large, two.small)
    whole = all(is_whole(form_of(side)) for side in (*one[::2], *two[::2]))
    apart = ("Add", two.small, ("Mul", Fraction(-1), two.large))
    other = ("Add", one.large, Fraction(1), ("Mul", Fraction(-1), one.small))
    return whole and one.op == "<=" and is_same(apart, other)


RULES = {name[5:] for name in dir(Proof) if name.startswith("rule_")}


# Items: objects are measured again, and held against the formula of a claim at their values.

MOST_CELLS = 2000
Rays = list[tuple[tuple[int, ...], frozenset[Any]]]  # of a cone of (x, t), each with the sides that it lies on
Terms = list[tuple[tuple[int, ...], Fraction]]  # of a polynomial: exponents and a coefficient
SERIES = {"Sum": "Add", "Product": "Mul", "Least": "Min"}


def valued(f: Any, at: dict[Any, Any]) -> Span:
    """Where the value of a formula lies, for spans of its symbols and lists of values of its functions."""
    if isinstance(f, Fraction) or f in at:
        return at[f] if f in at else Span(f, f)
    head, *parts = f
    if head == "of" and parts[0] in at:
        place = whole_of(valued(parts[1], at))
        if not 1 <= place <= len(at[parts[0]]):
            raise Failed(f"{parts[0][0]} has no value at {place}")
        return Span(*[Fraction(at[parts[0]][place - 1])] * 2)
    if head == "Piecewise":
        for _, value, condition in parts:
            if is_true(condition, at):
                return valued(value, at)
    if head in SERIES and len(parts) == 2 and len(parts[1]) == 4:
        _, index, *ends = parts[1]
        first, last = (whole_of(valued(end, at)) for end in ends)
        if not -1 <= last - first < 10**5:
            raise Unsupported(f"a {head} of {last - first + 1} terms")
        neutral = {"Sum": [Span(Q0, Q0)], "Product": [Span(Q1, Q1)]}.get(head, [])
        spans = [
            *neutral,
            *(valued(parts[0], {**at, index: Span(n, n)}) for n in map(Fraction, range(first, last + 1))),
        ]
        head = SERIES[head]
    elif head in ("symbol", "of", "Piecewise", "PathSum", "GreatestInteger", "Integral", "Derivative", *SERIES):
        raise Unsupported(f"values of {parts[0] if head == 'symbol' else head}")
    else:
        spans = [valued(part, at) for part in parts]
    if head in ("factorial", "binomial") and all(span.low == span.high for span in spans):
        n, k = Fraction(whole_of(spans[0])), whole_of(spans[-1])
        value = Fraction(factorial(k)) if head == "factorial" else prod(((n - i) / (i + 1) for i in range(k)), start=Q1)
        return Span(*[value if k >= 0 else Q0] * 2)
    parts = [each.low if each.low == each.high else fresh(each, str(n)) for n, each in enumerate(spans)]
    return span(in_few_heads((head, *parts)))


def whole_of(span: Span) -> int:
    if span.low != span.high or span.low.denominator > 1:
        raise Unsupported("an index that is not known to be a whole number")
    return int(span.low)


def is_true(condition: Any, at: dict[Any, Any]) -> bool:
    head, *parts = condition
    if head in ("And", "Or", "true", "false"):
        return (all if head in ("And", "true") else any)(is_true(part, at) for part in parts)
    one, two = (valued(part, at) for part in (reversed(parts) if head in ("Ge", "Gt") else parts))
    return compared({"Ge": "Le", "Gt": "Lt"}.get(head, head), one, two)


def compared(head: str, one: Span, two: Span) -> bool:
    """Whether one = two, one <= two or one < two, where that is decided by the ends."""
    if one.high < two.low or two.high < one.low:
        return head == "Ne" or (head != "Eq" and one.high < two.low)
    if one[:2] == two[:2] and one.low == one.high:
        return head in ("Eq", "Le")
    if (head == "Le" and one.high == two.low) or (head == "Lt" and one.low == two.high):
        return head == "Le"
    raise Unsupported("what lies between numbers that are too close, or open to one side")


def parsed(data: Any) -> Any:
    """Data with texts read as rational numbers, but for the way of measuring and the formula of a target."""
    if isinstance(data, dict):
        return data if "formula" in data else {key: each if key == "by" else parsed(each) for key, each in data.items()}
    return Fraction(data) if isinstance(data, str) else list(map(parsed, data)) if isinstance(data, list) else data


def dot(one: Sequence[Any], two: Sequence[Any]) -> Any:
    return sum((a * b for a, b in zip(one, two, strict=True)), Q0)


def whole_ray(entries: Sequence[Fraction]) -> tuple[int, ...]:
    """A positive multiple with whole entries that have no common factor."""
    scale = math.lcm(*(entry.denominator for entry in entries))
    common = gcd(*(int(entry * scale) for entry in entries)) or 1
    return tuple(int(entry * scale) // common for entry in entries)


def cut(rays: Rays, form: Sequence[Fraction]) -> list[Rays | None]:
    """The parts of a cone where a linear form is positive, and where it is negative or zero throughout."""
    entries = whole_ray(form)
    held = [(ray, sides, sum(map(int.__mul__, entries, ray))) for ray, sides in rays]
    above, below = ([each for each in held if each[2] * way > 0] for way in (1, -1))
    if not above or not below:
        return [rays if above else None, None if above else rays]
    side = object()
    new: Rays = [(ray, sides | {side}) for ray, sides, value in held if not value]
    for (one, on_one, v), (two, on_two, w) in itertools.product(above, below):
        common = on_one & on_two  # two rays span an edge where no third one lies on all sides that they share
        if len(common) >= len(one) - 2 and sum(common <= sides for _, sides in rays) == 2:
            new.append((whole_ray([Fraction(v * b - w * a) for a, b in zip(one, two, strict=True)]), common | {side}))
    return [[*((ray, sides) for ray, sides, _ in part), *new] for part in (above, below)]


def cells(steps: Sequence[Any], maps: Any, rays: Rays) -> Iterator[tuple[tuple[Any, ...], Any, Rays]]:
    """The cells of a network in a cone: patterns of units and experts, each with its map and its rays.

    Cells of different patterns are disjoint, and together they fill the cone, since each step cuts the cells before it.
    """
    if not steps:
        yield (), maps, rays
        return
    step, *rest = steps
    size = len(rays[0][0])
    forms = [*maps, (*[Q0] * (size - 1), Q1)]
    rows = step.get("affine", step.get("scores", ()))
    made = tuple(tuple(dot(row, [form[i] for form in forms]) for i in range(size)) for row in rows)
    found: list[Any] = [((), made, rays, [])]
    if "slopes" in step:
        found = [((), (), rays, [])]
        for form, slope in zip(maps, step["slopes"], strict=True):
            ways = ((True, form), (False, tuple(slope * entry for entry in form)))
            found = [
                ((*pattern, on), (*before, way), part, [])
                for pattern, before, whole, _ in found
                for (on, way), part in zip(ways, [whole] if slope == 1 else cut(whole, form), strict=False)
                if part
            ]
    elif "scores" in step:
        found, every = [], set(range(len(rows)))
        if not 1 <= step["top"] <= len(rows) or (step["top"] > 1 and "experts" in step):
            raise Failed("a gate chooses one of its experts, or several of experts that are not given")
        for chosen in itertools.combinations(sorted(every), step["top"]):
            part: Rays | None = rays
            for i, j in itertools.product(chosen, every - set(chosen)):  # of equal scores the first is the larger one
                form = tuple(a - b for a, b in zip(made[i], made[j], strict=True))
                part = part and (cut(part, form)[0] if any(form) else part if i < j else None)
            if part:
                found.append((chosen, maps, part, step["experts"][chosen[0]] if "experts" in step else []))
    for pattern, made, part, inner in found:
        for more, last, cell in cells([*inner, *rest], made, part):
            yield (*pattern, *more), last, cell


def cones(box: Any, size: int) -> list[Rays]:
    """Cones of (x, t) that fill a box, given by the ends of its axes, or all of space."""
    if box is not None:
        if any(low >= high for low, high in box):
            raise Failed("a box without inside")
        corners = list(itertools.product(*map(enumerate, box)))
        return [[(whole_ray([*(x for _, x in c), Q1]), frozenset(enumerate(end for end, _ in c))) for c in corners]]
    ways = [*(tuple(int(i == j) for j in range(size + 1)) for i in range(size)), (*[-1] * size, 0), (*[0] * size, 1)]
    kept = [[way for place, way in enumerate(ways) if place != left_out] for left_out in range(size + 1)]
    return [[(ray, frozenset(range(size + 1)) - {place}) for place, ray in enumerate(rays)] for rays in kept]


def counted(data: dict[str, Any], tables: Tables) -> Span:
    """Patterns, maps or bounded patterns of a network; or how far two networks are apart at corners of their cells."""
    size = data["inputs"]
    start = tuple(tuple(Fraction(i == j) for j in range(size + 1)) for i in range(size))
    found = [cell for rays in cones(data["domain"], size) for cell in cells(data["steps"], start, rays)]
    if data["by"] == "distance":
        pairs = ((one, *cell[1:]) for _, one, part in found for cell in cells(data["other"], start, part))
        forms = ((a, b, rays) for one, two, rays in pairs for a, b in zip(one, two, strict=True))
        far = max(abs(dot(a, ray) - dot(b, ray)) / ray[-1] for a, b, rays in forms for ray, _ in rays)
        return Span(far, far)
    is_open = data["by"] == "bounded patterns"
    left_out = {pattern for pattern, _, rays in found if is_open and not all(ray[-1] for ray, _ in rays)}
    return Span(*[Fraction(len({cell[data["by"] == "maps"] for cell in found} - left_out))] * 2)


def evaluated(steps: Sequence[Any], point: Any) -> Any:
    """The outputs of a network at a point; ties of a gate go to the first expert."""
    for step in steps:
        values = [dot(row, (*point, Q1)) for row in step.get("affine", step.get("scores", ()))]
        if "parts" in step:
            values = [sum(column) for column in zip(*(evaluated(part, point) for part in step["parts"]), strict=True)]
        elif "slopes" in step:
            values = [x if x > 0 else slope * x for x, slope in zip(point, step["slopes"], strict=True)]
        elif "scores" in step:
            values = evaluated(step["experts"][values.index(max(values))], point)
        point = values
    return point


def off_at(data: dict[str, Any], tables: Tables) -> Span:
    """How far a target is from a network at a point, less what node values are rounded by: no more than anywhere."""
    point, target = data["point"], data["target"]
    ours = evaluated(data["steps"], point)
    if not all(low <= x <= high for x, (low, high) in zip(point, data["domain"], strict=True)):
        raise Failed("the point is not in the box")
    if isinstance(target, list):
        far = max(abs(a - b) for a, b in zip(evaluated(target, point), ours, strict=True))
    else:
        at = {tables.formula(x): Span(value, value) for x, value in zip(target["of"], point, strict=True)}
        far = valued(("Abs", ("Add", tables.formula(target["formula"]), -ours[0])), at).low
    return Span(far - abs(data["rounding"]), INF)


def shattered(data: dict[str, Any], tables: Tables) -> Span:
    """Points in groups: a gate sends each to the expert of its group alone, which has a member for every labelling."""
    groups = data["groups"]
    for place, (group, members) in enumerate(zip(groups, data["members"], strict=True)):
        for point in group:
            scores = evaluated([{"affine": data["gate"]}], point)
            if scores.count(max(scores)) > 1 or scores[place] < max(scores):
                raise Failed("a point is not served by the expert of its group alone")
        for labels, member in zip(itertools.product((-1, 1), repeat=len(group)), members, strict=True):
            if any(evaluated(member, point)[0] * label <= 0 for point, label in zip(group, labels, strict=True)):
                raise Failed("a member has not its labels")
    units = data["units on a line"]  # E intervals, on each of which an expert of W units changes its sign W + 1 times
    on_line = units is not None and all(len(point) == 1 for group in groups for point in group)
    return Span(Fraction(sum(map(len, groups))), Fraction(len(groups) * (units + 2)) if on_line else INF)


def times_terms(one: Terms, two: Terms) -> Terms:
    return [(tuple(map(int.__add__, ks, others)), c * d) for ks, c in one for others, d in two]


def integral(terms: Terms, box: Any) -> Fraction:
    sizes = (
        prod((b ** (k + 1) - a ** (k + 1)) / (k + 1) for k, (a, b) in zip(ks, box, strict=True)) for ks, _ in terms
    )
    return sum((c * size for (_, c), size in zip(terms, sizes, strict=True)), Q0)


def excess(data: dict[str, Any], tables: Tables) -> Span:
    """The integral of (f - c)^2 p, c the mean of f on a cell or given; less the sum of |grad f|^2 tr S if asked."""
    pieces, total, mass = [], Q0, Q0
    for box, f, p in data["pieces"]:
        pieces.append((box, (p, times_terms(f, p), times_terms(f, times_terms(f, p)))))
    every = list(itertools.product(*map(itertools.pairwise, data["axes"])))
    for cell, c in zip(every, data["constants"] or [None] * len(every), strict=True):
        moments = [Q0] * 3
        for box, parts in pieces:
            inside = [(max(a, x), min(b, y)) for (a, b), (x, y) in zip(cell, box, strict=True)]
            if all(a < b for a, b in inside):
                moments = [old + integral(part, inside) for old, part in zip(moments, parts, strict=True)]
        m, first, second = moments
        mean = c if c is not None else first / m if m else Q0
        total, mass = total + second - 2 * mean * first + mean**2 * m, mass + m
        if data["by"] == "excess over the published sum":
            middle, spread = [(a + b) / 2 for a, b in cell], sum((b - a) ** 2 for a, b in cell) / 12
            for axis in range(len(cell)):
                slope = [(*ks[:axis], ks[axis] - 1, *ks[axis + 1 :], ks[axis] * c) for ks, c in data["pieces"][0][1]]
                total -= m * spread * sum(c * prod(map(pow, middle, ks)) for *ks, c in slope if c) ** 2
    if mass != 1:
        raise Failed("the cells do not hold all of the inputs")
    return Span(total, total)


def packing(data: dict[str, Any], tables: Tables) -> Span:
    """Members at pairwise distances above twice a radius: so many balls or more, for copies a power, cover them."""
    for one, two in itertools.combinations(data["members"], 2):
        apart = counted({**data, "by": "distance", "steps": one, "other": two}, tables)
        if apart.low <= 2 * data["radius"]:
            raise Failed("two members are too close")
    if data["radius"] <= 0 or data["copies"] < 1:
        raise Failed("a radius is positive, and so are copies")
    count = Fraction(len(data["members"]) ** int(data["copies"]))
    return Span(count if data["by"] == "packing" else log_of(count, False), INF)


MEASURES: dict[str, Any] = {
    **dict.fromkeys(("patterns", "bounded patterns", "maps", "distance"), counted), "distance at a point": off_at,
    "packing": packing, "logarithm of a packing": packing, "shattered": shattered,
    "excess": excess, "excess over the published sum": excess,
}  # fmt: skip


def check_item(document: dict[str, Any], entry: dict[str, Any]) -> None:
    """That all objects of an item that is CERTIFIED meet its relation, or that of one that is REFUTED breaks it."""
    tables, said = Tables(document), document["item"]
    if [said["verdict"], said["kind"]] != [entry["verdict"], entry["kind"]] or not said["instances"]:
        raise Failed("it has no instance, or is of another kind or verdict than the index says")
    sense = {"<=": "Le", ">=": "Le", "=": "Eq"}[said["sense"]]
    holds = {"CERTIFIED": True, "REFUTED": False}[said["verdict"]]
    taken = [each for each in said["instances"] if not is_measured_again(each["measured"]["by"], each["value"][0])]
    if len(said["instances"]) != said["count"]:
        raise Failed("there are not as many instances as it says")
    for instance in said["instances"]:
        at: dict[Any, Any] = {
            tables.formula(symbol): Span(*[Fraction(value)] * 2) for symbol, value in instance["symbols"]
        }
        for symbol, span in at.items():
            ends = symbol[4]
            met = ends.least is None or compared("Lt" if ends.open else "Le", valued(ends.least, at), span)
            met &= ends.greatest is None or compared("Lt" if ends.open_above else "Le", span, valued(ends.greatest, at))
            if not met or (ends.integer and span.low.denominator > 1):
                raise Failed(f"{symbol[1]} is out of its domain")
        for place, values in instance["functions"]:
            at[tables.functions[require_place(place, tables.functions)]] = values
        if not all(is_true(tables.formula(condition), at) for condition in said["where"]):
            raise Failed("a condition of the claim is not met")
        low, high = (None if end is None else Fraction(end) for end in instance["value"])
        told, data = Span(-INF if low is None else low, INF if high is None else high), parsed(instance["measured"])
        found = told if taken else MEASURES[data["by"]](data, tables)
        if found.low > found.high or found.high < told.low or told.high < found.low:
            raise Failed(f"an object has {found.low}, not what it says")
        claimed = valued(tables.formula(said["bound"]), at)
        sides = (claimed, found) if said["sense"] == ">=" else (found, claimed)
        if compared("Eq" if holds and said["kind"] == "attained" else sense, *sides) != holds:
            raise Failed(f"the relation is {not holds} at an instance")
    if taken:
        raise Unsupported("a value is taken from its measurement, or counts too many cells")


def is_measured_again(by: str, least: str | None) -> bool:
    return by in MEASURES and not (MEASURES[by] is counted and Fraction(least or 0) > MOST_CELLS)


# Certificates: one file a claim, an index with a digest of each.


class Shown(NamedTuple):
    """What a proof shows: the claim, or its denial, on what the last step stands on."""

    claim: Claim
    fact: Fact
    denies: bool


def shown_by(content: bytes, entry: dict[str, Any]) -> Shown | None:
    """What one certificate shows, None for an item of evidence. Lemmas are looked for in ``verify``."""
    if hashlib.sha256(content).hexdigest() != entry["digest"]:
        raise Failed("it is not the file that the index names by its digest")
    document = json.loads(content)
    if document["schema"] != SCHEMA:
        raise Unsupported(f"the schema {document['schema']!r}")
    if (document["claim"], document["evidence"]) != (entry["claim"], entry["evidence"]):
        raise Failed(f"it is about {document['claim']}, {document['evidence']}")
    _deadline[0] = time.process_time() + SECONDS_FOR_ONE
    if "item" in document:
        check_item(document, entry)
        return None
    proof = Proof(document)
    if proof.goal.id != entry["claim"]:
        raise Failed(f"it is about {proof.goal.id}")
    fact = proof.checked()
    denies = fact.said.op.startswith("is not")
    verdict = "REFUTED" if denies else "DERIVED" if fact.premises else "CERTIFIED"
    if verdict != entry["verdict"]:
        raise Failed(f"it is {verdict}, not {entry['verdict']}")
    return Shown(proof.goal, fact, denies)


def verify(folder: Path) -> list[dict[str, Any]]:
    """What comes of every certificate that the index of a folder names."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    if index["schema"] != INDEX:
        raise ValueError(f"the schema {index['schema']!r} is not {INDEX}")
    told = started = time.monotonic()
    shows: dict[int, Shown] = {}
    found: list[dict[str, Any]] = []
    for place, entry in enumerate(index["certificates"]):
        about = {name: str(entry.get(name)) for name in ("file", "claim", "evidence", "kind", "verdict")}
        try:
            shown_here = shown_by((folder / about["file"]).read_bytes(), entry)
            found.append({**about, "result": "verified"})
            if shown_here is not None:
                shows[place] = shown_here
                said = shown_here.claim.said
                trusted = [shown(told_of(each)) for each in sorted(shown_here.fact.premises, key=str)]
                found[-1] |= {
                    "statement": shown(said) if isinstance(said, Relation) else "an order",
                    "premises": trusted,
                }
        except Unsupported as error:
            found.append({**about, "result": "unsupported", "reason": str(error)})
        except Failed as error:
            found.append({**about, "result": "failed", "reason": str(error)})
        except (OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
            found.append({**about, "result": "failed", "reason": f"it is no certificate: {error!r:.200}"})
        if time.monotonic() - told > 2:
            told = time.monotonic()
            print(f"{place + 1} of {len(index['certificates'])}, {told - started:.0f} s", file=sys.stderr)
    for place, result in unfounded(shows).items():
        found[place] |= result
    for entry in index["left out"]:
        found.append({**entry, "result": "unsupported", "reason": f"left out: {entry['left out']}"})
    return found


def told_of(premise: Any) -> Any:
    """The part of a premise that is shown."""
    return premise[2] if premise[0] == "premise" else ("symbol", f"{premise[0]}: {premise[1][0] or premise[1][1]}")


def unfounded(shows: dict[int, Shown]) -> dict[int, dict[str, Any]]:
    """The proofs that use a claim which no other one shows before, or which says something else."""
    sound: set[int] = set()
    claims: set[Claim] = set()
    while more := {place for place, each in shows.items() if place not in sound and each.fact.lemmas <= claims}:
        sound |= more
        claims |= {shows[place].claim for place in more if not shows[place].denies}
    found = {}
    known = {each.claim.id: each.claim for each in shows.values()}
    for place in shows.keys() - sound:
        missing = sorted(used.id for used in shows[place].fact.lemmas - claims)
        other = [used.id for used in shows[place].fact.lemmas if known.get(used.id, used) != used]
        result = "failed" if other else "unsupported"
        found[place] = {"result": result, "reason": f"it uses {', '.join(missing)}, which is not verified before it"}
    return found


def headlines(found: list[dict[str, Any]]) -> dict[str, int]:
    """Of how many claims a proof or a refutation stands in the folder, and of how many one is verified."""
    deciding = [
        each
        for each in found
        if each["kind"] in ("proof", "refuted_by")
        or (each["verdict"] == "REFUTED" and each["kind"] not in ("fails_without", "too_strong", "too_small"))
    ]
    verified = {each["claim"] for each in deciding if each["result"] == "verified"}
    return {"of": len({each["claim"] for each in deciding}), "verified": len(verified)}


def main(arguments: list[str] | None = None) -> int:
    """0: nothing failed; 1: something did; 2: no index of certificates; 3: nothing there."""
    parser = argparse.ArgumentParser(prog="boundkit-verify", description="Check certificates of boundkit again.")
    parser.add_argument("folder", type=Path, help="what boundkit check -o wrote, or its folder certificates")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    sys.setrecursionlimit(20000)
    folder = given.folder / "certificates" if (given.folder / "certificates").is_dir() else given.folder
    if not (folder / "index.json").is_file():
        print(f"{given.folder} holds no certificates; boundkit check -o DIR writes them", file=sys.stderr)
        return 3
    try:
        found = verify(folder)
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        print(f"{folder / 'index.json'} is no index of certificates: {error!r:.200}", file=sys.stderr)
        return 2
    words = [each["result"] for each in found]
    counts = {word: words.count(word) for word in ("verified", "failed", "unsupported")}
    claims = headlines(found)
    if given.json:
        print(json.dumps({**counts, "headlines": claims, "certificates": found}, indent=1))
    else:
        for each in found:
            if each["result"] != "verified":
                print(f"{each['claim']}  {each['evidence']}  {each['result']}: {each['reason']}")
        print(", ".join(f"{count} {word}" for word, count in counts.items()), end="; ")
        print(f"of {claims['of']} claims that a proof or a refutation decides, {claims['verified']} are verified")
    return 3 if not found else 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
