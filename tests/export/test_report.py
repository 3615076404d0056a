"""What a person sees of a check."""

from dataclasses import replace

import pytest
from samples import result

from boundkit.checking.report import Headline, Report
from boundkit.evidence.item import Trusted
from boundkit.evidence.scope import Scope
from boundkit.export.report import Detail, print_report, what_follows
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

C, R, S, U, V, X, D, *_ = Verdict
CONVEX = Trusted("cells are convex", "c <= E", ("random mixtures",))
DECLARED = Trusted("c, cells: a whole number", "")
UNTRIED = Trusted("pieces are cells", "N <= c")


def shown(capsys, results, claims, detail=Detail.CLAIMS):
    print_report(Report(tuple(results), tuple(claims)), detail)
    return capsys.readouterr().out


def test_a_row_that_refutes_says_whose_wording_it_refutes(capsys):
    """As the headline does; a control refutes another relation."""
    claims = [Headline("a.b", "upper", R, "3 instances", proviso="as summarised")]
    text = shown(capsys, [result(R, expected=C), replace(result(R), kind="too_strong")], claims, detail=Detail.EVERY)
    found, control, *_ = [line for line in text.splitlines() if " 3 instances" in line]
    assert "REFUTED as summarised (expected CERTIFIED)" in found
    assert "as summarised" not in control


def test_a_line_a_claim_grouped_by_paper(capsys):
    derived = Headline("a.b", "upper", D, "all", "explicit", "", (ClaimId("a.b", "lower"), ClaimId("x.y", "z")),
                       "N <= E**L", (CONVEX, DECLARED, UNTRIED))  # fmt: skip
    supported = Headline("c.d", "upper", S, "3 instances", "explicit", statement="r <= m")
    results = [result(C), result(C, Scope(instances=4)), replace(result(R), kind="too_strong")]
    text = shown(capsys, results, [derived, supported])
    line = next(line for line in text.splitlines() if "b upper" in line)
    assert "DERIVED from 2 premises, 1 tested" in line
    assert "N <= E**L" in line
    assert "lower, x.y:z" in line
    assert line.split()[-2:] == ["7", "1"]
    assert [line.split()[0] for line in text.splitlines() if "statement" in line] == ["a", "c"]
    assert "3 instances" in next(line for line in text.splitlines() if "d upper" in line)
    assert "too_strong" not in text


def test_what_is_refuted_is_told_with_its_witness_and_controls_are_not(capsys):
    refuted = Headline("a.b", "upper", R, "witness at instance 2", proviso="as remembered", statement="N <= 3")
    broken = replace(result(R, expected=C), detail="N = 4 at E=2, claimed 3")
    control = replace(result(R), kind="too_strong", detail="N = 2, claimed 1")
    text = shown(capsys, [control, broken], [refuted])
    assert "a.b upper, REFUTED as remembered: N <= 3" in text
    assert "N = 4 at E=2, claimed 3" in text.partition("Refuted:")[2]
    assert "N = 2, claimed 1" not in text


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([C, C], "2 claims: 2 certified, resting on nothing but the program."),
        ([D], "1 claim: 1 derived: to believe them read 2 premises (boundkit show ID --proof)."),
        ([R, U], "2 claims: 1 refuted as stated here; 1 open."),
    ],
)
def test_what_follows(verdicts, said):
    claims = [Headline("a.b", str(v), v, "all", premises=(CONVEX, DECLARED, UNTRIED)) for v in verdicts]
    assert what_follows(Report((), tuple(claims))) == said
