import pytest
from flint import fmpq

from boundkit.calculus.solving.planes import EQUAL, UNKNOWN, Plane
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.export.plane_figure import _drawn, picture

PLANE = Plane(("E", "k"), tuple(map(fmpq, (1, 10, 100))), tuple(map(fmpq, (2, 3))), ((0, 1, EQUAL), (1, UNKNOWN, 0)))


def test_every_cell_has_the_colour_of_its_bound():
    figure = _drawn(PLANE, ["one", "other"], ("E", "k"), "D = 2")
    axis = figure.axes[0]
    mesh = axis.collections[0]
    assert mesh.get_array().reshape(2, 3).tolist() == [[0, 1, 2], [1, 3, 0]]
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "linear")
    edges = mesh.get_coordinates()
    assert edges[0, :, 0].tolist() == pytest.approx([10**-0.5, 10**0.5, 10**1.5, 10**2.5])
    assert edges[:, 0, 1].tolist() == [1.5, 2.5, 3.5]
    assert [text.get_text() for text in figure.legends[0].texts] == [
        "one",
        "other",
        "exactly equal",
        "none, or not decided",
    ]


def test_bounds_are_told_apart_without_colour():
    figure = _drawn(PLANE, ["one", "other"], ("E", "k"), "D = 2")
    hatches = [patch.get_hatch() for patch in figure.legends[0].get_patches()]
    assert hatches[:2] == ["", "////"]
    assert [hatched.get_hatch() for hatched in figure.axes[0].collections[1:]] == ["////"]


def test_a_key_that_no_cell_has_is_left_out():
    plain = Plane(("E", "k"), (fmpq(1),), (fmpq(2),), ((0,),))
    assert [text.get_text() for text in _drawn(plain, ["one"], ("E", "k"), "").legends[0].texts] == ["one"]


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_files(tmp_path, suffix):
    path = tmp_path / f"plane.{suffix}"
    picture(PLANE, ["one", "other"], ("E", "k"), path)
    first = path.read_bytes()
    picture(PLANE, ["one", "other"], ("E", "k"), path)
    assert path.read_bytes() == first


def test_bad_input(tmp_path):
    with pytest.raises(MalformedInputError, match="kind of picture"):
        picture(PLANE, ["one", "other"], ("E", "k"), tmp_path / "plane.txt")
    with pytest.raises(FileAccessError):
        picture(PLANE, ["one", "other"], ("E", "k"), tmp_path / "no" / "plane.png")
    with pytest.raises(MalformedInputError, match="at most"):
        picture(PLANE, ["bound"] * 8, ("E", "k"), tmp_path / "plane.png")
