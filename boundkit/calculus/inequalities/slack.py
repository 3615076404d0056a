"""Relations between symbols replaced by a slack: k <= E becomes E = k + (E - k)."""

from __future__ import annotations

import sympy
from flint import fmpq

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.domains import Domains
from boundkit.formulas.domain import domain_of
from boundkit.formulas.numbers import to_sympy


def without_relations(
    small: sympy.Expr, large: sympy.Expr, box: Box, domains: Domains
) -> tuple[sympy.Expr, sympy.Expr, Box, tuple[sympy.Basic, ...]]:
    """Each k <= E whose E has no end becomes E = k + (E - k); open lower ends move to 0. What remains is kept."""
    remaining = []
    for relation in domains.relations:
        low, high = relation.args
        replaceable = (
            isinstance(low, sympy.Symbol)
            and isinstance(high, sympy.Symbol)
            and box.ends[high.name][1] is None
            and _precedes(box.ends[high.name][0], box.ends[low.name][0])
            and not any(high in other.free_symbols for other in domains.relations if other is not relation)
        )
        if not replaceable:
            remaining.append(relation)
            continue
        whole = bool(high.is_integer and low.is_integer)
        sign = {"positive" if isinstance(relation, sympy.Lt) else "nonnegative": True}
        slack = sympy.Symbol(f"{high}-{low}", integer=whole or None, **sign)
        small, large = (side.xreplace({high: low + slack}) for side in (small, large))
        ends = {name: pair for name, pair in box.ends.items() if name != high.name}
        integers = (box.integers - {high.name}).union([slack.name] if whole else [])
        box = Box({**ends, slack.name: (fmpq(0), None)}, integers)
    for symbol in small.free_symbols | large.free_symbols:
        own = domain_of(symbol).bounds()
        low, high = box.ends[symbol.name]
        if low is not None and own.open and own.low == low and low != 0 and not remaining:
            beyond = sympy.Symbol(f"{symbol}-{low}", positive=True)
            small, large = (side.xreplace({symbol: to_sympy(low) + beyond}) for side in (small, large))
            ends = {name: pair for name, pair in box.ends.items() if name != symbol.name}
            box = Box({**ends, beyond.name: (fmpq(0), None if high is None else high - low)}, box.integers)
    return small, large, box, tuple(remaining)


def _precedes(low: fmpq | None, high: fmpq | None) -> bool:
    return low is None or (high is not None and low <= high)
