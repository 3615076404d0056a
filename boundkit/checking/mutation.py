"""Claims made a little stronger than they are, and whether the evidence tells them from the claim.

A mutant changes one place of a claim's formula: a constant by one per cent, an exponent by 1/100, a term dropped, an
integer off by one. A good theorem file refutes every mutant, by a derivation or an object, or its objects show that the
bound is not tight where the mutant differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.operation import Defined, Trait
from boundkit.arithmetic.rational import decimal
from boundkit.arithmetic.registrations import OPERATIONS, kinds
from boundkit.checking.falsifier import Attack, Search
from boundkit.checking.searches import claims_of, searched
from boundkit.checking.slack import slack_of
from boundkit.checking.space import Measured
from boundkit.crews.crew import Place
from boundkit.crews.here import place_of
from boundkit.discovery.discover import Entry
from boundkit.errors import BoundkitError, CutShortError
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.evidence.kinds import Derives, is_stronger
from boundkit.evidence.witness import brief
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.relation import ASYMPTOTIC, LOWER
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

REFUTED, NOT_TIGHT, SURVIVED = "refuted", "not refutable: the bound is not tight here", "survived"
USUAL = Attack(evaluations=300)  # the grids of a claim, and the search beyond them
_MOST_OBJECTS = 100  # the closest ones
_PERCENT = sympy.Rational(1, 100)
_COUNTS = {each.kind for each in OPERATIONS if each.defined is Defined.COUNTS}
_OPEN = tuple({*kinds(traits=Trait.ELEMENTARY), *kinds(traits=Trait.RATIONAL)} - _COUNTS)


@dataclass(frozen=True)
class Mutant:
    """A claim with one place of its formula changed, and what was changed."""

    change: str
    claim: Claim


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant; the fields are the keys of the JSON."""

    id: str
    claim: str
    change: str
    mutant: str
    outcome: str
    reason: str


def mutants(claim: Claim) -> Iterator[Mutant]:
    """The changed claims, in both directions; which of them are stronger is for ``is_stronger`` to say.

    Raises nothing for an asymptotic claim: it has none.
    """
    if claim.sense is ASYMPTOTIC:
        return
    statement: Any = claim.statement
    formula = expand(statement.rhs)
    seen = {formula}
    for change, changed in _changes(formula):
        if changed not in seen and not changed.has(sympy.nan, sympy.zoo, sympy.oo):
            seen.add(changed)
            relation = type(statement)(statement.lhs, changed, evaluate=False)
            yield Mutant(change, replace(claim, statement=relation))


def _changes(formula: sympy.Expr) -> Iterator[tuple[str, sympy.Expr]]:
    for factor in (1 - _PERCENT, 1 + _PERCENT):
        yield f"the bound times {factor}", factor * formula
    for shift in (-1, 1):
        yield f"the bound {shift:+d}", formula + shift
    for change, old, new in _places(formula):
        yield change, _exchange(formula, old, new)


def _places(node: sympy.Expr) -> Iterator[tuple[str, sympy.Expr, sympy.Expr]]:
    """The changes of a formula's parts: what it is, the part, and the part that takes its place."""
    for part in sympy.preorder_traversal(node):
        if isinstance(part, sympy.Add):
            for term in part.args:
                yield f"without the term {plain(term)}", part, part - term
                if term.is_Integer:
                    for shift in (-1, 1):
                        yield f"{plain(term)} {shift:+d} in {plain(part)}", part, part + shift
        if isinstance(part, sympy.Mul) and part.args[0].is_Rational and part.args[0] != -1:
            for factor in (1 - _PERCENT, 1 + _PERCENT):
                yield f"{plain(part.args[0])} times {factor}", part, factor * part
        if isinstance(part, sympy.Pow) and part.exp != -1:
            for shift in (-_PERCENT, _PERCENT):
                yield f"the exponent of {plain(part)} {'+' if shift > 0 else '-'} 1/100", part, part.base ** (
                    part.exp + shift)  # fmt: skip


def _exchange(node: sympy.Expr, old: sympy.Expr, new: sympy.Expr) -> sympy.Expr:
    """The formula with a part replaced, where it does not stand in a count: under a binomial, or in a range."""
    if node == old:
        return new
    if not isinstance(node, _OPEN):
        return node
    return node.func(*(_exchange(arg, old, new) for arg in node.args))


# judging ----------------------------------------------------------------------------------------------------------


def examine(theorem: Theorem, claim: Claim, attack: Attack = USUAL) -> list[Outcome]:
    """What becomes of every mutant of a claim that is stronger than it on some measured object.

    The objects are those of the claim's grids and of a search beyond them; each is measured once, exactly, and every
    mutant is held against the closest ones. Then every derivation that takes the claim is run on the mutant.
    """
    if claim.sense is ASYMPTOTIC:
        return []
    search = Search(theorem, claim, attack)
    search.visit_grids()
    search.explore()
    objects = sorted((m for _, m in search.measured if m.decides and m.holds), key=_looseness)[:_MOST_OBJECTS]
    outcomes = []
    for mutant in mutants(claim):
        outcome = _judge(theorem, claim, mutant, objects, attack.seconds)
        if outcome is not None:
            verdict, reason = outcome
            formula: Any = mutant.claim.statement
            outcomes.append(Outcome(theorem.id, claim.name, mutant.change, plain(formula.rhs), verdict, reason))
    return outcomes


def _looseness(measured: Measured) -> float:
    slack = slack_of(measured)
    return float("inf") if slack is None else slack


def _judge(
    theorem: Theorem, claim: Claim, mutant: Mutant, objects: Sequence[Measured], seconds: float
) -> tuple[str, str] | None:
    """The outcome and the reason, or None for a mutant that is stronger nowhere."""
    bites = undecided = 0
    closest: tuple[float, Measured] | None = None
    raised: list[str] = []
    for original in objects:
        try:
            changed = original.against(mutant.claim)
        except (BoundkitError, ArithmeticError, ValueError) as error:
            raised.append(f"no value at {_at(original)} ({error})")
            continue
        if not is_stronger(original.sense, original.claimed, changed.claimed):
            continue
        bites += 1
        if changed.holds is False and changed.decides:
            measured = f"{claim.quantity} = {changed.measured} at {_at(changed)}, not {changed.claimed}"
            return REFUTED, f"{changed.probe.name}: {measured}"
        undecided += not changed.decides
        slack = slack_of(changed)
        if changed.decides and slack is not None and (closest is None or slack < closest[0]):
            closest = slack, changed
    if not bites and not raised:
        return None
    broken = _broken_step(theorem, mutant, seconds, raised)
    if broken is not None:
        return REFUTED, broken
    untried = f"; not tried: {'; '.join(dict.fromkeys((raised[0], raised[-1])))}" if raised else ""
    if closest is not None and not undecided:
        held = f"it holds exactly on all {bites} objects where it is stronger; {_ratio(closest[1])}"
        return NOT_TIGHT, held + untried
    rough = f"{undecided} of them undecided: measured too roughly to tell" if bites else "and without a value on others"
    return SURVIVED, f"stronger on {bites} objects, {rough}{untried}"


def _at(measured: Measured) -> str:
    return ", ".join(f"{name}={brief(value)[:40]}" for name, value in measured.point.items())


def _ratio(nearest: Measured) -> str:
    ends = nearest.claimed, nearest.measured
    small, large = ends if nearest.sense is LOWER else ends[::-1]
    text = f"closest at {_at(nearest)}, measured {nearest.measured} against {nearest.claimed}"
    if not isinstance(small.lower, fmpq) or not isinstance(large.lower, fmpq) or large.lower == 0:
        return text
    return f"{text}, ratio {decimal(small.lower / large.lower, 4, up=False)}"


def _broken_step(theorem: Theorem, mutant: Mutant, seconds: float, raised: list[str]) -> str | None:
    """The first step of a derivation that a mutant makes false, or None; derivations that raise are told in ``raised``.

    A derivation may be written for the shape of its claim's formula, which a mutant need not have.
    """
    proofs = tuple(item for item in theorem.evidence if isinstance(item, Derives))
    claims = tuple(mutant.claim if c.name == mutant.claim.name else c for c in theorem.claims)
    changed = replace(theorem, claims=claims, evidence=proofs)
    for item in proofs:
        if item.claim == mutant.claim.name:
            try:
                finding = item.run(changed, Context(False, Budget(seconds)))
            except (BoundkitError, ArithmeticError, ValueError, TypeError, NotImplementedError) as error:
                raised.append(f"{item.name} raised {type(error).__name__}: {str(error)[:160]}")
                continue
            if finding.verdict is Verdict.REFUTED:
                return f"{item.name}: {finding.detail}"
    return None


def examine_all(
    entries: Iterable[Entry],
    attack: Attack = USUAL,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
    *,
    only: Sequence[str] = (),
    jobs: int | Place = 1,
) -> list[Outcome]:
    """``examine`` for every claim of the entries, or ``only`` for those of these names; the limits are for each claim.

    ``jobs`` processes, or those of a place, share the claims. Raises on Ctrl-C CutShortError with the list of the
    claims until then.
    """
    asked = [(entry, claim, attack) for entry, claim in claims_of(entries, only)]
    found: dict[int, list[Outcome]] = {}
    try:
        for number, outcomes in searched(examine, asked, _given_up, place_of(jobs)):
            found[number] = outcomes
            progress(f"{asked[number][0].theorem.id}:{asked[number][1].name}", len(found), len(asked))
    except KeyboardInterrupt:
        raise CutShortError([outcome for number in sorted(found) for outcome in found[number]]) from None
    return [outcome for number in sorted(found) for outcome in found[number]]


def _given_up(theorem: Theorem, claim: Claim, reason: str) -> list[Outcome]:
    return [Outcome(theorem.id, claim.name, "all of its mutants", "", SURVIVED, reason)]


def settled(outcomes: Sequence[Outcome]) -> sympy.Rational:
    """The share of mutants that were refuted or shown not to be refutable, exactly; 1 without any."""
    survivors = sum(outcome.outcome == SURVIVED for outcome in outcomes)
    return sympy.Rational(len(outcomes) - survivors, len(outcomes)) if outcomes else sympy.Integer(1)
