"""The picture of claims: every claim that rests on another is drawn, and verdicts differ in grey."""

import pytest

from boundkit.checking.report import Headline
from boundkit.errors import MalformedInputError
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

pytest.importorskip("matplotlib")

from boundkit.export.claim_graph import _STYLES, _drawn, draw_claims, places_of, resting

BASE, MIDDLE, TOP = (ClaimId("mine.theorem", name) for name in ("base", "middle", "top"))
CLAIMS = [
    Headline("mine.theorem", "base", Verdict.CERTIFIED, "all"),
    Headline("mine.theorem", "middle", Verdict.DERIVED, "all", rests_on=(BASE,)),
    Headline("mine.theorem", "top", Verdict.REFUTED, "1 instance", rests_on=(MIDDLE, BASE)),
    Headline("mine.theorem", "alone", Verdict.SUPPORTED, "3 instances"),
]


def test_arrows_lead_to_what_rests_and_leave_out_what_follows():
    drawn = resting(CLAIMS)
    assert set(drawn.edges) == {(BASE, MIDDLE), (MIDDLE, TOP)}
    assert [places_of(drawn)[node][0] for node in (BASE, MIDDLE, TOP)] == [0, 1, 2]


def test_verdicts_differ_in_line_or_letter():
    (axis,) = _drawn(CLAIMS).axes
    marks = {text.get_text().split()[-1] for text in axis.texts if text.get_text()}
    assert marks == {"[C]", "[D]", "[R]"}
    lines = [tuple(str(style.get(part)) for part in ("linestyle", "linewidth", "hatch")) for style in _STYLES.values()]
    assert len(set(lines)) == len(_STYLES)


def test_the_file_is_written(tmp_path):
    draw_claims(CLAIMS, tmp_path / "claims.svg")
    assert "mine.theorem" in (tmp_path / "claims.svg").read_text()
    with pytest.raises(MalformedInputError, match="no kind of picture"):
        draw_claims(CLAIMS, tmp_path / "claims.txt")
