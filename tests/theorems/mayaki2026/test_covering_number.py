"""Covering numbers of mixtures: evidence, values, hypotheses and objects, and what must fail."""

import math
from dataclasses import replace

import pytest
from boundkit.theorems.mayaki2026 import covering_number as module
from entries import entry_of, met, report_of
from sympy import Eq, Rational

from boundkit.errors import DomainError, NotEvaluableError, ProofError
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import soft_o
from boundkit.verdict import Verdict

ENTRY = entry_of(module)
THEOREM = ENTRY.theorem


@pytest.fixture(scope="module")
def report():
    return report_of(ENTRY)


def quick():
    return Context(False, Budget(60))


def evidence(report, name):
    return next(result for result in report.results if result.evidence == name)


@pytest.mark.heavy
def test_all_evidence_comes_out_as_expected(report):
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []


@pytest.mark.heavy
def test_headlines(report):
    headlines = {c.claim: c.headline for c in report.claims}
    assert headlines.pop("input_dependent") == "REFUTED"
    assert set(headlines.values()) == {"DERIVED"}
    assert all(c.scope.startswith("all") for c in report.claims if c.headline == "DERIVED")


@pytest.mark.heavy
def test_what_the_bounds_rest_on(report):
    """Few sentences, of which those about numbers were tried on built classes."""
    premises = {c.claim: [p for p in c.premises if p.relation] for c in report.claims}
    assert [len(premises[name]) for name in ("fixed_pattern_count", "fixed_partition_count")] == [2, 3]
    assert all(p.tested_by for name in ("fixed_pattern_count", "fixed_partition_count") for p in premises[name])
    refuted = premises.pop("input_dependent")
    assert [premise.relation.startswith("along E -> oo") for premise in refuted] == [True, False, False, False, False]
    assert max(map(len, premises.values())) <= 4


@pytest.mark.heavy
def test_the_three_classes(report):
    first = evidence(report, "class 1: one constant expert for all inputs")
    second = evidence(report, "class 2: a fixed partition chooses the expert")
    third = evidence(report, "class 3: a learned partition")
    assert (first.verdict, second.verdict, third.verdict) == ("CERTIFIED", "REFUTED", "REFUTED")
    assert second.witness["measured"].startswith("logN = [36.84")
    assert second.witness["claimed"].startswith("logN <= [5.07")
    assert third.witness["object"]["some members (pattern, parameters)"]


def test_fixed_partition_at_64_experts():
    value = THEOREM.evaluate("fixed_partition", E=64, B=1, delta="1/10")
    assert str(value.expression) == "64*log(10)"
    low, high = map(float, value.enclosure)
    assert low <= 64 * math.log(10) <= high
    assert low == pytest.approx(147.365, abs=1e-3)


def test_active_parameter_entropy_at_64_experts():
    value = THEOREM.evaluate("fixed_pattern", S=1, Lambda=1, L=1, T=1, k=1, E=64, B=1, delta="1/10")
    assert float(value) == pytest.approx(math.log(10) + math.log(64))


@pytest.mark.parametrize(("E", "k"), [(1, 1), (8, 2), (64, 64), (64, 6)])
def test_simplified_is_never_below(E, k):
    at = {"S": 100, "Lambda": 3, "L": 2, "T": 5, "E": E, "k": k, "B": 1, "delta": "1/10"}
    exact, simple = (float(THEOREM.evaluate(claim, **at)) for claim in ("fixed_pattern", "fixed_pattern_simplified"))
    assert exact <= simple
    assert exact == pytest.approx(100 * math.log(30) + 10 * math.log(math.comb(E, k)))
    assert simple == pytest.approx(100 * math.log(30) + 10 * k * math.log(math.e * E / k))


def test_the_routing_term_does_not_depend_on_delta():
    at = {"S": 7, "Lambda": 1, "L": 3, "T": 4, "E": 8, "k": 2, "B": 1}
    rest = [
        float(THEOREM.evaluate("fixed_pattern", **at, delta=delta)) - 7 * math.log(n)
        for delta, n in (("1/4", 4), ("1/100", 100), (2, 1))
    ]
    assert rest == pytest.approx([12 * math.log(28)] * 3)


def test_published_claims_stay_asymptotic():
    for claim, status in (("published", "published"), ("input_dependent", "over-reading")):
        assert THEOREM.claim(claim).status == status
        with pytest.raises(NotEvaluableError):
            THEOREM.evaluate(claim, S=1)
    assert THEOREM.claim("published").reading != THEOREM.claim("input_dependent").reading


@pytest.mark.parametrize("bad", [{"k": 3, "E": 2}, {"delta": 0}, {"E": 0}, {"B": -1}, {"S": "1/2"}])
def test_values_outside_their_domain_are_refused(bad):
    with pytest.raises(DomainError):
        THEOREM.evaluate("fixed_pattern", **bad)


def verdict_with(item, claim):
    """Of a proof, with a claim in place of its namesake."""
    claims = tuple(claim if each.name == claim.name else each for each in THEOREM.claims)
    try:
        return item.run(replace(THEOREM, claims=claims, evidence=()), quick()).verdict
    except ProofError:
        return None


PROOFS = [item for item in THEOREM.evidence if item.kind == "proof"]
SIMPLE = THEOREM.claim("fixed_pattern_simplified").expression
STRONGER = {
    "published": soft_o(module.entropy, module.S, logarithms=module.PUBLISHED.logarithms),
    "fixed_pattern_count": module.number <= module.S,
    "fixed_pattern": module.entropy <= module.A.expression + module.R.expression / 2,
    "fixed_pattern_simplified": module.entropy <= SIMPLE * Rational(99, 100),
    "fixed_partition_count": Eq(module.number, module.E),
    "fixed_partition": Eq(module.entropy, 2 * THEOREM.claim("fixed_partition").expression),
    "fixed_partition_total": module.entropy <= THEOREM.claim("fixed_partition_total").expression / 2,
}


@pytest.mark.heavy
@pytest.mark.parametrize("item", PROOFS, ids=lambda item: item.claim)
def test_a_proof_proves_no_other_formula(item):
    claim = THEOREM.claim(item.claim)
    assert verdict_with(item, claim) is item.expects
    assert verdict_with(item, replace(claim, statement=STRONGER[item.claim])) is None


@pytest.mark.parametrize("name", ["fixed_pattern_count", "fixed_pattern", "fixed_partition_total"])
def test_a_formula_without_lambda_is_not_proved(name):
    claim = THEOREM.claim(name)
    wrong = replace(claim, statement=claim.quantity <= claim.expression.subs(module.Lambda, 1))
    item = next(i for i in PROOFS if i.claim == name)
    assert verdict_with(item, wrong) is None


@pytest.mark.heavy
def test_class_two_is_measured_on_the_functions():
    item = next(item for item in THEOREM.evidence if item.name == "class 2")

    def idle(E, B, delta):
        made = module.constants_on_cells(E, B, delta)
        realise = made.object.realise
        return replace(made, object=replace(made.object, realise=lambda p, values: realise(p, [0] * len(values))))

    without_hypotheses = replace(THEOREM, claims=tuple(replace(c, given=()) for c in THEOREM.claims),
                                 given=(), evidence=())  # fmt: skip
    assert idle(2, 1, "1/2").object.covering.lower == 1
    assert item.run(without_hypotheses, quick()).verdict is Verdict.CERTIFIED
    assert replace(item, build=idle).run(without_hypotheses, quick()).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("made", "pattern", "partition"),
    [
        (module.constants(3, 1, "1/4"), True, False),
        (module.constants(1, 1, "1/4"), True, True),
        (module.constants_on_cells(3, 1, "1/4"), False, True),
        (module.constants_on_cells(1, 1, "1/4"), True, True),
        (module.thresholds(2, 1, "2/5"), False, False),
        (module.moved_threshold(1, "1/4"), False, False),
        (module.bumps(3, 2, 1, "1/4"), True, False),
        (module.affine_on_cells(2, 1, "1/4"), False, True),
    ],
)
def test_routing_is_tried_on_the_functions(made, pattern, partition):
    assert met(made, module.one_pattern, module.one_partition) == [pattern, partition]


def test_sizes_are_tied_to_the_object():
    made = module.bumps(3, 2, 1, "1/4")
    for wrong in ({"S": 3}, {"E": 2}, {"L": 2}):
        assert met(made, module.one_pattern, **wrong) == [False]
    assert met(module.constants_on_cells(3, 1, "1/4"), module.one_partition, S_total=2) == [False]
    assert met(module.constants_on_cells(3, 1, "1/4"), module.constant, module.serving, E=2) == [False, False]
    assert met(made, module.box, module.bounded, B=2) == [False, True]
    assert met(made, module.box, module.bounded, B="1/2") == [True, False]


def test_a_fixed_gate_is_no_fixed_partition():
    made = module.moved_threshold(1, "1/4")
    assert len({tuple(layer.gate.scores for layer in member.layers) for member in made.object.members}) == 1
    assert met(made, module.one_partition, module.box, module.bounded, module.lipschitz) == [False, True, True, True]
    assert made.object.covering.lower > 4**3


def test_two_members_are_no_box():
    one = module.constants_on_cells(1, 1, 1, ends_alone=True)
    two = module.constants_on_cells(2, 1, "1/4", ends_alone=True)
    assert one.object.covering == two.object.covering == 2
    assert met(one, *module.FIXED) == [True, False, True, True]
    assert met(two, *module.PARTITION) == [True, False, True, True, True]


@pytest.mark.parametrize("E", [1, 2])
def test_lambda_is_tried_on_all_pairs_of_one_routing(E):
    for by, least in (("ends", 1), ("slope on [0, 1]", 2), ("slope on [-1, 1]", 2)):
        made = module.affine_experts(by, E, 1, "1/4")
        assert met(made, module.lipschitz, Lambda=least) == [True]
        assert met(made, module.lipschitz, Lambda=least - 1) == [False]


def test_lambda_is_not_known_without_a_pair():
    made = module.constants(2, 1, "1/4")
    single = replace(made.object, listed=((0, (1,)), (1, (1,))), finite=True)
    assert module.lipschitz.met_by(single, made.values) is None


def test_constant_and_serving_experts():
    assert met(module.constants_on_cells(4, 1, "1/4"), module.constant, module.serving) == [True, True]
    assert met(module.idle_expert(4, 1, "1/4"), module.constant, module.serving) == [True, False]
    assert met(module.affine_on_cells(2, 1, "1/4"), module.constant, module.serving) == [False, True]


@pytest.mark.parametrize(
    ("made", "low", "high"),
    [
        (module.constants(3, 1, "1/4"), 4, 4),
        (module.constants(2, 1, "1/4", reach=3), 12, 12),
        (module.affine_experts("ends", 2, 1, "1/4"), 16, 16),
        (module.affine_experts("slope on [0, 1]", 2, 1, "1/4"), 20, 20),
        (module.affine_experts("slope on [-1, 1]", 1, 1, "1/4"), 40, 40),
        (module.affine_experts("slope on [0, 1]", 1, 1, "2/7"), 12, 20),
        (module.bumps(4, 1, 1, "1/3"), 9, 9),
        (module.bumps(2, 2, 1, "1/3"), 9, 9),
        (module.constants_on_cells(2, "3/2", "1/4"), 36, 36),
        (module.idle_expert(3, 1, "1/4"), 16, 16),
        (module.affine_on_cells(2, 1, "1/4"), 400, 400),
    ],
)
def test_covering_numbers_of_built_classes(made, low, high):
    found = module.log_of(made.object.covering)
    assert (float(found.lower), float(found.upper)) == pytest.approx((math.log(low), math.log(high)))


@pytest.mark.parametrize(("delta", "bound"), [("2/5", 9), ("1/3", 9), ("1/4", 16)])
def test_thresholds_exceed_the_bound(delta, bound):
    found = module.thresholds(2, 1, delta).object.covering
    assert found.lower > bound
    assert found.upper is None
