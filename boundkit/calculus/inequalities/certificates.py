"""Exact certificates that a form is not negative, and goals that they are about.

A goal is a homogeneous polynomial with rational coefficients that is not to be negative where some of its variables are
not negative. A certificate is an identity with it on one side and, on the other, what is plainly not negative;
``holds`` multiplies it out again, in rational arithmetic, and believes nothing that the search for it found.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

Exponents = tuple[int, ...]
Order = tuple[Exponents, Exponents]
"""A sign, 1 or -1, of every variable, and the places of the variables, the greatest first."""


@dataclass(frozen=True)
class PolynomialGoal:
    """A homogeneous form that is not to be negative, or to be positive when ``strict``.

    ``signed`` says of each variable whether it takes no negative value, ``positive`` whether it is not 0 either.
    """

    form: fmpq_mpoly
    signed: tuple[bool, ...]
    positive: tuple[bool, ...]
    strict: bool = False

    def orders(self) -> Iterator[Order]:
        """All signs of the variables with all orders of their absolute values; every point has one of them."""
        choices = [(1,) if signed else (1, -1) for signed in self.signed]
        for signs in product(*choices):
            for order in permutations(range(len(choices))):
                yield signs, order

    def scaled(self, scale: tuple[fmpq, ...]) -> fmpq_mpoly:
        """The form with each variable times a positive number."""
        context = self.form.context()
        return self.form.compose(*(s * v for s, v in zip(scale, context.gens(), strict=True)), ctx=context)


@dataclass(frozen=True)
class Ordered:
    """For every order x >= y >= z of the variables, the form by powers of x - y, y - z and z.

    ``scale`` multiplies the variables before they are ordered; ``terms`` holds, for each order, the coefficients by the
    exponents of the differences, and of the least variable last.
    """

    scale: tuple[fmpq, ...]
    terms: Mapping[Order, Mapping[Exponents, fmpq]]

    def holds(self, goal: PolynomialGoal) -> bool:
        """Whether multiplying out proves the goal; a strict one takes a power of a positive least variable."""
        form = goal.scaled(self.scale)
        context = form.context()
        if not all(number > 0 for number in self.scale) or (goal.strict and not all(goal.positive)):
            return False
        for order in goal.orders():
            terms = self.terms.get(order, {})
            least = (*(0,) * (len(goal.signed) - 1), form.total_degree())
            expanded = context.from_dict(dict(terms)).compose(*differences(context.gens(), order), ctx=context)
            if expanded != form or any(c < 0 for c in terms.values()) or (goal.strict and not terms.get(least, 0) > 0):
                return False
        return True


@dataclass(frozen=True)
class Square:
    """``number`` times a product of variables that are not negative, ``weight``, times the square of ``base``."""

    number: fmpq
    weight: fmpq_mpoly
    base: fmpq_mpoly

    def __str__(self) -> str:
        return f"({self.number})*({self.weight})*({self.base})^2"


@dataclass(frozen=True)
class Squares:
    """The form times ``multiplier`` as a sum of squares, weighted by variables that are not negative."""

    multiplier: fmpq_mpoly
    squares: tuple[Square, ...]

    def holds(self, goal: PolynomialGoal) -> bool:
        """Whether multiplying out proves the goal; a strict one takes a square of a product of positive variables."""
        signed = all(is_signed(part, goal.signed) for part in (self.multiplier, *(s.weight for s in self.squares)))
        if not signed or self.multiplier == 0 or any(square.number < 0 for square in self.squares):
            return False
        if goal.strict and not any(is_positive(s.weight * s.base, goal) for s in self.squares if s.number > 0):
            return False
        total = sum((s.number * s.weight * s.base**2 for s in self.squares), start=0 * goal.form)
        return bool(total == self.multiplier * goal.form)


Certificate = Ordered | Squares


def differences(variables: tuple[fmpq_mpoly, ...], order: Order) -> list[fmpq_mpoly]:
    """x - y, y - z and z for the order x, y, z of the variables with their signs; none is negative in that order."""
    signs, places = order
    values = [signs[place] * variables[place] for place in places]
    return [*(values[i] - values[i + 1] for i in range(len(values) - 1)), values[-1]]


def is_signed(form: fmpq_mpoly, signed: tuple[bool, ...]) -> bool:
    """Whether every term has a coefficient above 0 and even powers of all variables that take both signs."""
    return all(
        number > 0 and all(one_sign or power % 2 == 0 for power, one_sign in zip(powers, signed, strict=True))
        for powers, number in form.to_dict().items()
    )


def is_positive(form: fmpq_mpoly, goal: PolynomialGoal) -> bool:
    """Whether a form is one product of positive variables, times a number that is not 0."""
    terms = list(form.to_dict())
    return len(terms) == 1 and all(p or not power for power, p in zip(terms[0], goal.positive, strict=True))


def _read_back(names: tuple[str, ...], terms: dict[Exponents, fmpq]) -> fmpq_mpoly:
    return fmpq_mpoly_ctx.get(names, Ordering.degrevlex).from_dict(terms)


copyreg.pickle(fmpq_mpoly, lambda form: (_read_back, (form.context().names(), form.to_dict())))
