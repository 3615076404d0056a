"""What notebooks show: HTML and LaTeX of tables, and frames."""

import sys
from html.parser import HTMLParser

import pytest
from samples import result

from boundkit.api import theorem
from boundkit.checking.report import Headline, Report
from boundkit.errors import MissingExtraError
from boundkit.export.tables import Table
from boundkit.networks import ReLUNetwork
from boundkit.notebook import Formula, Grid
from boundkit.regions import count
from boundkit.verdict import Verdict

PIECES = theorem("wang2025.piece_count")
UPPER = PIECES.claim("upper")
REPORT = Report((result(Verdict.CERTIFIED),), (Headline("a.b", "upper", Verdict.SUPPORTED, "3 instances"),))
HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])


class Balanced(HTMLParser):
    """Every tag that opens is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.text = [], set(), ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (UPPER, "$N \\leq E^{L}$"),
        (PIECES, "affine pieces of the map on the unit cube"),
        (UPPER.evaluate(E=8, L=5), "32768"),
        (UPPER.evaluate(E=8), "$8^{L}$"),
        (UPPER.evaluate(E=[8, 16], L=range(1, 3)), "256"),
        (REPORT, "SUPPORTED"),
        (count(HAT, box=(-1, 1)), "activation regions"),
        (Table("a caption", ("one",), (1.0,), (("x < y & z",),)), "x < y & z"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_html_and_latex(shown, said):
    found = Balanced(shown._repr_html_())
    assert "table" in found.seen
    assert said in found.text
    assert shown._repr_latex_()


def test_a_list_of_values_makes_a_table():
    table = UPPER.evaluate(E=(2, 3), L=[1, 2])
    assert [(point, value.exact) for point, value in table] == [
        ({"E": 2, "L": 1}, "2"), ({"E": 2, "L": 2}, "4"), ({"E": 3, "L": 1}, "3"), ({"E": 3, "L": 2}, "9"),
    ]  # fmt: skip
    assert (len(table), table[3][1].exact) == (4, "9")
    assert [value.free for _, value in PIECES.evaluate("upper", E=[2, 3])] == [("L",), ("L",)]


def test_text_is_escaped():
    grid = Grid(("a_b",), (("50% < $x$",), (Formula("a < b"),)), ("a & b",))
    assert grid.html() == (
        "<table><thead><tr><th>a_b</th></tr></thead><tbody><tr><td>50% &lt; &#36;x&#36;</td></tr>"
        "<tr><td>$a &lt; b$</td></tr></tbody></table><p>a &amp; b</p>"
    )
    assert r"50\% \textless{} \$x\$ \\" in grid.latex()


def test_without_pandas_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'boundkit\[frames\]'"):
        UPPER.evaluate(E=[2, 3], L=1).to_frame()


def test_frames():
    pytest.importorskip("pandas")
    frame = UPPER.evaluate(E=[2, 3], L=2).to_frame()
    assert list(frame.columns) == ["E", "value", "lower", "upper", "exact"]
    assert list(frame["value"]) == [4.0, 9.0]
    assert list(UPPER.to_frame()["symbol"]) == ["E", "L"]
    assert list(REPORT.to_frame()["verdict"]) == ["SUPPORTED"]
    assert list(count(HAT, box=(-1, 1)).to_frame()["activation_regions"]) == [3]
    assert list(Table("", ("one",), (1.0,), (("x",),)).to_frame()["one"]) == ["x"]
