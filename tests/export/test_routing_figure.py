"""Pictures of routings: every expert and every way is drawn, and the same routing gives the same file."""

import pytest

from boundkit.constructions.digits import digits, equal_parts_gate
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.networks import Affine, LinearGate, ReLUNetwork, stack
from boundkit.routing import Routing

pytest.importorskip("matplotlib")

from boundkit.export.routing_figure import _drawn, picture


def with_a_dead_expert():
    gate = LinearGate([[0], [1], [0]], [0, "-1/3", -5])
    inner = stack((equal_parts_gate(2), [Affine([[1]], [0])] * 2))
    return Routing.of(
        stack((gate, [Affine([[1]], [0]), inner, inner]), (equal_parts_gate(2), [Affine([[1]], [0])] * 2))
    )


@pytest.mark.parametrize(
    ("routing", "expected"),
    [(Routing.of(digits(3, 3)), [4] * 18), (with_a_dead_expert(), [3, 3, 6, 9, 9])],
    ids=["digits", "dead"],
)
def test_everything_is_drawn(routing, expected):
    """A line of 12 points would hold all inputs of the fullest expert."""
    from matplotlib.patches import FancyBboxPatch, PathPatch

    (axis,) = _drawn(routing).axes
    boxes = [patch for patch in axis.patches if isinstance(patch, FancyBboxPatch)]
    ways = [patch for patch in axis.patches if isinstance(patch, PathPatch)]
    graph = routing.expert_graph()
    assert len(boxes) == len(graph)
    assert sum(box.get_linestyle() == "--" for box in boxes) == len(routing.dead)
    assert len(ways) == graph.number_of_edges()
    widths = sorted(way.get_linewidth() for way in ways)
    assert widths == pytest.approx(expected)
    titles = [text.get_text() for text in axis.texts if text.get_text().startswith("layer")]
    assert len(titles) == len(routing.layers)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_routing_gives_the_same_file(suffix, tmp_path):
    for name in ("one", "two"):
        picture(with_a_dead_expert(), tmp_path / (name + suffix))
    one, two = ((tmp_path / (name + suffix)).read_bytes() for name in ("one", "two"))
    assert one == two
    assert len(one) > 1000


def test_a_program_without_mixture_layers(tmp_path):
    picture(Routing.of(ReLUNetwork.of([[[1]], [[1]]], [[0], [0]])), tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 0


def test_what_is_refused(tmp_path):
    with pytest.raises(MalformedInputError, match=r"end it in \.pdf, \.svg, \.png"):
        picture(Routing.of(digits(2, 1)), tmp_path / "routes.gif")
    with pytest.raises(FileAccessError, match="there is no folder"):
        picture(Routing.of(digits(2, 1)), tmp_path / "missing" / "routes.png")
