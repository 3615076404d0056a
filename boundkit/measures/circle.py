"""Programs on the unit circle: where they are affine along it, and how far they are from a target, certified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpz

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnsupportedError
from boundkit.measures.largest import Bounds, Largest, largest
from boundkit.measures.mesh import Piece
from boundkit.measures.supnorm import best_seen, largest_size
from boundkit.measures.targets import PRECISION, ball, jet
from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier
from boundkit.regions.limit import Limit

_TOLERANCE = fmpq(1, 1000)
NARROW = fmpq(1, fmpz(1) << 60)
TURN = fmpq(62831853072, 10**10)  # a little more than 2 pi
Arc = tuple[fmpq, fmpq]


def circle_error(
    target: sympy.Lambda, program: PiecewiseAffine, *, tolerance: Any = _TOLERANCE, budget: float | None = None
) -> Largest:
    """The supremum of |target - program| on the unit circle, with the angle of a point for it as its ``place``.

    Both are functions of the plane, the target a formula. Where a gate changes its expert both experts count. The
    relative width is at most ``tolerance`` unless bisections or ``budget`` seconds do not suffice. Raises ShapeError
    unless the program has two inputs and one output, UnsupportedError for gates other than linear top-1 gates.

    >>> x, y = sympy.symbols("x y")
    >>> from boundkit.networks import ReLUNetwork
    >>> print(circle_error(sympy.Lambda((x, y), x), ReLUNetwork.affine([[0, 0]], [0])).enclosure.shown(3))
    [1, 1.01]
    """
    if (program.inputs, program.outputs, len(target.signature)) != (2, 1, 2):
        raise ShapeError(
            f"on a circle a program and a target have two inputs and one output; the program has {program.inputs} and "
            f"{program.outputs}, the target {len(target.signature)} variables"
        )
    angle = sympy.Dummy("angle", real=True)
    along = jet(sympy.Lambda(angle, target(sympy.cos(angle), sympy.sin(angle))))
    parts = (Piece(((a,), (b,)), affine) for (a, b), affine in affine_arcs(program))
    return largest(parts, lambda part: _bounds(along, part), rational(tolerance), Limit(budget))


def affine_arcs(program: PiecewiseAffine) -> Iterator[tuple[Arc, Affine]]:
    """Arcs (in angles) that cover the circle, and an affine map of the plane that the program is there.

    Between two arcs lies one of less than 2^-60, which is listed with every map that the program may have there.
    """
    return _continued(program.steps, identity(2), (fmpq(0), TURN))


def _continued(steps: Sequence[Any], state: Affine, arc: Arc) -> Iterator[tuple[Arc, Affine]]:
    for position, step in enumerate(steps):
        if isinstance(step, Affine):
            state = step.after(state)
        else:
            choices = _rectified if isinstance(step, Rectifier) else _routed
            for part, after, rest in choices(step, state, arc):
                yield from _continued((*rest, *steps[position + 1 :]), after, part)
            return
    yield arc, state


def _rectified(step: Rectifier, state: Affine, arc: Arc) -> Iterator[tuple[Arc, Affine, tuple[Any, ...]]]:
    numbers: dict[Row, int] = {}
    places = []
    for unit in step.kinks:
        row, upright = _line(_row(state, unit))
        places.append((unit, numbers.setdefault(row, len(numbers)), upright))
    rows = list(numbers)
    for part in _cut(arc, rows):
        for above in product(*_signs(rows, part)):
            factors = [fmpq(1)] * step.inputs
            for unit, place, upright in places:
                if above[place] != upright:
                    factors[unit] = step.slopes[unit]
            yield part, state.scaled(factors), ()


def _routed(step: MixtureLayer, state: Affine, arc: Arc) -> Iterator[tuple[Arc, Affine, tuple[Any, ...]]]:
    if not isinstance(step.gate, LinearGate) or step.gate.top != 1:
        raise UnsupportedError("on a circle a gate must be linear and choose one expert")
    scores = step.gate.scores.after(state)
    rows = [_row(scores, expert) for expert in range(scores.outputs)]
    later = {(i, j): _difference(rows[j], rows[i]) for i, j in combinations(range(len(rows)), 2)}
    for part in _cut(arc, list(later.values())):
        ahead = dict(zip(later, _signs(list(later.values()), part), strict=True))
        for expert in range(len(rows)):
            if all(False in ahead[expert, j] for j in range(expert + 1, len(rows))) and all(
                True in ahead[i, expert] for i in range(expert)
            ):
                yield part, state, step.serving((expert,)).steps


# functions a cos + b sin + c of the angle -------------------------------------------------------------------------

Row = tuple[fmpq, fmpq, fmpq]


def _row(state: Affine, index: int) -> Row:
    return state.weight[index, 0], state.weight[index, 1], state.bias[index, 0]


def _line(row: Row) -> tuple[Row, bool]:
    """One function for all with the same zeros, and whether this one has its sign."""
    lead = next((entry for entry in row if entry != 0), None)
    if lead is None:
        return row, True
    a, b, c = (entry / lead for entry in row)
    return (a, b, c), lead > 0


def _difference(first: Row, second: Row) -> Row:
    a, b, c = (p - q for p, q in zip(first, second, strict=True))
    return a, b, c


def _zeros(row: Row) -> Iterator[tuple[fmpq, fmpq]]:
    """Where the function changes its sign between 0 and a little more than 2 pi, in narrow intervals of angles."""
    a, b, c = row
    if a * a + b * b <= c * c:
        return
    level = arb(-c) / arb(a * a + b * b).sqrt()
    if not abs(level) < 1:  # the function all but touches 0
        with ctx.workprec(2 * ctx.prec):
            yield from _zeros(row)
        return
    peak, reach = arb.atan2(arb(b), arb(a)), level.acos()
    for root in (peak - reach, peak + reach):
        for turns in (-1, 0, 1):
            place = root + 2 * turns * arb.pi()
            yield place.lower().fmpq(), place.upper().fmpq()


def _cut(arc: Arc, rows: Sequence[Row]) -> list[Arc]:
    """The arc cut at the changes of sign, which are narrow arcs themselves; a narrow arc stays whole."""
    start, end = arc
    if end - start < NARROW:
        return [arc]
    with ctx.workprec(2 * PRECISION):
        zeros = sorted({zero for row in rows for zero in _zeros(row) if zero[1] > start and zero[0] < end})
    parts = []
    for low, high in zeros:
        if low > start:
            parts.append((start, low))
        if high > start:
            parts.append((max(low, start), min(high, end)))
            start = high
    return parts if start >= end else [*parts, (start, end)]


def _signs(rows: Sequence[Row], arc: Arc) -> list[tuple[bool, ...]]:
    """Whether functions are positive on the arc: one answer, or both where one changes; a zero is not positive."""
    start, end = arc
    with ctx.workprec(2 * PRECISION):
        whole = arb(start).union(arb(end)) if end - start < NARROW else arb((start + end) / 2)
        cos, sin = whole.cos(), whole.sin()
        return [_sign(row, cos, sin) for row in rows]


def _sign(row: Row, cos: arb, sin: arb) -> tuple[bool, ...]:
    a, b, c = row
    if a == b == 0 or a * a + b * b <= c * c:
        return (c > 0,)
    value = arb(a) * cos + arb(b) * sin + arb(c)
    return (True,) if value > 0 else (False,) if value < 0 else (True, False)


def _bounds(along: Any, part: Piece) -> Bounds:
    """By a Taylor enclosure of second order of target - program in the angle; a narrow arc counts from above only."""
    (start,), (end,) = part.vertices
    (a, b), (c,) = part.affine.weight.entries(), part.affine.bias.entries()
    with ctx.workprec(PRECISION):
        middle, half = (start + end) / 2, arb((end - start) / 2)

        def off(angle: arb | fmpq, order: int) -> arb:
            t = arb(angle)
            wave = (arb(a) * t.cos() + arb(b) * t.sin(), arb(b) * t.cos() - arb(a) * t.sin())[order % 2]
            own = (along.value, along.gradient[0], along.hessian[0][2])[order]([t])
            return ball(own) + wave if order == 2 else ball(own) - wave - (arb(c) if order == 0 else 0)

        at = {place: off(place, 0) for place in (middle, start, end)}
        whole = arb(start).union(arb(end))
        bend = arb(0).union(off(whole, 2) * half**2 / 2)
        high = largest_size([at[middle] + sign * half * off(middle, 1) + bend for sign in (-1, 1)])
        if end - start < NARROW:
            return Bounds(fmpq(0), None, high)
        low, found = best_seen((value, (place,)) for place, value in at.items())
        return Bounds(low, found, high)
