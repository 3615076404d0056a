"""What rests on what as a drawing within a page: boxes that are links, arrows, and the verdict as colour and letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from boundkit.checking.report import Headline
from boundkit.export.claim_graph import places_of, resting
from boundkit.statements.reference import ClaimId

_COLUMN, _ROW = 252, 46  # user units, which are pixels at full size
_WIDTH, _HEIGHT = 208, 36


@dataclass(frozen=True)
class Box:
    """A claim at its place; ``verdict`` is empty where it is not known."""

    claim: ClaimId
    x: float
    y: float
    verdict: str

    @property
    def key(self) -> str:
        """A name that may stand in an attribute of a page."""
        return f"{self.claim.result}--{self.claim.claim}"


@dataclass(frozen=True)
class Arrow:
    """From a claim to one that rests on it."""

    below: Box
    above: Box

    @property
    def path(self) -> str:
        """From the right side of one box to the left side of the other."""
        x, y = self.below.x + _WIDTH, self.below.y + _HEIGHT / 2
        end, level = self.above.x - 5, self.above.y + _HEIGHT / 2
        bend = (end - x) / 2
        return f"M{x:g},{y:g} C{x + bend:g},{y:g} {end - bend:g},{level:g} {end:g},{level:g}"


@dataclass(frozen=True)
class Drawing:
    """Boxes and arrows with the size of what holds them."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float
    box_width: int = _WIDTH
    box_height: int = _HEIGHT


def drawing_of(claims: Sequence[Headline]) -> Drawing:
    """All claims that rest on another or on which another rests; what is not joined stands one below the other.

    >>> drawing_of([]).boxes
    ()
    """
    drawn = resting(claims)
    verdicts = {claim: "" if verdict is None else verdict.value for claim, verdict in drawn.nodes(data="verdict")}
    boxes: dict[ClaimId, Box] = {}
    top = 10.0
    for together in sorted(nx.weakly_connected_components(drawn), key=lambda part: (-len(part), str(min(part)))):
        places = places_of(drawn.subgraph(together))
        highest = min(row for _, row in places.values())
        for claim, (column, row) in places.items():
            boxes[claim] = Box(claim, 10 + _COLUMN * column, top + _ROW * (row - highest), verdicts[claim])
        top = max(boxes[claim].y for claim in together) + 2 * _ROW
    width = max((box.x for box in boxes.values()), default=0) + _WIDTH + 10
    height = max((box.y for box in boxes.values()), default=0) + _HEIGHT + 10
    arrows = tuple(Arrow(boxes[below], boxes[above]) for below, above in drawn.edges)
    return Drawing(tuple(boxes.values()), arrows, width, height)
