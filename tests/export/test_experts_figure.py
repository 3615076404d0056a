"""Errors over the number of experts: what is drawn is what was given, and the least is marked."""

import pytest

from boundkit.errors import MalformedInputError, ShapeError
from boundkit.export.experts_figure import ErrorCurve, _drawn, picture

LINE = ErrorCurve("predicted", [1, 2, 4], [3, 1, 2], line=True)
POINTS = ErrorCurve("measured", [1, 2, 4], [4, 2, 1.5], [0.5, 0.25, 0.25], group=1)


def test_curves_their_least_and_their_bars_are_drawn():
    figure = _drawn([LINE, POINTS], ("experts m", "test error"), True)
    (axes,) = figure.axes
    drawn = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert drawn == [([1, 2, 4], [3, 1, 2]), ([2], [1]), ([1, 2, 4], [4, 2, 1.5]), ([4], [1.5])]
    (bars,) = axes.collections
    assert [tuple(segment[:, 1]) for segment in bars.get_segments()] == [(3.5, 4.5), (1.75, 2.25), (1.25, 1.75)]
    assert axes.get_xscale() == axes.get_yscale() == "log"
    keys = {text.get_text() for text in figure.legends[0].texts}
    assert keys == {"predicted: least at m = 2", "measured: least at m = 4"}


def test_a_curve_without_a_mark():
    (axes,) = _drawn([ErrorCurve("falls", [1, 2], [2, 1], marked=False)], ("", ""), True).axes
    assert len(axes.lines) == 1
    assert axes.get_legend_handles_labels()[1] == ["falls"]


def test_groups_are_told_apart_without_colour():
    groups = [ErrorCurve("", [1, 2], [1, 1], line=True, group=group) for group in range(6)]
    styles = [
        str(line.get_linestyle()) + str(line._dash_pattern)
        for line in _drawn(groups, ("", ""), True).axes[0].lines[::2]
    ]
    assert len(set(styles)) == 6


def test_the_same_curves_give_the_same_file(tmp_path):
    path = tmp_path / "errors.png"
    picture([LINE], path, logarithmic=False)
    first = path.read_bytes()
    picture([LINE], path, logarithmic=False)
    assert path.read_bytes() == first


@pytest.mark.parametrize(("numbers", "errors", "spread"), [([], [], None), ([1], [1, 2], None), ([1, 2], [1, 2], [1])])
def test_columns_of_different_lengths_are_refused(numbers, errors, spread):
    with pytest.raises(ShapeError, match="an error for each"):
        ErrorCurve("wrong", numbers, errors, spread)


def test_no_curve_too_many_groups_and_other_files_are_refused(tmp_path):
    for curves in ([], [ErrorCurve("", [1], [1], group=6)]):
        with pytest.raises(ShapeError, match="one curve or more"):
            _drawn(curves, ("", ""), True)
    with pytest.raises(MalformedInputError, match="no kind of picture"):
        picture([LINE], tmp_path / "errors.txt")
