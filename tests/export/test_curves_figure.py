"""Curves of a sweep: what is drawn is what was found, told apart without colour."""

import pytest

from boundkit.commands.sweep import Sweep
from boundkit.errors import DomainError, MalformedInputError, MissingValueError
from boundkit.export.curves_figure import _drawn, picture

ON_LINE, LOWER = "sharper.vc_on_a_line:one_layer", "kratsios2024.vc_dimension:lower_bumps"
MEMORY, PRICE = "kratsios2024.memory_lower_bound:lower", "sharper.memory_price:vc_dimension"


def lines(axis):
    return [(list(line.get_xdata()), list(line.get_ydata())) for line in axis.lines]


def test_a_panel_for_each_value_of_the_first_symbol():
    figure = _drawn(Sweep.of([ON_LINE, LOWER, "D=1", "E=1:2", "W=3:4"], measured=[ON_LINE]))
    first, second = figure.axes
    assert lines(first) == [([3, 4], [5, 6]), ([3, 4], [2, 2]), ([3, 4], [5, 6])]
    assert lines(second)[0] == ([3, 4], [10, 12])
    assert [axis.get_title() for axis in figure.axes] == ["E = 1", "E = 2"]
    assert first.get_xlabel() == "W: units in each hidden layer"
    assert first.get_ylabel() == "VC dimension of the mixtures"
    keys = [text.get_text() for text in figure.legends[0].texts]
    assert keys == [f"= {ON_LINE}", f"≥ {LOWER}", f"{ON_LINE} measured"]


def test_an_axis_of_few_decades_has_plain_numbers():
    (axis,) = _drawn(Sweep.of([LOWER, "D=1", "E=1", "W=3:90"])).axes
    labels = [text.get_text() for text in axis.get_xticklabels()]
    assert {"5", "10", "20", "50"} <= set(labels)
    assert not [text.get_text() for text in axis.get_xticklabels(minor=True) if text.get_text()]
    assert axis.lines[0].get_markevery() > 1


def test_curves_are_told_apart_without_colour():
    axis = _drawn(Sweep.of([ON_LINE, LOWER, "D=1", "E=2", "W=3:5"], measured=[ON_LINE])).axes[0]
    styles = {(line.get_linestyle(), line.get_marker(), line.get_markersize()) for line in axis.lines}
    assert len(styles) == 3


def test_across_a_claim_there_is_a_curve_for_each_of_the_other_values():
    sweep = Sweep.of([MEMORY, PRICE, "D=1:2", "Lip=1", "eps=1/2,1/20"])
    (axis,) = _drawn(sweep, PRICE).axes
    assert lines(axis) == [([1, 10], [1, 10]), ([1, 100], [1, 100])]
    assert axis.get_xscale() == axis.get_yscale() == "log"
    keys = [text.get_text() for text in _drawn(sweep, PRICE).legends[0].texts]
    assert keys == [f"≥ {MEMORY}", "D = 1", "D = 2"]
    assert len({line.get_marker() for line in axis.lines}) == 2


def test_a_panel_for_each_quantity():
    words = "sharper.convex_cells:sup_lower", "sharper.convex_cells:mse_lower"
    measured = [f"{word}:{builder}" for word in words for builder in ("squares", "slabs")]
    sweep = Sweep.of([*words, "d=2", "m=4,64"], measured=measured)
    figure = _drawn(sweep, by_quantity=True)
    first, second = figure.axes
    assert [len(axis.lines) for axis in figure.axes] == [3, 3]
    assert lines(first)[1] == ([4, 64], [0.625, 23 / 128])
    assert first.get_ylim() != second.get_ylim()
    assert first.get_ylabel().startswith("least sup error")
    assert len({line.get_marker() for line in first.lines[1:]}) == 2
    keys = [text.get_text() for text in figure.legends[0].texts]
    assert keys == [*(f"≥ {word}" for word in words), "measured on squares", "measured on slabs"]


@pytest.mark.parametrize(
    ("words", "across", "error", "message"),
    [
        ([ON_LINE, "E=2", "W=3"], None, MissingValueError, "several values"),
        ([ON_LINE, "E=2,3", "W=3"], "W", MalformedInputError, "cannot go across 'W'"),
        ([ON_LINE, "E=1:7", "W=3,4"], None, DomainError, "7 panels"),
        ([ON_LINE, "E=2,3", "W=3"], ON_LINE, MalformedInputError, "1 to 7 columns"),
    ],
)
def test_bad_input(words, across, error, message):
    with pytest.raises(error, match=message):
        _drawn(Sweep.of(words), across)


def test_the_same_sweep_gives_the_same_file(tmp_path):
    sweep, path = Sweep.of([ON_LINE, "E=1:2", "W=3"]), tmp_path / "curves.png"
    picture(sweep, path)
    first = path.read_bytes()
    picture(sweep, path)
    assert path.read_bytes() == first


def test_values_beyond_float64_are_left_out_and_counted():
    figure = _drawn(Sweep.of(["wang2025.piece_count:upper", "E=10", "L=10,100,1000"]))
    assert lines(figure.axes[0]) == [([10, 100], [1e10, 1e100])]
    assert figure.get_suptitle() == "E = 10; 1 values beyond 1e300 left out"
