"""What a person sees of a check."""

from dataclasses import replace

from samples import result

from boundkit.checking.report import Headline, Report
from boundkit.export.report import print_report
from boundkit.verdict import Verdict

C, R, S, U, V, X, *_ = Verdict


def test_a_row_that_refutes_says_whose_wording_it_refutes(capsys):
    """As the headline does; a control refutes another relation."""
    claims = (Headline("a.b", "upper", R, "3 instances", proviso="as summarised"),)
    print_report(Report((result(R, expected=C), replace(result(R), kind="too_strong")), claims))
    found, control, *_ = [line for line in capsys.readouterr().out.splitlines() if " 3 instances" in line]
    assert "REFUTED as summarised (expected CERTIFIED)" in found
    assert "as summarised" not in control
