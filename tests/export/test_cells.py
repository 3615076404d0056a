"""Cells of numbers: few digits on paper, rounded to the safe side, everything as data."""

import pytest
from flint import arb

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.export.cells import Number


def test_bounds_are_rounded_so_that_they_hold():
    third = enclose(rational("1/3"))
    wide = Enclosure(rational("2880.8123"), rational("2880.8124"))
    assert [Number(wide, up=up).latex for up in (False, True)] == ["$2880$", "$2881$"]
    assert [Number(third, up=up).data for up in (False, True)] == [0.33333333333333333, 0.33333333333333334]
    assert [rational(Number(third, up=up).plain) > rational("1/3") for up in (False, True)] == [False, True]
    assert [Number(enclose(rational(text))).plain for text in ("1/10", "7", "-5/2")] == ["0.1", "7", "-2.5"]
    assert Number(enclose(10**400)).data == 10**400
    assert Number(enclose(arb("1.5") * arb(10) ** 5000)).data.startswith("1.4999999999")


@pytest.mark.parametrize(
    ("number", "latex"),
    [
        (enclose(12), "$12$"),
        (enclose(rational("1/3")), "$1/3$"),
        (enclose(8**32), r"$7.922 \times 10^{28}$"),
        (Enclosure(rational("2880.81"), rational("2880.82")), "$2880$"),
        (Enclosure(rational("123456789.5"), rational("123456789.6")), r"$1.234 \times 10^{8}$"),
    ],
)
def test_approximation(number, latex):
    assert Number(number).latex == latex
