"""Pictures of routing trees: every face between cells is drawn, every cell is a leaf."""

import pytest

from boundkit.constructions.routing_tree import routing_tree
from boundkit.errors import MalformedInputError, ShapeError
from boundkit.export.tree_figure import _drawn, tree_picture


def test_faces_and_leaves_of_a_grid():
    cells, branches = _drawn(routing_tree(2, 3, 2)).axes
    length = 0.0
    for line in cells.lines:
        if line.get_marker() == "None":
            (x, y) = line.get_xdata(), line.get_ydata()
            length += abs(x[1] - x[0]) + abs(y[1] - y[0])
    assert length == pytest.approx(4)  # two lines across in each direction
    assert {text.get_text() for text in cells.texts} == {str(cell) for cell in range(9)}
    assert sorted(text.get_text() for text in branches.texts if text.get_text().isdigit()) == sorted(map(str, range(9)))
    assert len(branches.lines) == 16


def test_earlier_cuts_are_bolder():
    widths = [
        line.get_linewidth() for line in _drawn(routing_tree(1, 8, 2)).axes[0].lines if line.get_marker() == "None"
    ]
    assert len(widths) == 7
    assert widths[0] == max(widths) > widths[-1]


def test_bad_input(tmp_path):
    with pytest.raises(ShapeError, match="at most 2 axes"):
        tree_picture(routing_tree(3, 2, 2), tmp_path / "tree.png")
    with pytest.raises(ShapeError, match="81 cells"):
        tree_picture(routing_tree(2, 9, 3), tmp_path / "tree.png")
    with pytest.raises(MalformedInputError, match="kind of picture"):
        tree_picture(routing_tree(1, 2, 2), tmp_path / "tree.txt")


def test_a_file(tmp_path):
    tree_picture(routing_tree(1, 1, 2), tmp_path / "tree.svg")
    assert (tmp_path / "tree.svg").read_text(encoding="utf-8").startswith("<?xml")
