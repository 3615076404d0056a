"""Rules for asymptotic statements: bounds that are of an order for all values, and bounds that outgrow one on a ray."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy

from boundkit.calculus.growth.constants import sign
from boundkit.calculus.growth.rays import Ray, compare_growth, holds_eventually
from boundkit.errors import BoundkitError, ProofError
from boundkit.formulas.domain import domain_of, ends_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, listed, signs_of
from boundkit.proofs.leaves import has_values
from boundkit.proofs.premises import Exists, Premise
from boundkit.proofs.relations import Relation, formula_of, is_known, is_same
from boundkit.proofs.signs import Signs
from boundkit.proofs.terms import opaque
from boundkit.proofs.trust import current_claim
from boundkit.statements.relation import Growth


def order(fact: Content, said: Growth, factor: Any, *, by: Iterable[Content] = ()) -> Content:
    """V <= F g gives V = O(g), where F is a constant factor; soft-O, where it holds powers of hidden logarithms too.

    It holds for all values of all symbols, with one constant. So F speaks of no symbol but those that the statement
    lists as ``constants``, save in factors (1 + log(1 + x))^p, p >= 0 a number, of soft-O: there x is one of its
    ``logarithms``, a symbol of g, or g itself. The kernel reads it for dar2025.one_dimensional:published and
    mayaki2026.covering_number:published.
    """
    quantity, formula, factor = said.quantity, formula_of(said.expression), formula_of(factor)
    above = fact.relation
    if above.op == "=" and above.small != quantity:
        above = above.turned
    if above.small != quantity or not is_same(above.large, factor * formula):
        raise ProofError(f"{fact.relation} is not {quantity} <= {plain(factor * formula)}")
    if hidden := opaque(*said.constants, *map(formula_of, said.logarithms)):
        raise ProofError(f"{said} speaks of {', '.join(map(plain, hidden))} beside its order; name symbols only")
    signs = signs_of(*by)
    signs.require_defined(formula)
    if not signs.is_nonnegative(formula):
        raise ProofError(f"{plain(formula)} >= 0 is not known, so it is no order; give a fact that says so in by=")
    for part in sympy.Mul.make_args(factor):
        if not (_is_constant(part, said, signs) or (said.order == "soft-O" and _is_hidden(part, said, formula, signs))):
            raise ProofError(f"the factor {plain(part)} is no constant of {said}, and no logarithm that it hides")
    return Content(Relation(quantity, f"is {said.order} of", formula), growth=said)


def _is_constant(part: sympy.Expr, said: Growth, signs: Signs) -> bool:
    """Whether a factor is a number, or a formula in symbols on which constants may depend."""
    if opaque(part) or not part.free_symbols <= set(said.constants):
        return False
    signs.require_defined(part)
    return True


def _is_hidden(part: sympy.Expr, said: Growth, formula: sympy.Expr, signs: Signs) -> bool:
    """Whether a factor is a power of 1 + log(1 + x) for an x whose logarithms are hidden."""
    _, primitive = part.as_content_primitive()  # sympy distributes a number over a sum
    base, power = primitive.as_base_exp()
    if not (power.is_Rational and power > 0) or not base.is_Add:
        return False
    own = [symbol for symbol in formula.free_symbols if not opaque(symbol)]
    for x in (*map(formula_of, said.logarithms), formula, *own):
        if is_same(base, 1 + sympy.log(1 + x)) and signs.is_nonnegative(x):
            signs.require_defined(x)
            return True
    return False


def outgrows(fact: Content, said: Growth, ray: Ray, objects: str) -> Content:
    """f <= V, where f outgrows an order along a ray, denies that V is of that order.

    That objects of the claim to which the fact applies exist at all points of the ray is a premise, with the sentence
    ``objects``. Whole numbers stay whole on the ray, all symbols stay in their domains, the conditions of the fact and
    of the claim hold far out, or become those of the objects where they speak of parameters. The kernel reads it for
    kratsios2024.vc_dimension:published_width, mayaki2026.covering_number:input_dependent and
    wang2025.dense_baseline:without_condition.
    """
    theorem, claim = current_claim("a refutation")
    below, formula = fact.relation, formula_of(said.expression)
    if below.op == "=" and below.large != said.quantity:
        below = below.turned
    if below.large != said.quantity:
        raise ProofError(f"{fact.relation} bounds no {said.quantity} from below")
    if hidden := opaque(below.small, formula):
        raise ProofError(f"how {', '.join(map(plain, hidden))} grows is not known; bound it first")
    if not objects.strip():
        raise ProofError("the objects that refute need a sentence that says which they are")
    if about := [c for c in fact.conditions if c.for_all or opaque(*c.relation[::2])]:
        raise ProofError(f"{fact.relation} stands under {listed(about)}, which is for no ray to decide")
    symbols = {s for s in fact.spoken | formula.free_symbols | claim.all_symbols if not opaque(s)}
    where = [condition.relation.formal for condition in fact.conditions]
    try:
        _require_on_ray(ray, symbols)
        _require_kept(ray, said)
        _require_known_logarithms(ray, said, formula)
        left_open = list(_left_open(ray, [*where, *map(expand, claim.where)]))
        comparison = compare_growth(below.small, formula, ray)
        beyond = not comparison.within(said.order) and sign(comparison.left.coefficient) > 0
        if not beyond or sign(comparison.right.coefficient) < 0:
            raise ProofError(f"{plain(below.small)} does not outgrow {plain(formula)}: {comparison.text}")
    except BoundkitError as error:
        raise ProofError(str(error)) from error
    on = fact.subject[1] if fact.subject else claim.on
    claims = tuple(used.claim.name for used in fact.lemmas if used.result == theorem.id)
    hypotheses = tuple(dict.fromkeys((*theorem.hypotheses_of(claim), *sorted(fact.hypotheses, key=lambda h: h.name))))
    return Content(
        Relation(said.quantity, f"is not {said.order} of", formula),
        hypotheses=frozenset(hypotheses),
        premises=(Premise(objects, Exists(hypotheses, tuple(left_open), on, ray, claims)),),
        fixed=frozenset(symbols),
        subject=(theorem.id, on),
        certificate=comparison.text,
        own=True,
        growth=said,
    )


def _require_on_ray(ray: Ray, symbols: set[sympy.Symbol]) -> None:
    """Raises where a symbol leaves its domain on the ray or may have no value, or a whole number does not stay one."""
    powers, tied = dict(ray.powers), dict(ray.tied)
    pending, seen = set(symbols), set()
    while pending:
        symbol = pending.pop()
        seen.add(symbol)
        image = expand(tied[symbol]) if symbol in tied else symbol
        whole = domain_of(symbol).integer
        if domain_of(symbol).assumed:
            raise ProofError(f"{symbol} has assumptions that no domain says; make it with natural, positive or real")
        if whole and not (powers[symbol].is_Rational if symbol in powers else is_known(image, "integer")):
            raise ProofError(f"{symbol} does not stay a whole number, {ray}")
        if symbol not in powers and symbol not in tied and not has_values(symbol):
            raise ProofError(f"{symbol} may have no value at all, {ray}")
        pending |= (image.free_symbols | ends_of(symbol)) - seen
    ray.check(seen)


def _require_kept(ray: Ray, said: Growth) -> None:
    """Raises where something moves on the ray on which constants may depend, or whose logarithms are hidden besides."""
    for formula in (*said.constants, *said.logarithms):
        if ray.on(formula).has(ray.scale):
            raise ProofError(f"{plain(formula)} moves {ray}; constants of {said} may depend on it")


def _require_known_logarithms(ray: Ray, said: Growth, formula: sympy.Expr) -> None:
    """Raises where soft-O hides the logarithm of a symbol that moves faster on the ray than every power of the scale.

    The comparison takes the logarithms of the scale, and of the order, for those that are hidden.
    """
    for symbol in sorted(formula.free_symbols if said.order == "soft-O" else (), key=str):
        hidden = 1 + sympy.log(1 + symbol)
        if ray.on(symbol).has(ray.scale) and compare_growth(hidden, sympy.S.One, ray).soft != "Theta":
            raise ProofError(f"{said} hides powers of {plain(hidden)}, which is no logarithm of the scale {ray}")


def _left_open(ray: Ray, conditions: Iterable[Any]) -> Iterator[str]:
    """The conditions that speak of parameters alone. Raises ProofError for one that fails far out."""
    for condition in conditions:
        held = holds_eventually(condition, ray)
        if held is False:
            raise ProofError(f"{plain(condition)} does not hold {ray}")
        if held is None:
            yield plain(condition)
