"""Lemmas over several files: circles, private claims under a name of the catalogue, premises that an object breaks."""

from dataclasses import replace
from pathlib import Path

import pytest
import sympy
from letters import E, N, le, small, theorem, x

from boundkit.checking.runner import check
from boundkit.discovery.discover import Entry, faults, load
from boundkit.errors import ProofError
from boundkit.evidence import instances, proof
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Variable, function, natural
from boundkit.proofs import HOLE, algebra, apply, chain, content, lemma, other, premise, substitute
from boundkit.proofs.conclusion import require_claim
from boundkit.proofs.premises import Lemma
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

EVEN = (("even", True),)
CIRCLE = sorted((Path(__file__).parent.parent / "controls" / "circle").glob("*.py"))


def entry(made, *evidence):
    return Entry(made.supported_by(*evidence), "here.py")


def headlines(*entries):
    return {ClaimId(claim.id, claim.claim): claim for claim in check(entries).claims}


def pieces(E):
    return E - 1


BASE = theorem(Claim("upper", UPPER, N <= E - 1), id="mine.base")


def lower_root():
    """sqrt(N^2) <= E - 1 where N >= 0."""
    square = premise("its square is below that of E - 1", N * N <= (E - 1) ** 2)
    number = premise("N counts", le(0, N))
    root = apply(sympy.sqrt(HOLE), square, by=[number])
    return chain(premise("N is its own absolute value", sympy.Eq(N, sympy.Abs(N))), root)


BASED = proof("upper")(lower_root)


def uses(claim_of, name="upper"):
    def by_the_base():
        return lemma(claim_of, name, other("the same", N), E=E)

    return proof("upper", assuming=("mine.base:upper",))(by_the_base)


ABOVE = theorem(Claim("upper", UPPER, N <= E - 1), id="mine.above")


def test_a_circle_over_two_files_proves_nothing():
    entries = [load(str(path))[0] for path in CIRCLE]
    assert faults(entries)
    found = headlines(*entries)
    assert {claim.headline for claim in found.values()} == {Verdict.SUPPORTED}


def test_what_rests_on_a_derived_claim_is_derived_and_inherits_its_premises():
    found = headlines(entry(BASE, BASED), entry(ABOVE, uses(BASE)))
    below, above = found[ClaimId("mine.base", "upper")], found[ClaimId("mine.above", "upper")]
    assert (below.headline, above.headline) == (Verdict.DERIVED, Verdict.DERIVED)
    assert set(below.premises) < set(above.premises)


def test_what_rests_on_a_claim_that_is_not_derived_is_supported():
    found = headlines(entry(BASE, instances("upper", pieces, E=(2, 3))), entry(ABOVE, uses(BASE)))
    assert found[ClaimId("mine.above", "upper")].headline is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "private",
    [
        theorem(Claim("upper", UPPER, N <= E - 1), id="mine.base"),
        theorem(Claim("upper", UPPER, N <= E - 1, where=(E >= 2,)), id="mine.base"),
        theorem(Claim("upper", UPPER, N <= E - 1, on="digits"), id="mine.base"),
        theorem(Claim("upper", UPPER, N <= E - 1), id="mine.base", given_=(small,)),
    ],
    ids=["the same", "under a condition", "on an object", "under a hypothesis"],
)
def test_a_private_claim_is_the_one_of_the_catalogue(private):
    found = headlines(entry(private, BASED), entry(ABOVE, uses(BASE)))
    same = private == BASE
    assert found[ClaimId("mine.above", "upper")].headline is (Verdict.DERIVED if same else Verdict.SUPPORTED)


def test_a_weaker_claim_of_the_catalogue_does_not_launder_a_stronger_one():
    weak = theorem(Claim("upper", UPPER, N <= E + 7), id="mine.base")

    @proof("upper")
    def weakly():
        return chain(lower_root(), algebra(le(E - 1, E + 7)))

    report = check([entry(weak, weakly), entry(ABOVE, uses(BASE))])
    above = next(result for result in report.results if result.id == "mine.above")
    assert above.verdict is Verdict.SUPPORTED
    assert not above.as_expected
    assert "another mine.base:upper than the catalogue has" in above.detail


def test_an_object_that_breaks_a_premise_leaves_nothing_above_it():
    broken = instances("upper", pieces, E=(2, 3))

    @proof("upper")
    def false():
        one = premise("there is one piece at most", sympy.Le(N**3, 1))
        return chain(premise("N is below its cube and E", N <= N**3 + E - 2), apply(HOLE + E - 2, one))

    found = headlines(entry(BASE, broken, false), entry(ABOVE, uses(BASE)))
    assert {claim.headline for claim in found.values()} == {Verdict.INCONCLUSIVE}
    again = headlines(entry(BASE, broken, false, replace(BASED, name="another")), entry(ABOVE, uses(BASE)))
    assert {claim.headline for claim in again.values()} == {Verdict.DERIVED}


def test_a_private_claim_over_other_domains_or_functions_is_another():
    """With k <= E and E <= 3, or with f >= 0, N <= k and N <= 5 - f(x) say more than they seem to."""

    def digest(bound):
        claim = Claim("upper", UPPER, N <= bound)
        return Lemma("mine.base", claim, ()).digest

    some, few = natural("D", "experts"), natural("D", "experts", at_most=3)
    one, two = (natural("k", "experts that are served", at_most=most) for most in (some, few))
    assert digest(one) != digest(two)
    one, two = (Variable("p", "a prime", Domain(True, assumed=known)) for known in (EVEN, (*EVEN, ("prime", True))))
    assert digest(one) != digest(two)
    assert digest(5 - function("f", "loss", of=x)) != digest(5 - function("f", "loss", of=x, nonnegative=True))


def test_a_claim_about_all_objects_is_about_those_of_a_construction_and_not_the_other_way():
    claims = Claim("of_all", UPPER, N <= E), Claim("of_trees", UPPER, N <= E + 1, on="a tree")
    goal = theorem(*claims)
    one_more = algebra(le(E, E + 1))
    with proving(goal, claims[1]):
        made = content(chain(lemma(goal, "of_all"), one_more))
    require_claim(made, goal, claims[1])
    with proving(goal, claims[0]), pytest.raises(ProofError, match="is about another object"):
        lemma(goal, "of_trees")


def test_what_the_values_of_a_lemma_may_be_is_for_its_object_to_say():
    """That the 5 of its experts that are active are 5 of E; any other number would do for E otherwise."""
    active = natural("k", "active experts", at_most=E)
    source = theorem(Claim("active", UPPER, N <= active), id="mine.active")
    goal = theorem(Claim("upper", UPPER, N <= 5))
    with proving(goal, goal.claim("upper")):
        five = lemma(source, "active", other("the mixture", N), k=5)
        assert [str(condition) for condition in content(five).conditions] == ["5 <= E"]
        with pytest.raises(ProofError, match="E belongs to the object"):
            substitute(five, {E: 7})
