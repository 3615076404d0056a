"""The runner: headlines, expectations, exit codes, the journal."""

import json
from dataclasses import replace

import pytest

from boundkit.checking.headlines import headline, well_founded
from boundkit.checking.report import Headline, Report, Result
from boundkit.checking.runner import check
from boundkit.errors import MalformedInputError
from boundkit.evidence.scope import Scope
from boundkit.export.report import print_report
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

C, R, S, U, V, X = Verdict


ALL, ONE_STEP, SEEN = Scope(whole=True), Scope(one_step=True), Scope(instances=3)


def resting(*claims, **more):
    return Scope(whole=True, assumes=tuple(map(ClaimId.read, claims)), **more)


def result(verdict, scope=SEEN, *, expected=None, id="a.b", claim="upper"):
    wanted = verdict if expected is None else expected
    return Result(id, claim, "item", "instances", verdict, scope, wanted, verdict is wanted, 0.0, "")


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result(C, ALL)], (C, "all")),
        ([result(C, resting("x.y:z")), result(C)], (C, "all, assuming x.y: z")),
        ([result(C)], (S, "3 instances")),
        ([result(S)], (S, "3 instances")),
        ([result(C, ALL), result(R, Scope.part("witness at instance 1"))], (R, "witness at instance 1")),
        ([result(U)], (U, "3 instances")),
        ([result(V)], (V, "no instance met the hypotheses")),
        ([], (U, "no evidence")),
        ([result(X), result(V)], (X, "item raised")),
        ([result(X), result(C)], (S, "3 instances")),
        ([result(X), result(R)], (R, "3 instances")),
    ],
)
def test_headline(results, expected):
    assert headline(results)[:2] == expected


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([result(C), result(R)], 0),
        ([result(U)], 0),
        ([result(R, expected=C)], 1),
        ([result(C, expected=R)], 1),
        ([result(U, expected=C)], 4),
        ([result(U, expected=C), result(R, expected=C)], 1),
        ([result(X, expected=C)], 1),
    ],
)
def test_exit_code(results, code):
    assert Report(tuple(results), ()).exit_code == code


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match="compare it"):
        assert not Verdict.REFUTED


def test_a_damaged_journal_is_refused_and_a_cut_line_is_not(tmp_path):
    journal = tmp_path / "journal"
    journal.write_text("{}\n{}\n")
    with pytest.raises(MalformedInputError, match="line 1"):
        check((), resume=journal)
    journal.write_text('{"key": "half a li')
    assert check((), resume=journal).results == ()


def test_a_row_that_refutes_says_whose_wording_it_refutes(capsys):
    """As the headline does; a control refutes another relation."""
    claims = (Headline("a.b", "upper", R, "3 instances", proviso="as summarised"),)
    print_report(Report((result(R, expected=C), replace(result(R), kind="too_strong")), claims))
    found, control, *_ = [line for line in capsys.readouterr().out.splitlines() if " 3 instances" in line]
    assert "REFUTED as summarised (expected CERTIFIED)" in found
    assert "as summarised" not in control


def test_the_report_is_json():
    report = Report((result(C), result(R)), ())
    document = json.loads(json.dumps(report.to_json()))
    assert document["summary"] == {"CERTIFIED": 1, "REFUTED": 1, "SUPPORTED": 0, "INCONCLUSIVE": 0, "VACUOUS": 0,
                                   "ERROR": 0}  # fmt: skip
    assert set(document["results"][0]) >= {
        "id", "claim", "evidence", "kind", "verdict", "scope", "expected", "as_expected", "seconds", "detail",
    }  # fmt: skip


def test_a_false_step_leaves_the_claim_open():
    verdict, scope, _ = headline([result(C, ALL), result(R, ONE_STEP)])
    assert verdict is U
    assert "false" in scope


@pytest.mark.parametrize("scope", ["all m", "all but one", "all, where it is easy", "all"])
def test_only_the_whole_claim_certifies(scope):
    assert headline([result(C, Scope.part(scope))])[:2] == (S, scope)


@pytest.mark.parametrize(
    ("found", "certified"),
    [
        ({"a": (C, resting("a.b:b")), "b": (C, ALL)}, {"a", "b"}),
        ({"a": (C, resting("a.b:b")), "b": (C, SEEN)}, set()),
        ({"a": (C, resting("a.b:b", "a.b:c")), "b": (C, ALL), "c": (R, SEEN)}, {"b"}),
        ({"a": (C, resting("a.b:b")), "b": (C, resting("a.b:a"))}, set()),
        ({"a": (C, resting("a.b:b", "a.b:c", stated=("x.y",))), "b": (C, resting("a.b:c")), "c": (U, SEEN)}, set()),
        ({"a": (C, resting("a.b:b")), "b": (C, resting("x.y:unchecked"))}, set()),
    ],
)
def test_a_claim_is_capped_by_the_claims_it_rests_on(found, certified):
    by_claim = {ClaimId("a.b", name): [result(*one, claim=name)] for name, one in found.items()}
    assert {place.claim for place in well_founded(by_claim)} == certified


def test_a_second_derivation_that_rests_on_nothing_false_certifies():
    broken, sound = result(C, resting("a.b:b")), result(C, resting("a.b:long_but_true"))
    assert headline([broken, sound], {ClaimId("a.b", "long_but_true")}) == (
        C, "all, assuming the claim long_but_true", (ClaimId("a.b", "long_but_true"),),
    )  # fmt: skip
    assert headline([broken, sound], set()).verdict is S
