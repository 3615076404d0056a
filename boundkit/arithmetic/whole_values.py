"""Whether a formula is a whole number wherever it has a value."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import sympy

_MOST_RESIDUES = 1 << 10
_LARGEST_POWER = 16


@lru_cache(maxsize=1 << 12)
def takes_whole_values(formula: sympy.Expr) -> bool:
    """Whether a formula is whole because sympy derives it, or as a polynomial in what is whole, as n (n - 1)/2 is.

    With the common denominator d of its coefficients, d times it repeats modulo d, and is divisible by d at each place.

    >>> n = sympy.Symbol("n", integer=True)
    >>> [takes_whole_values(form) for form in (n + 1, n * (n - 1) / 2, n * (n - 1) / 3, (n**3 - n) / 6, n / 2)]
    [True, True, False, True, False]
    """
    if formula.is_integer:
        return True
    if formula.is_number or any(
        power.exp.is_Integer and power.exp > _LARGEST_POWER for power in formula.atoms(sympy.Pow)
    ):
        return False
    polynomial = formula.as_poly() if all(symbol.is_integer for symbol in formula.free_symbols) else None
    if polynomial is None or not polynomial.domain.is_QQ or not all(part.is_integer for part in polynomial.gens):
        return False
    denominator, whole = polynomial.clear_denoms(convert=True)
    if denominator ** len(whole.gens) > _MOST_RESIDUES:
        return False
    places = product(range(denominator), repeat=len(whole.gens))
    return all(whole.eval(dict(zip(whole.gens, place, strict=True))) % denominator == 0 for place in places)
