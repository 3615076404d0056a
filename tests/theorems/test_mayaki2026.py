import math

import numpy as np
import pytest
from flint import fmpq

from boundkit.catalogue.discover import load
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.evidence.runner import check
from boundkit.measures.covering import greedy_packing, sup_distances
from theorems.mayaki2026 import covering_number as module

(ENTRY,) = load("theorems.mayaki2026.covering_number")
THEOREM = ENTRY.theorem


@pytest.fixture(scope="module")
def report():
    return check([ENTRY])


def evidence(report, name):
    return next(result for result in report.results if result.evidence == name)


def test_all_evidence_comes_out_as_expected(report):
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []


def test_headlines(report):
    headlines = {c.claim: c.headline for c in report.claims}
    assert headlines.pop("input_dependent") == "REFUTED"
    assert set(headlines.values()) == {"CERTIFIED"}
    assert all(c.scope.startswith("all") for c in report.claims if c.claim != "input_dependent")


def test_the_three_classes(report):
    first = evidence(report, "class 1: one constant expert for all inputs")
    second = evidence(report, "class 2: a fixed partition chooses the expert")
    third = evidence(report, "class 3: a learned partition")
    assert (first.verdict, second.verdict, third.verdict) == ("CERTIFIED", "REFUTED", "REFUTED")
    assert second.witness["measured"].startswith("logN = [147.36")
    assert second.witness["claimed"].startswith("logN <= [6.46")
    assert len(third.witness["object"]["some members (pattern, parameters)"]) == 10


# values ---------------------------------------------------------------------------------------------------------------


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


def test_active_budget_keeps_T():
    at = {"L": 2, "S_shared": 10, "P": 100, "E": 8, "k": 2}
    budgets = [THEOREM.evaluate("active_budget", T=T, **at).exact for T in (1, 2, 4, 1000)]
    assert budgets == ["420", "820", "1620", "1620"]
    assert THEOREM.evaluate("active_budget_shared", L=2, S_shared=10, P=100, k=2).exact == "420"


def test_published_claims_stay_asymptotic():
    for claim in ("published", "input_dependent"):
        assert THEOREM.claim(claim).status == "published"
        with pytest.raises(NotEvaluableError):
            THEOREM.evaluate(claim, S=1)
    assert THEOREM.claim("published").reading != THEOREM.claim("input_dependent").reading


@pytest.mark.parametrize("bad", [{"k": 3, "E": 2}, {"delta": 0}, {"E": 0}, {"B": -1}, {"S": "1/2"}])
def test_values_outside_their_domain_are_refused(bad):
    with pytest.raises(DomainError):
        THEOREM.evaluate("fixed_pattern", **bad)


# hypotheses and objects -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "pattern", "gate"),
    [
        (module.constants(3, 1, "1/4"), True, False),
        (module.constants(1, 1, "1/4"), True, True),
        (module.constants_on_cells(3, 1, "1/4"), False, True),
        (module.constants_on_cells(1, 1, "1/4"), True, True),
        (module.thresholds(2, 1, "2/5"), False, False),
        (module.bumps(3, 2, 1, "1/4"), True, False),
    ],
)
def test_hypotheses_are_tried_on_the_functions(thing, pattern, gate):
    assert module.fixed_pattern(thing.object) is pattern
    assert module.fixed_gate(thing.object) is gate


def test_lambda_is_tried_on_the_functions():
    assert module.lipschitz_parameters(module.affine_experts("slope on [0, 1]", 1, 1, "1/4").object)
    assert not module.lipschitz_parameters(module.affine_experts("slope on [0, 1]", 1, 1, "1/4", Lambda=1).object)
    assert module.lipschitz_parameters(module.affine_experts("ends", 1, 1, "1/4").object)


def test_bounded_parameters_and_serving_experts():
    assert module.bounded_parameters(module.constants(2, 1, "1/4").object)
    assert not module.bounded_parameters(module.unbounded_constants(2, 1, "1/4").object)
    assert module.every_expert_serves(module.constants_on_cells(4, 1, "1/4").object)
    assert not module.every_expert_serves(module.idle_expert(4, 1, "1/4").object)
    assert not module.constant_experts(module.affine_on_cells(2, 1, "1/4").object)


@pytest.mark.parametrize(
    "made",
    [
        module.built_on_cells(2, 1, "1/2"),
        module.separated_bumps(3, 2, 1, "1/3"),
        module.separated_constants(2, 1, "1/4"),
    ],
)
def test_sup_distance_of_the_functions_is_the_maximum_norm_of_their_values(made):
    thing = made.object
    distances = sup_distances(thing.members, thing.box)
    for i, (p, x) in enumerate(thing.samples):
        for j, (q, y) in enumerate(thing.samples):
            if p == q:
                assert distances[i][j] == max(abs(a - b) for a, b in zip(x, y, strict=True))


def test_separated_bumps_are_all_the_sparse_sign_vectors():
    for E, k in ((3, 1), (3, 2), (4, 2)):
        count = sum(math.comb(E, j) * 2**j for j in range(k + 1))
        assert module.separated_size(module.separated_bumps(E, k, 1, "1/3").object) == count


@pytest.mark.parametrize(("delta", "bound"), [("2/5", 9), ("1/3", 9), ("1/4", 16)])
def test_thresholds_exceed_the_bound_by_one(delta, bound):
    thing = module.thresholds(2, 1, delta).object
    assert module.separated_size(thing) == len(thing.samples) == bound + 1


def test_thresholds_are_no_witness_from_one_half_on():
    thing = module.thresholds(2, 1, "1/2").object
    assert module.separated_size(thing) == 1


def test_cover_size_refuses_gaps(monkeypatch):
    assert module._cover_size(2, 1, "1/2") == 4
    monkeypatch.setattr(module, "box_centres", lambda halves, delta: [(fmpq(0), fmpq(0))])
    assert module._cover_size(2, 1, "1/2") is None


def test_degree_of_the_covering_polynomial():
    assert module.degree_of_covering(module.constants(2, 1, "1/4").object) == 1
    assert module.degree_of_covering(module.constants_on_cells(5, 1, "1/4").object) == 5
    assert module.degree_of_covering(module.affine_experts("slope on [-1, 1]", 1, 1, "1/4").object) == 2


def test_token_batches():
    batch = module.disjoint_tokens(5, 2, 1, 2)
    assert batch.object.pattern == [[frozenset({0, 1}), frozenset({2, 3})]]
    assert batch.values["S_shared"] == 5 * (2 + 1)
    assert module.active_parameters(batch.object) == 15 + 4 * 6
    assert not module.k_experts_per_token(module.dense_routing(4, 2, 1, 2, 0).object)
    assert module.shared_pattern(module.equal_tokens(4, 2, 2, 3, 0).object)
    assert not module.shared_pattern(batch.object)


def test_slope_of_exact_packings_stays_below_the_number_of_parameters():
    thing = module.relu_experts((1, 1, 1), "1/4", 150).object
    distances = sup_distances(thing.members, thing.box)
    radii = [fmpq(1, 2**j) for j in range(4)]
    sizes = [len(greedy_packing(distances, 2 * radius)) for radius in radii]
    bounds = [4 * math.log(8 * 2**j) + math.log(2) for j in range(4)]
    assert sizes == sorted(sizes)
    assert all(math.log(size) <= bound for size, bound in zip(sizes, bounds, strict=True))
    slope = np.polyfit([j * math.log(2) for j in range(4)], [math.log(size) for size in sizes], 1)[0]
    assert 0 < slope <= 4
