"""Proofs as certificates: what a step holds for a reader that shares nothing with the kernel."""

import json

import sympy

from boundkit.api import catalogue, select
from boundkit.evidence.proof import Proof
from boundkit.proofs.certificate import certificate
from boundkit.proofs.kernel import algebra, content


def _written(result: str, claim: str) -> dict:
    (entry,) = select(catalogue(result), (result,))
    (item,) = [item for item in entry.theorem.evidence if isinstance(item, Proof) and item.claim == claim]
    return certificate(item.facts(entry.theorem), entry.theorem, entry.theorem.claim(claim))


def test_a_certificate_is_json_and_holds_what_certify_showed() -> None:
    document = json.loads(json.dumps(_written("classical.kuhn_c2", "upper")))
    by_rule = {step["rule"]: step["leaves"] for step in document["steps"]}
    assert by_rule["algebra"][0]["relation"] in [s["says"] for s in document["steps"] if s["rule"] == "algebra"]
    assert by_rule["premise"] == []
    assert {key for premise in document["premises"] for key in premise} == {
        "sentence",
        "for_all",
        "relation",
        "unknown",
    }


def test_what_was_judged_before_is_noted_again() -> None:
    x = sympy.Symbol("x", positive=True)
    first, again = (content(algebra(sympy.Le(x, x**2 + 1, evaluate=False))) for _ in range(2))
    assert first.leaves == again.leaves
    assert first.relation in first.leaves
