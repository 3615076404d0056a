"""Graphs of functions of one input: jumps, bends, and outputs."""

import numpy as np
import pytest
from drawn import panel

from boundkit.constructions.digits import digits, tents
from boundkit.export.graphs import draw_graphs
from boundkit.networks import ReLUNetwork


def test_a_graph_is_broken_where_it_jumps_and_has_a_dot_at_every_breakpoint():
    (axis, _) = draw_graphs([panel(digits(3, 2), (0, 1))], "x").axes
    graph, dots = [line for line in axis.lines if len(line.get_xdata()) > 2]
    assert np.isnan(graph.get_ydata()).sum() == 8
    assert sorted(dots.get_ydata()) == [0.0] * 8 + [1.0] * 8
    gates = [line.get_xdata() for line in axis.lines if len(line.get_xdata()) == 2]
    assert [left for left, right in gates if left == right] == pytest.approx([place / 9 for place in range(1, 9)])


def test_a_continuous_graph_is_one_line():
    (axis, _) = draw_graphs([panel(tents(3, 2), (0, 1))], "x").axes
    graph, dots = [line for line in axis.lines if len(line.get_xdata()) > 2]
    assert not np.isnan(graph.get_ydata()).any()
    assert len(dots.get_ydata()) == 8


def test_a_bend_that_one_output_does_not_have_gets_no_dot_there():
    bent = ReLUNetwork.of([[[1], [1]], [[1, 0], [0, 1]]], [[0, 2], [0, 0]])
    axis, aside = draw_graphs([panel(bent)], "x").axes
    assert [len(line.get_xdata()) for line in axis.lines] == [4, 1, 4]
    assert [text.get_text() for text in aside.get_legend().get_texts()] == ["output 1", "output 2"]
