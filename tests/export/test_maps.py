"""Maps of regions of the plane: neighbours, gates, gradients."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import PROGRAMS, network, panel, voronoi

from boundkit.export.maps import draw_maps
from boundkit.export.panel import points
from boundkit.networks import LinearGate, ReLUNetwork, decision, stack


def collections(axis):
    from matplotlib.collections import LineCollection, PolyCollection

    (filled,) = [c for c in axis.collections if isinstance(c, PolyCollection)]
    return filled, [c for c in axis.collections if isinstance(c, LineCollection)]


def test_a_map_of_a_mixture():
    drawn = panel(*PROGRAMS["mixture"])
    axis, aside = draw_maps([drawn], ["$x_1$", "$x_2$"], "pattern").axes
    filled, (bends, gates) = collections(axis)
    assert len(filled.get_paths()) == len(drawn.regions)
    across = [drawn.regions[one].route != drawn.regions[other].route for one, other, _ in drawn.borders]
    assert (len(gates.get_segments()), len(bends.get_segments())) == (sum(across), len(across) - sum(across))
    assert gates.get_linewidth()[0] >= 3 * bends.get_linewidth()[0]
    assert (axis.get_xlabel(), axis.get_ylabel(), axis.get_aspect()) == ("$x_1$", "$x_2$", 1.0)
    assert axis.get_xlim()[0] < -1 < 1 < axis.get_xlim()[1]
    (outline,) = axis.patches
    assert len(outline.get_xy()) == 5
    texts = [text.get_text() for text in aside.get_legend().get_texts()]
    assert texts == ["expert 0", "expert 1", "expert 2", "expert 3", "gate boundary", "region boundary"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_neighbours_have_different_colours(name):
    drawn = panel(*PROGRAMS[name])
    filled, _ = collections(draw_maps([drawn], ["a", "b"], "pattern").axes[0])
    colours = filled.get_facecolor()
    assert len(colours) == len(drawn.regions) > 1
    assert all(np.abs(colours[one] - colours[other]).max() > 0.1 for one, other, _ in drawn.borders)


def test_classes_of_a_decision_are_coloured_and_their_boundary_is_thick():
    """Of a mixture too: lines of its own gate are region boundaries, except where the class changes."""
    decided = replace(panel(decision(voronoi())), classes=True)
    figure = draw_maps([decided], ["x", "y"], "pattern")
    axis, aside = figure.axes
    texts = [text.get_text() for text in aside.get_legend().get_texts()]
    assert texts == ["class 0", "class 1", "decision boundary", "region boundary"]
    _, (thin, thick) = collections(axis)
    kinds = [decided.regions[one].affine == decided.regions[other].affine for one, other, _ in decided.borders]
    changes = [points(ends) for same, (_, _, ends) in zip(kinds, decided.borders, strict=True) if not same]
    assert (np.array(thick.get_segments()) == np.array(changes)).all()
    assert len(thin.get_segments()) == sum(kinds)


def test_routes_of_top_two_gates_are_named_in_the_legend():
    gate = LinearGate([[1, 0], [-1, 0], [0, 1]], [0, 0, 0], top=2)
    drawn = panel(stack((gate, [network(2, 2, 1, seed=seed) for seed in range(3)])))
    _, aside = draw_maps([drawn], ["a", "b"], "pattern").axes
    texts = [text.get_text() for text in aside.get_legend().get_texts()]
    assert texts[:3] == ["experts 0, 1", "experts 0, 2", "experts 1, 2"]


def test_gradients_are_colours_and_equal_gradients_equal_colours():
    hinge = ReLUNetwork.of([[[1, 0], [0, 1]], [[1, 2]]], [[0, 0], [0]])
    drawn = panel(hinge)
    figure = draw_maps([drawn], ["$x_1$", "$x_2$"], "gradient")
    axis, wheel = figure.axes
    colours = {
        tuple(region.affine.weight.entries()): tuple(colour)
        for region, colour in zip(drawn.regions, collections(axis)[0].get_facecolor(), strict=True)
    }
    assert len(set(colours.values())) == len(colours) == 4
    assert np.ptp(colours[0, 0][:3]) < 1e-3
    arrows = [note for note in axis.texts if note.get_text() == ""]
    assert len(arrows) == 3
    assert any("2.24" in text.get_text() for text in wheel.texts)


def test_the_gradient_of_a_constant_map_is_drawn():
    figure = draw_maps([panel(ReLUNetwork.affine([[0, 0]], [1]))], ["a", "b"], "gradient")
    assert "size 0" in "".join(text.get_text() for text in figure.axes[1].texts)
