"""Proofs as data, and run again from it: what was changed in between is refused."""

import copy
import json

import pytest
import sympy
from letters import E, L, N, eq, i, le, n, theorem, u, x

import boundkit
from boundkit.errors import BoundkitError, ProofError
from boundkit.evidence import proof
from boundkit.formulas.symbols import define, natural
from boundkit.proofs import (
    HOLE,
    add,
    algebra,
    apply,
    assume,
    chain,
    content,
    cut,
    induction,
    lemma,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.record import record
from boundkit.proofs.replay import replay
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim

l = natural("l", "layers so far", least=0)  # noqa: E741
P = define("P", "a power", E**L)
BASE = theorem(Claim("upper", UPPER, N <= E), id="mine.base")
THEOREM = theorem(Claim("upper", UPPER, N <= P))


def layers():
    """A proof that uses a premise, an unknown, an induction, a lemma of another result and a substitution."""
    c = unknown("c", "cells of the first l layers", of=(l,), whole=True, at_least=0)
    start = lemma(BASE, "upper", other("no layer", c(0)), E=1)
    more = premise("a layer cuts a cell into E", c(l + 1) <= E * c(l), for_all=(l,))
    step = chain(more, times(assume(c(l) <= E**l), E))
    all_layers = induction(l, c(l) <= E**l, start, step)
    return chain(premise("the pieces are the cells", N <= c(L)), substitute(all_layers, {l: L}))


def written():
    claim = THEOREM.claim("upper")
    made = proof("upper", assuming=("mine.base:upper",))(layers).facts(THEOREM)
    return json.loads(json.dumps(record(made, THEOREM, claim)))


def test_a_record_is_run_again():
    found = replay(written())
    assert found.claim == "mine.pieces:upper"
    assert found.statement == "N <= E**L for all integers E >= 1, integers L >= 1"
    assert len(found.premises) == 4
    assert found.lemmas == ("mine.base:upper",)


def leaves(node, path=()):
    if isinstance(node, dict | list):
        for key, part in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(part, (*path, key))
    else:
        yield path, node


def changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "2" if value in (None, "1") else "1" if value == "0" else f"{value}'"


def test_a_step_that_was_changed_in_any_place_is_refused():
    document = written()
    places = list(leaves(document["steps"]))
    assert len(places) > 100
    for path, value in places:
        false = copy.deepcopy(document)
        *above, last = path
        node = false["steps"]
        for key in above:
            node = node[key]
        node[last] = changed(value)
        with pytest.raises(BoundkitError):
            replay(false)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: next(s for s in d["symbols"] if s["name"] == "l")["domain"].update(least="1"),
        lambda d: next(s for s in d["symbols"] if s["name"] == "l")["domain"].update(integer=False),
        lambda d: next(s for s in d["symbols"] if s["name"] == "E")["domain"].update(least="-5"),
        lambda d: d["functions"][0]["domain"].update(least="7"),
        lambda d: d["claims"][1].update(on="digits"),
        lambda d: d["claims"][0]["statement"].__setitem__(0, "Ge"),
        lambda d: d["steps"].pop(),
        lambda d: d["steps"].append(d["steps"][0]),
        lambda d: d.update(goal=1),
        lambda d: d.pop("steps"),
        lambda d: d.clear(),
    ],
)
def test_a_table_that_was_changed_is_refused(change):
    document = written()
    change(document)
    with pytest.raises(BoundkitError):
        replay(document)


def test_an_abbreviation_that_changes_its_meaning_is_refused():
    power = define("Q", "a power", E**L)

    def by_the_power():
        return chain(premise("they are powers", N * 1 <= power), algebra(eq(power, E**L)))

    made = proof("upper")(by_the_power).facts(THEOREM)
    sound = record(made, THEOREM, THEOREM.claim("upper"))
    replay(json.loads(json.dumps(sound)))
    power.expression = E
    false = record(made, THEOREM, THEOREM.claim("upper"))
    with pytest.raises(ProofError):
        replay(json.loads(json.dumps(false)))


def test_a_domain_that_changes_is_refused():
    small = natural("small", "a number up to 3", at_most=3)

    with proving(THEOREM, THEOREM.claim("upper")):
        few = add(premise("there are few", N <= E**L - 3), algebra(le(small, 3)))
        made = content(substitute(add(few, algebra(le(-small, -small))), {small: 2}))
    small.domain = natural("small", "a number").domain
    false = record(made, THEOREM, THEOREM.claim("upper"))
    with pytest.raises(ProofError):
        replay(json.loads(json.dumps(false)))


def test_sums_choices_and_conditions_are_recorded():
    with proving(THEOREM, THEOREM.claim("upper")):
        pieces = premise("pieces and sums", N <= E**L, given=())
    summed = times(termwise(algebra(le(i, i + 1)), i, 0, n), u, by=[algebra(le(0, u))])
    made = content(cut(add(pieces, apply(HOLE / u, summed), assume(le(x, u))), assume(le(x, u))))
    document = json.loads(json.dumps(record(made, THEOREM, THEOREM.claim("upper"))))
    assert [step["rule"] for step in document["steps"]].count("termwise") == 1
    with pytest.raises(ProofError, match="the proof shows"):
        replay(document)


def test_what_has_no_form_is_refused():
    with proving(THEOREM, THEOREM.claim("upper")):
        made = content(premise("of no name", N <= sympy.Dummy("x")))
    with pytest.raises(ProofError, match="can name"):
        record(made, THEOREM, THEOREM.claim("upper"))


def refutation():
    """The record of the fact that an asymptotic claim of the catalogue is false."""
    result = boundkit.theorem("wang2025.dense_baseline")
    (item,) = (item for item in result.evidence if item.kind == "refuted_by")
    claim, made = item.facts(result)
    return json.loads(json.dumps(record(made, result, claim)))


@pytest.mark.heavy
def test_what_denies_a_claim_is_run_again_too():
    again = replay(refutation())
    assert again.statement.endswith("O m**(-K/D) is false")
    assert again.lemmas == ("wang2025.dense_baseline:lower_square",)


@pytest.mark.heavy
def test_a_refutation_of_something_else_is_refused():
    """Along another ray, or of another order than that of the claim."""
    document = refutation()
    (step,) = (step for step in document["steps"] if step["rule"] == "outgrows")
    for change in (
        lambda said: said["arguments"]["ray"]["ray"][1][0].__setitem__(
            1, ["Mul", "2", said["arguments"]["ray"]["ray"][1][0][0]]
        ),
        lambda said: said["arguments"]["said"]["growth"].__setitem__("expression", "1"),
    ):
        other_one = copy.deepcopy(document)
        change(other_one["steps"][document["steps"].index(step)])
        with pytest.raises(BoundkitError):
            replay(other_one)
