"""The layout of a routing graph: experts do not overlap, ways cross none."""

from itertools import pairwise

from boundkit.routing.layout import layout


def test_experts_do_not_overlap_and_ways_cross_none(routing):
    """In a column experts and titles lie a row apart; on its way through further columns a line meets no expert."""
    places, graph = layout(routing.program), routing.expert_graph()
    everything = [*places.nodes.values(), *places.heads.values()]
    for column in range(places.columns):
        heights = sorted(y for own, y in everything if own == column)
        assert all(b - a >= 1 for a, b in pairwise(heights))
        assert max(map(abs, heights)) <= places.rows / 2 - 0.5
    for one, other in graph.edges:
        (start, y), (end, _) = places.nodes[one], places.nodes[other]
        between = [h for column, h in everything if start < column < end]
        assert all(abs(h - y) >= 0.75 for h in between)
