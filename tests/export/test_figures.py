"""Pictures of regions: what is drawn is the exact complex, and what cannot be drawn is a clear error."""

import sys
from pathlib import Path

import pytest
from drawn import network, voronoi

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
from boundkit.regions import EVERYWHERE


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
