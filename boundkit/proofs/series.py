"""Rules for sums and products over a range."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, checked, signs_of
from boundkit.proofs.leaves import within
from boundkit.proofs.relations import Relation, formula_of, is_known, is_same, require_uncaught


def termwise(
    fact: Content, index: sympy.Symbol, first: Any, last: Any, *, of: type = sympy.Sum, by: Iterable[Content] = ()
) -> Content:
    """a(i) <= b(i) for generic i gives the same of the sums, or of the products if a(i) >= 0, over first .. last."""
    ends = formula_of(first), formula_of(last)
    by = tuple(by)
    signs = signs_of(fact, *by)
    if of not in (sympy.Sum, sympy.Product):
        raise ProofError(f"termwise makes sums and products, not {of}")
    if any(end.has(index) for end in ends) or not all(is_known(end, "integer") for end in ends):
        raise ProofError(f"the ends {plain(ends[0])} and {plain(ends[1])} must be whole numbers free of {index}")
    for each in (fact, *by):
        each.require_each(index)
    for end in ends:
        signs.require_defined(end)
    for demand in (Relation(ends[0] - 1, "<=", ends[1]), *within(index, *ends)):
        if not signs.holds(demand):
            raise ProofError(f"the range {plain(ends[0])} .. {plain(ends[1])}: {demand} is not known")
    said = fact.relation
    if of is sympy.Product and said.op != "=" and not signs.is_nonnegative(said.small):
        raise ProofError(f"{plain(said.small)} >= 0 is not known; give a fact that says so in by=")
    sides = [of(side, (index, *ends)) for side in (said.small, said.large)]
    op = "=" if said.op == "=" else "<="
    return Content(checked(Relation(sides[0], op, sides[1])), gone=frozenset({index}))


def unfold(formula: Any, how: str, *, by: Iterable[Content] = ()) -> Content:
    """A sum or product as an equation: without its "first" or "last" term, or "empty".

    The range of the first two is not empty, which certify or the facts ``by`` know.
    """
    whole = formula_of(formula)
    if not isinstance(whole, sympy.Sum | sympy.Product) or len(whole.limits) != 1:
        raise ProofError(f"{plain(whole)} is no sum or product over one index")
    body, (index, first, last) = whole.function, whole.limits[0]
    join = sympy.Add if isinstance(whole, sympy.Sum) else sympy.Mul
    signs = signs_of(*by)
    signs.require_defined(whole)
    if how == "empty":
        if not is_same(last, first - 1):
            raise ProofError(f"the range {plain(first)} .. {plain(last)} is not empty")
        return Content(checked(Relation(whole, "=", sympy.S.Zero if join is sympy.Add else sympy.S.One)))
    if how not in ("first", "last"):
        raise ProofError(f"how a sum is unfolded is first, last or empty, not {how!r}")
    if not signs.holds(Relation(first, "<=", last)):
        raise ProofError(f"{plain(first)} <= {plain(last)} is not known, so the range may be empty")
    require_uncaught([body], {index: first, sympy.Dummy(): last})
    ends = (first + 1, last) if how == "first" else (first, last - 1)
    term = body.xreplace({index: first if how == "first" else last})
    return Content(checked(Relation(whole, "=", join(whole.func(body, (index, *ends)), term))))
