"""Solutions of equations in closed form, by sympy, each held against a certified enclosure before it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import BoundkitError
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.smooth import is_smooth

_PRECISION = 256
_MOST_OCCURRENCES = 3
_MOST_OPERATIONS = 40
_LONGEST_NUMBER = 256  # bits
_HIGHEST_DEGREE = 4


def closed_forms(difference: sympy.Expr, symbol: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Formulas that sympy finds for the zeros of a short analytic formula, unverified; none where it is not short.

    >>> x = sympy.Symbol("x", positive=True)
    >>> list(closed_forms(x * sympy.log(x) - 7, x))
    [exp(LambertW(7))]
    """
    occurrences = sum(node == symbol for node in sympy.preorder_traversal(difference))
    if not is_smooth(difference) or occurrences > _MOST_OCCURRENCES or difference.count_ops() > _MOST_OPERATIONS:
        return
    if any(n.p.bit_length() + n.q.bit_length() > _LONGEST_NUMBER for n in difference.atoms(sympy.Rational)):
        return
    if any(_is_steep(power, symbol) for power in difference.atoms(sympy.Pow)):
        return
    unknown = sympy.Dummy(symbol.name, positive=True) if symbol.is_positive else sympy.Dummy(symbol.name, real=True)
    for form in attempt(sympy.solve, difference.xreplace({symbol: unknown}), unknown) or ():
        if isinstance(form, sympy.Expr) and not form.has(sympy.RootOf, sympy.I, unknown):
            yield rewritten(sympy.expand_log, form)


def _is_steep(power: sympy.Pow, symbol: sympy.Symbol) -> bool:
    """A power of a sum that sympy would multiply out."""
    return power.base.has(symbol) and power.base.is_Add and power.exp.is_Rational and power.exp.p > _HIGHEST_DEGREE


def value_of(form: sympy.Expr, values: dict[str, fmpq | arb] | None = None) -> fmpq | arb | None:
    """A closed form at the current precision, branches of Lambert's W included; None where it has no real value.

    >>> value_of(sympy.exp(sympy.LambertW(7))).str(6, radius=False)
    '4.59214'
    """
    known = dict(values or {})
    while inner := next((w for w in form.atoms(sympy.LambertW) if not w.args[0].has(sympy.LambertW)), None):
        argument = value_of(inner.args[0], known)
        branch = inner.args[1] if len(inner.args) > 1 else sympy.Integer(0)
        if argument is None or branch not in (0, -1):
            return None
        stand_in = sympy.Symbol(f"_W{len(known)}")
        known[stand_in.name] = arb(argument).lambertw(int(branch))
        form = form.xreplace({inner: stand_in})
    try:
        value = exact_or_ball(form, known)
    except BoundkitError:
        return None
    return value if not isinstance(value, arb) or value.is_finite() else None


def matching(
    forms: Iterator[sympy.Expr], enclosure: Enclosure, values: dict[str, fmpq | arb] | None = None
) -> sympy.Expr | None:
    """The first closed form whose value, at 256 bits, meets the enclosure; None when there is none."""
    for form in forms:
        with ctx.workprec(_PRECISION):
            value = value_of(form, values)
            if value is None or enclosure.lower is None or enclosure.upper is None:
                continue
            if not (value < enclosure.lower or value > enclosure.upper):
                return form
    return None
