"""Pictures of regions: what is drawn is the exact complex, and what cannot be drawn is a clear error."""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from boundkit.arithmetic.rational import to_fraction
from boundkit.constructions.digits import digits, product, tents
from boundkit.errors import (
    DomainError,
    FileAccessError,
    MalformedInputError,
    MissingExtraError,
    MissingValueError,
    ShapeError,
    UnboundedDomainError,
)
from boundkit.export import figures
from boundkit.export.figures import Picture, plot_regions
from boundkit.export.graphs import draw_graphs
from boundkit.export.maps import draw_maps
from boundkit.export.panel import Panel
from boundkit.networks import LinearGate, ReLUNetwork, nearest_prototype, stack
from boundkit.regions import EVERYWHERE, halfspaces, regions
from boundkit.regions.section import restrict


def network(*shape, seed=0):
    draw = np.random.default_rng(seed)
    weights = [draw.normal(size=(outputs, inputs)) for inputs, outputs in pairwise(shape)]
    return ReLUNetwork.of(weights, [draw.normal(size=outputs) / 2 for outputs in shape[1:]])


def voronoi():
    prototypes = [["-1/2", "-1/3"], ["1/2", "1/4"], [0, "3/4"], ["3/4", "-2/3"]]
    return stack((nearest_prototype(prototypes), [network(2, 4, 1, seed=seed) for seed in range(4)]))


def panel(program, box=(-1, 1), fixed=None):
    part, cell = restrict(program, box, fixed or {})
    return Panel(part, cell, fixed or {}, list(regions(part, cell)))


def perimeter(corners):
    return np.hypot(*(np.roll(corners, -1, axis=0) - corners).T).sum()


def length(ends):
    (a, b), (c, d) = ([float(to_fraction(entry)) for entry in end] for end in ends)
    return np.hypot(a - c, b - d)


PROGRAMS = {
    "network": (network(2, 6, 5, 1), (-1, 1)),
    "mixture": (voronoi(), (-1, 1)),
    "grid": (product(4, 2), (0, 1)),
    "triangle": (network(2, 6, 1), halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_polygons_and_borders_fit_together(name):
    """Polygons have the exact areas of their regions; every side is a border of two regions, or of the domain."""
    drawn = panel(*PROGRAMS[name])
    for region, corners in zip(drawn.regions, drawn.polygons, strict=True):
        x, y = corners.T
        area = (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2
        assert area == pytest.approx(float(to_fraction(region.volume)), rel=1e-9)
    borders = sum(length(ends) for _, _, ends in drawn.borders)
    sides = sum(perimeter(corners) for corners in drawn.polygons)
    assert sides == pytest.approx(2 * borders + perimeter(drawn.outline))


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


@pytest.fixture
def saved(monkeypatch):
    kept = []
    monkeypatch.setattr(figures, "save", lambda figure, path: kept.append(figure))
    return kept


def test_three_inputs_are_cut_at_three_heights(saved, tmp_path):
    plot_regions(network(3, 4, 1), (-1, 1), tmp_path / "a.pdf")
    assert [axis.get_title() for axis in saved[0].axes] == ["$x_{3}$ = -1/2", "$x_{3}$ = 0", "$x_{3}$ = 1/2"]


def test_heights_of_two_coordinates_make_a_panel_each(saved, tmp_path):
    section = {"x2": ["0", "1/3"], "x4": "0.123456789123"}
    plot_regions(network(4, 4, 1), (-1, 1), tmp_path / "a.svg", section=section)
    first, second = saved[0].axes
    assert first.get_title() == "$x_{2}$ = 0, $x_{4}$ = 0.12346"
    assert second.get_title() == "$x_{2}$ = 1/3, $x_{4}$ = 0.12346"
    assert (first.get_xlabel(), first.get_ylabel()) == ("$x_{1}$", "$x_{3}$")


def test_two_inputs_with_a_section_give_a_graph(saved, tmp_path):
    plot_regions(network(2, 4, 1), (-1, 1), tmp_path / "a.png", section={"x1": 0})
    assert saved[0].axes[0].get_xlabel() == "$x_{2}$"


@pytest.mark.parametrize(("suffix", "magic"), [(".pdf", b"%PDF"), (".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_files_are_written_and_do_not_change_from_run_to_run(tmp_path, suffix, magic):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        plot_regions(voronoi(), (-1, 1), path, colour="gradient")
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(magic)
    assert first == second


@pytest.mark.parametrize("box", [(["-1/1000", -1], ["1/1000", 1]), ([10**90, 0], [2 * 10**90, 1])])
def test_domains_of_extreme_shape_are_drawn(tmp_path, box):
    plot_regions(network(2, 4, 1), box, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("inputs", "box", "name", "options", "error", "said"),
    [
        (2, (-1, 1), "a.gif", {}, MalformedInputError, r"a.gif .* \.pdf, \.svg, \.png"),
        (2, (-1, 1), "none/a.pdf", {}, FileAccessError, "there is no folder"),
        (2, (-1, 1), "a.pdf", {"colour": "red"}, MalformedInputError, "allowed: pattern, gradient"),
        (2, (-1, 1), "a.pdf", {"section": {"y": 0}}, MalformedInputError, "x1 .. x2"),
        (2, (-1, 1), "a.pdf", {"section": {"x1": "zero"}}, MalformedInputError, "'zero' is not a number"),
        (2, (-1, 1), "a.pdf", {"section": {"x1": 2}}, UnboundedDomainError, "misses the domain"),
        (1, (-1, 1), "a.pdf", {"section": {"x1": 0}}, MissingValueError, "fix 0 to 0"),
        (5, (-1, 1), "a.pdf", {"section": {"x1": 0}}, MissingValueError, "fix 3 to 4 of them, such as --section x5=0"),
        (3, (-1, 1), "a.pdf", {"section": {"x1": range(13)}}, DomainError, "at most 12"),
        (2, EVERYWHERE, "a.pdf", {}, ShapeError, "give a box"),
        (3, EVERYWHERE, "a.pdf", {}, ShapeError, "give a box"),
        (2, ("-1e200", "1e200"), "a.pdf", {}, DomainError, "too large or too narrow"),
        (2, ([1, 0], ["1.000000000001", 1]), "a.pdf", {}, DomainError, "too large or too narrow"),
        (2, (1, -1), "a.pdf", {}, UnboundedDomainError, "lower < upper"),
    ],
    ids=range(14),
)
def test_what_cannot_be_drawn(tmp_path, inputs, box, name, options, error, said):
    """The errors come before any region is enumerated: a Picture that was made can be drawn."""
    with pytest.raises(error, match=said):
        Picture(network(inputs, 2, 1), box, tmp_path / name, **options)
    assert not (tmp_path / name).exists()


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(FileAccessError, match="cannot write"):
        plot_regions(network(2, 2, 1), (-1, 1), tmp_path / "a.pdf")


def test_without_matplotlib_the_error_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'boundkit\[plot\]'"):
        plot_regions(network(2, 2, 1), (-1, 1), tmp_path / "a.pdf")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("suffix", figures.SUFFIXES)
def test_a_full_disk_is_told(tmp_path, suffix):
    (tmp_path / f"full{suffix}").symlink_to("/dev/full")
    with pytest.raises(FileAccessError, match="No space left"):
        plot_regions(network(1, 2, 1), (-1, 1), tmp_path / f"full{suffix}")
