"""Reports of checks: exit codes, and the document."""

import json

import pytest
from samples import result

from boundkit.checking.report import Headline, Report
from boundkit.evidence.item import Trusted
from boundkit.seal import is_sealed
from boundkit.verdict import Verdict

C, R, S, U, V, X, *_ = Verdict


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


def test_the_report_is_json():
    report = Report((result(C), result(R)), ())
    document = json.loads(json.dumps(report.to_json()))
    assert is_sealed(document)
    assert document["summary"] == {"CERTIFIED": 1, "REFUTED": 1, "SUPPORTED": 0, "INCONCLUSIVE": 0, "VACUOUS": 0,
                                   "ERROR": 0, "DERIVED": 0}  # fmt: skip
    assert set(document["results"][0]) >= {
        "id", "claim", "evidence", "kind", "verdict", "scope", "expected", "as_expected", "seconds", "detail",
    }  # fmt: skip


def test_a_refutation_by_what_is_derived_says_from_how_many_premises():
    premise = Trusted("cells are convex", "c <= E")
    assert Headline("a.b", "upper", R, "all", premises=(premise,)).verdict == "REFUTED from 1 premise, 0 tested"
    assert Headline("a.b", "upper", R, "all", proviso="as summarised").verdict == "REFUTED as summarised"
