"""Claims and theorems: what is refused when they are made, and what they say when asked."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest
import sympy
from sympy import Eq, Integral, Max, Rational, Sum, log, sqrt

from boundkit.checking.report import Headline
from boundkit.errors import (
    DomainError,
    MissingValueError,
    NotEvaluableError,
    StatementError,
    UndecidedError,
    UnknownNameError,
)
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    LOWER,
    UPPER,
    Claim,
    Reading,
    Theorem,
    big_o,
    cite,
    define,
    function,
    given,
    natural,
    positive,
    quantity,
    real,
    soft_o,
)
from boundkit.statements.relation import Growth
from boundkit.verdict import Verdict

E = natural("E", "experts per layer")
L = natural("L", "layers")
n = natural("n", "samples")
k = natural("k", "active experts", at_most=E)
eps = positive("eps", "error")
pieces = quantity("N", "pieces", measure=len)
w = define("w", "parameters", E * (L + 1))
x = real("x", "position", least=0, at_most=1)
p = function("p", "density", of=x)
SOURCE = cite("someone2025", "Theorem 1", "read")


def is_even(thing):
    return thing % 2 == 0


def is_small(thing):
    return thing < 9


even, small = given(is_even, "it is even"), given(is_small, "it is small")
wide, narrow = Reading("wide", "for all"), Reading("narrow", "for some")


@dataclass(frozen=True)
class Item:
    """Evidence as far as a theorem looks at it."""

    name: str = "item"
    claim: str = "upper"
    hypotheses: tuple = ()

    def validate(self, theorem):
        pass


def theorem(**changes):
    parts = {
        "id": "paper.result",
        "title": "A result",
        "source": SOURCE,
        "claims": (Claim("upper", UPPER, pieces <= E**L),),
    }
    return Theorem(**(parts | changes))


# claims -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sense", "statement", "message"),
    [
        (UPPER, pieces >= E, "claim c is upper but written as N >= E; write quantity <= expression"),
        (UPPER, pieces < E, "claim c is upper but written as N < E; write quantity <= expression"),
        (UPPER, Eq(pieces, E), r"is upper but written as Eq\(N, E\)"),
        (LOWER, pieces <= E, "claim c is lower but written as N <= E; write quantity >= expression"),
        (LOWER, pieces > E, "is lower but written as N > E"),
        (EXACT, pieces <= E, r"claim c is exact but written as N <= E; write Eq\(quantity, expression\)"),
        (UPPER, E <= L, "the left side of E <= L is no quantity; write quantity <= expression with a symbol made by"),
        (UPPER, 2 * pieces <= E, "the left side of 2*.* is no quantity"),
        (UPPER, w <= pieces, "the left side of w <= N is no quantity"),
        (UPPER, sympy.true, "claim c says nothing: its relation is always True"),
        (EXACT, Eq(pieces, pieces), "claim c says nothing"),
        (UPPER, big_o(pieces, E), r"claim c is upper but written with O\(..\)"),
        (EXACT, soft_o(pieces, E), "but written with soft-O"),
        (ASYMPTOTIC, pieces <= E, "claim c is asymptotic; write it with big_o or soft_o, not N <= E"),
        ("upper", pieces <= E, "claim c: the sense 'upper' is not one of upper, lower, exact, asymptotic"),
        (None, pieces <= E, "the sense None is not one of"),
        (UPPER, pieces <= pieces * E, "claim c: the quantity N stands on the right-hand side"),
        (UPPER, pieces <= define("v", "hidden", 2 * pieces), "the quantity N stands on the right-hand side"),
        (
            UPPER,
            pieces <= sympy.Symbol("q"),
            "the symbol q has no meaning; make it with natural, positive or real",
        ),
        (ASYMPTOTIC, big_o(pieces, sympy.Symbol("q")), "the symbol q has no meaning"),
        (UPPER, pieces <= 0.5 * E, r"claim c: 0.5\*E holds a float; write it as a fraction, it is not exact"),
        (UPPER, pieces <= define("v", "half", E * 0.5), "holds a float"),
        (ASYMPTOTIC, big_o(pieces, E**1.5), "holds a float"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_claims_that_are_refused(sense, statement, message):
    with pytest.raises(StatementError, match=message):
        Claim("c", sense, statement)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Upper"}, "the claim name 'Upper' is not allowed: use lower case, digits and _"),
        ({"name": "2nd"}, "is not allowed"),
        ({"name": ""}, "is not allowed"),
        ({"name": "a b"}, "is not allowed"),
        ({"status": "proved"}, "status 'proved' is not one of published, explicit, derived"),
        ({"where": (E >= 1,)}, "the condition True is always True; drop it"),
        ({"where": (sympy.Symbol("q") <= E,)}, "the symbol q has no meaning"),
        ({"where": (pieces >= 2,)}, "the quantity N stands on the right-hand side"),
        ({"where": (E >= 2.5,)}, "E >= 2.5 holds a float"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_parts_of_claims_that_are_refused(changes, message):
    with pytest.raises(StatementError, match=message):
        Claim(**({"name": "c", "sense": UPPER, "statement": pieces <= E} | changes))


def test_growth_is_shown_as_it_is_written():
    assert str(soft_o(pieces, E * L)) == "N = soft-O(E*L)"
    assert big_o(pieces, E).latex == r"N = O\left(E\right)"
    assert soft_o(pieces, E).latex == r"N = \widetilde{O}\left(E\right)"
    assert Claim("c", ASYMPTOTIC, big_o(pieces, E)).quantity is pieces


def test_abbreviations_and_symbols():
    r = define("r", "ratio", w / k)
    made = Claim("c", UPPER, pieces <= r * log(n), where=(w <= n,))
    assert made.right_hand_side == r * log(n)
    assert made.expression == E * (L + 1) / k * log(n)
    assert made.abbreviations == (r, w)
    assert list(made.symbols) == ["E", "k", "L", "n"]
    assert made.latex == r"N \leq r \log{\left(n \right)}"
    assert made.latex_where == r"r = \frac{w}{k},\quad w = E \left(L + 1\right),\quad w \leq n"


def test_values():
    made = Claim("c", UPPER, pieces <= E**L)
    assert made.evaluate(E=8, L="5").exact == "32768"
    assert made.evaluate(E=8).expression == 8**L
    assert made.evaluate().free == ("E", "L")
    with pytest.raises(UnknownNameError, match="unknown symbol 'e'; allowed: E, L"):
        made.evaluate(e=8)
    with pytest.raises(DomainError, match="E = 0 is not allowed"):
        made.evaluate(E=0, L=1)
    with pytest.raises(NotEvaluableError, match=r"is asymptotic .* its source gives no constants, so it has no value"):
        Claim("c", ASYMPTOTIC, big_o(pieces, E)).evaluate(E=3)


def test_huge_values():
    made = Claim("c", UPPER, pieces <= E**L * log(n) + 1, where=(n <= E**L,))
    assert made.evaluate(E=10**6, L=10**9, n=2**300).enclosure[0].endswith("e+6000000002")
    with pytest.raises(DomainError, match=r"claimed for n <= E\*\*L only"):
        made.evaluate(E=1, L=10**9, n=2)


def test_conditions():
    made = Claim("c", UPPER, pieces <= E, where=(E >= 2, Eq(L, 1)))
    assert made.evaluate(E=2, L=1).exact == "2"
    for values, message in (({"E": 1}, "c is claimed for E >= 2 only; E = 1 is outside"), ({"L": 3}, "for L = 1 only")):
        with pytest.raises(DomainError, match=message):
            made.evaluate(**values)
    assert made.supports({"E": 2, "L": 1})
    for unmet in ({"E": 1, "L": 1}, {"E": 2, "L": 2}, {"E": 2}, {}):
        assert not made.supports(unmet)


@pytest.mark.parametrize(
    ("condition", "values", "held"),
    [
        (n >= E * log(E), {"n": 3, "E": 3}, False),
        (n >= E * log(E), {"n": 4, "E": 3}, True),
        (log(n) / log(2) >= L, {"n": 8, "L": 3}, True),
        (log(n) / log(2) > L, {"n": 8, "L": 3}, False),
        (sympy.Ne(n, L), {"n": 8, "L": 8}, False),
        (n <= E**L, {"E": 8, "L": 10**12, "n": 5}, True),
        (n > E**L, {"E": 8, "L": 10**12, "n": 5}, False),
        (n <= E**L, {"E": 8, "L": 10**12}, False),
        (1 / (n - 1) > 0, {"n": 1}, False),
        (Sum(x, (x, 1, n)) >= 10, {"n": 4}, True),
        (Max(n, L) > sqrt(2) * sqrt(n), {"n": 2, "L": 1}, False),
        (w >= 6, {"E": 3, "L": 1}, True),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_conditions_are_decided_exactly(condition, values, held):
    """Also where sympy would work out a number of 10^12 digits; a condition without a value does not hold."""
    assert Claim("c", UPPER, pieces <= E, where=(condition,)).supports(values) is held


def test_conditions_on_functions():
    made = Claim("c", UPPER, pieces <= Integral(p**2, (x, 0, 1)), where=(Eq(Integral(p, (x, 0, 1)), 1),))
    assert made.functions == ("p",)
    assert made.evaluate(p="2*x").exact == "4/3"
    assert made.evaluate().free == ("p",)
    with pytest.raises(DomainError, match="p = x is outside"):
        made.evaluate(p="x")


def test_a_function_that_was_not_given_is_not_guessed():
    beside = Claim("c", UPPER, pieces <= Integral(function("gamma", "a density", of=x), (x, 0, 1)))
    assert beside.evaluate().number is None
    assert beside.evaluate(gamma="x").exact == "1/2"


def test_values_that_stay_undecided():
    tie = sympy.Piecewise((1, log(E) > 2 * log(2)), (2, True))
    with pytest.raises(UndecidedError):
        Claim("c", UPPER, pieces <= tie).evaluate(E=4)


# theorems -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "result"}, "the id 'result' is not allowed: write it as paper.result, lower case"),
        ({"id": "Paper.result"}, "is not allowed"),
        ({"id": "a.b.c"}, "is not allowed"),
        ({"title": "  "}, "paper.result has no title"),
        ({"source": "someone"}, r"paper.result has no source: give source=cite\('key', 'Theorem 1'\)"),
        ({"source": None}, "has no source"),
        ({"claims": ()}, "paper.result claims nothing: give at least one Claim"),
        ({"claims": (Claim("upper", UPPER, pieces <= E), Claim("upper", UPPER, pieces <= L))},
         "two items of claim named 'upper'; rename one"),
        ({"given": (even, even)}, "two items of hypothesis named 'is_even'"),
        ({"evidence": (Item(), Item())}, "two items of evidence named 'item'"),
        ({"given": (even, small), "claims": (Claim("upper", UPPER, pieces <= E, given=(even,)),)},
         "no claim uses the hypothesis is_small; drop it or name it in a claim's given="),
        ({"claims": (Claim("upper", UPPER, pieces <= E, given=(even,)),)},
         "a claim uses is_even, which the theorem does not list in given="),
        ({"readings": (wide,)}, "no claim encodes the reading wide; drop it or claim it"),
        ({"claims": (Claim("upper", UPPER, pieces <= E, reading=narrow),)},
         "the reading narrow is not listed in readings="),
        ({"evidence": (Item(claim="lower"),)},
         "evidence item is for the claim 'lower', which does not exist; there are upper"),
        ({"evidence": (Item(hypotheses=(even,)),)}, "evidence item drops is_even, which is no hypothesis of upper"),
        ({"given": (even, small), "evidence": (Item(hypotheses=(even,)),),
          "claims": (Claim("upper", UPPER, pieces <= E, given=(small,)),
                     Claim("other", UPPER, pieces <= L, given=(even,)))},
         "drops is_even, which is no hypothesis of upper; list it in given="),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_theorems_that_are_refused(changes, message):
    """An ablation of a hypothesis that its claim does not use would hide a counterexample to the claim itself."""
    with pytest.raises(StatementError, match=message):
        theorem(**changes)


@pytest.mark.parametrize(
    "claims",
    [
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, pieces <= natural("E", "errors"))),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, pieces <= L, where=(natural("E", "errors") >= L,))),
        (Claim("a", UPPER, pieces <= E + natural("E", "errors")),),
        (Claim("a", UPPER, pieces <= E, where=(natural("E", "errors") >= L,)),),
        (Claim("a", UPPER, pieces <= E + real("E", "experts per layer")),),
        (Claim("a", UPPER, pieces <= w), Claim("b", UPPER, pieces <= natural("w", "width"))),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, quantity("E", "energy", measure=len) <= L)),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, quantity("N", "pieces", measure=max) <= L)),
    ],
    ids=["two claims", "a condition", "one formula", "its condition", "domains", "an abbreviation", "a quantity",
         "a measure"],
)  # fmt: skip
def test_one_name_with_two_meanings_is_refused(claims):
    with pytest.raises(StatementError, match=r"the symbol \w means both .* give one of them another name"):
        theorem(claims=claims)


def test_what_a_theorem_knows():
    made = theorem(
        given=(even, small),
        readings=(wide,),
        claims=(
            Claim("upper", UPPER, pieces <= E**L, given=(even,), reading=wide),
            Claim("shape", ASYMPTOTIC, big_o(pieces, n), status="published"),
        ),
        evidence=(Item(hypotheses=(even,)),),
    )
    assert (made.paper, made.claim_names, made.evaluable()) == ("paper", ("upper", "shape"), ("upper",))
    assert list(made.symbols) == ["E", "L", "n"]
    assert made.hypotheses_of(made.claim("upper")) == (even,)
    assert made.hypotheses_of(made.claim("shape")) == (even, small)
    assert made.evaluate(E=2, L=3).exact == "8"
    with pytest.raises(UnknownNameError, match="did you mean upper"):
        made.claim("uper")
    with pytest.raises(NotEvaluableError, match=r"explicit claims of paper\.result that have one: upper"):
        made.evaluate("shape", n=3)
    with pytest.raises(FrozenInstanceError):
        made.title = "another"


def test_a_claim_must_be_named_when_there_are_several():
    made = theorem(claims=(Claim("a", UPPER, pieces <= E), Claim("b", LOWER, pieces >= 1)))
    with pytest.raises(MissingValueError, match="has several claims; name one of a, b"):
        made.evaluate(E=2)
    assert made.evaluate("a", E=2).exact == "2"


def test_errors_of_values_pass_through_a_theorem():
    with pytest.raises(NotEvaluableError, match="zeta has no exact"):
        theorem(claims=(Claim("a", UPPER, pieces <= sympy.zeta(E)),)).evaluate(E=3)


def test_hypotheses_and_sources():
    with pytest.raises(StatementError, match="needs a named function as its test, not a lambda"):
        given(lambda thing: True, "anything")
    with pytest.raises(StatementError, match="the hypothesis is_even has no text"):
        given(is_even, " ")
    for key, place in (("", "Theorem 1"), ("someone2025", " ")):
        with pytest.raises(StatementError, match="names no place: give a BibTeX key and where in the work"):
            cite(key, place)
    for wording, whose, message in (
        ("heard", "", "the wording 'heard' is not one of read, abstract, summary, memory"),
        ("summary", "", "to say whose summary it is"),
        ("read", "a friend", "goes with the wording 'summary'"),
    ):
        with pytest.raises(StatementError, match=message):
            cite("someone2025", "Theorem 1", wording, whose)
    assert isinstance(big_o(pieces, E), Growth)


PUBLISHED = Claim("rate", ASYMPTOTIC, big_o(pieces, E), status="published")


def test_a_published_claim_says_how_its_wording_is_known():
    silent = cite("someone2025", "Theorem 1")
    with pytest.raises(StatementError, match="rate is published, but someone2025, Theorem 1 does not say how"):
        theorem(claims=(PUBLISHED,), source=silent)
    own = replace(PUBLISHED, source=cite("other2024", "Theorem 2", "summary", "a reviewer"))
    found = theorem(claims=(own,), source=silent)
    assert found.origin_of(own) == "published: other2024, Theorem 2, as summarised by a reviewer"


@pytest.mark.parametrize("place", ["Theorem 3.2", "lemma 4, part 2", "Appendix C", "Theorems A and B", "Equation (7)"])
def test_no_number_is_known_from_an_abstract(place):
    with pytest.raises(StatementError, match="an abstract numbers no statements"):
        cite("x2025", place, "abstract")
    assert cite("x2025", place, "memory").place == place
    assert cite("x2025", "Theorems about pieces", "abstract").place == "Theorems about pieces"


@pytest.mark.parametrize(
    ("status", "wording", "origin", "proviso"),
    [
        ("published", "read", "published: x2025, Theorem 1, as read", ""),
        ("published", "abstract", "published: x2025, the theorem on pieces, as in the abstract", ""),
        ("published", "memory", "published: x2025, Theorem 1, as remembered", "as remembered"),
        ("explicit", "memory", "explicit", ""),
        (
            "over-reading",
            "read",
            "over-reading of x2025, Theorem 1, as read; the work itself does not state it",
            "as over-read",
        ),
        (
            "over-reading",
            "memory",
            "over-reading of x2025, Theorem 1, as remembered; the work itself does not state it",
            "as remembered",
        ),
    ],
)
def test_a_refutation_says_what_it_concerns(status, wording, origin, proviso):
    claim = replace(PUBLISHED, status=status)
    place = "the theorem on pieces" if wording == "abstract" else "Theorem 1"
    found = theorem(claims=(claim,), source=cite("x2025", place, wording))
    assert (found.origin_of(claim), found.proviso_of(claim)) == (origin, proviso)
    verdict = Headline(found.id, claim.name, Verdict.REFUTED, "all", origin, proviso).verdict
    assert verdict == f"REFUTED {proviso}".strip()
    assert Headline(found.id, claim.name, Verdict.CERTIFIED, "all", origin, proviso).verdict == "CERTIFIED"
    assert Claim("c", LOWER, pieces >= Rational(1, 2)).expression == Rational(1, 2)


# claims over boxes ------------------------------------------------------------------------------------------------


def test_a_claim_is_enclosed_over_a_box():
    claim = Claim("upper", UPPER, pieces <= E - k + w, where=(E >= 3,))
    found = claim.enclose({"E": (1, 5), "k": (1, 5)}, L=1)
    assert (found.lower, found.upper) == (6, 14)
    assert claim.enclose({}, E=4, k=2, L=1).exact


def test_a_function_is_put_in_before_a_claim_is_enclosed():
    claim = Claim("exact", EXACT, Eq(pieces, p + n))
    assert claim.enclose({"n": (1, 3), "x": (0, 1)}, p="x**2").lower <= 1


@pytest.mark.parametrize(
    ("box", "values", "error", "says"),
    [
        ({"E": (1, 5)}, {}, MissingValueError, "k"),
        ({"E": (1, 5)}, {"z": 1}, UnknownNameError, "z"),
        ({"E": (0, 5)}, {"k": 1}, DomainError, "narrow"),
        ({"E": (1, 2)}, {"k": 1}, DomainError, "no point"),
        ({"E": (3, 4)}, {"k": 5}, DomainError, "no point"),
    ],
    ids=["missing", "unknown", "outside", "condition", "relative domain"],
)
def test_boxes_of_claims_that_are_refused(box, values, error, says):
    with pytest.raises(error, match=says):
        Claim("upper", UPPER, pieces <= E - k, where=(E >= 3,)).enclose(box, **values)


def test_an_asymptotic_claim_has_no_range():
    with pytest.raises(NotEvaluableError, match="asymptotic"):
        Claim("rate", ASYMPTOTIC, big_o(pieces, E)).enclose({"E": (1, 2)})


def test_a_hypothesis_takes_the_object_or_also_the_values():
    def tied(thing, values):
        return thing == values["E"]

    def three(thing, values, more):
        return True

    def none():
        return True

    assert given(tied, "it is E").met_by(3, {"E": 3}) is True
    assert given(tied, "it is E").looks_at_values
    for test in (three, none):
        with pytest.raises(StatementError, match=rf"write {test.__name__}\(object\) or"):
            given(test, "nonsense")
