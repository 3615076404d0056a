"""What a count comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from boundkit.errors import AddressSpaceError, BudgetExhaustedError
from boundkit.notebook import Grid, Tabular

Pieces = tuple[int, int, int]


class Count(Tabular):
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``guarantee``: "exact", or "lower bound" when a budget ended first. ``engine``: what counted. ``seconds``:
    what counting took, without loading or compiling the engine, and ``pieces_seconds`` the same for the further counts,
    which are made by ``pieces`` when they are asked for, always exactly, within what is left of the budget; a lower
    bound has none.
    """

    def __init__(
        self,
        activation_regions: int,
        guarantee: str,
        engine: str,
        pieces: Callable[[], Pieces] | None = None,
    ) -> None:
        self.activation_regions = activation_regions
        self.guarantee = guarantee
        self.engine = engine
        self._make_pieces = pieces
        self.timed_by(lambda: 0.0)

    def timed_by(self, clock: Callable[[], float]) -> None:
        """Take the seconds from a clock that runs while something is counted."""
        self.seconds, self._clock = clock(), clock

    @property
    def pieces_seconds(self) -> float:
        """What counting the pieces took until now, without loading or compiling."""
        return self._clock() - self.seconds

    @cached_property
    def pieces(self) -> Pieces:
        """The affine pieces, connected pieces and routing cells. Raises BudgetExhaustedError."""
        if self._make_pieces is None:
            raise BudgetExhaustedError("the regions are not all counted, so neither are pieces; give a larger budget")
        try:
            return self._make_pieces()
        except (AddressSpaceError, MemoryError):
            raise BudgetExhaustedError("memory ended before all pieces were counted") from None

    @property
    def affine_pieces(self) -> int:
        """Distinct affine maps among the regions. Raises BudgetExhaustedError."""
        return self.pieces[0]

    @property
    def connected_pieces(self) -> int:
        """Connected sets of regions, joined through facets, with one affine map. Raises BudgetExhaustedError."""
        return self.pieces[1]

    @property
    def routing_cells(self) -> int:
        """Nonempty open sets on which the route is constant. Raises BudgetExhaustedError."""
        return self.pieces[2]

    def _grid(self) -> Grid:
        rows = [("activation regions", f"{self.activation_regions:,}"), ("guarantee", self.guarantee),
                ("engine", self.engine), ("seconds", f"{self.seconds:.3f}")]  # fmt: skip
        if "pieces" in self.__dict__:  # counted already: a notebook does not start a count to show one
            heads = ("affine pieces", "connected pieces", "routing cells")
            rows += [(head, f"{number:,}") for head, number in zip(heads, self.pieces, strict=True)]
        return Grid((), tuple(rows))

    def _records(self) -> Iterator[dict[str, Any]]:
        yield {str(head).replace(" ", "_"): value for head, value in self._grid().rows} | {
            "activation_regions": self.activation_regions,
            "seconds": self.seconds,
        }

    def __repr__(self) -> str:
        certain = f"guarantee={self.guarantee!r}, engine={self.engine!r}"
        return f"Count(activation_regions={self.activation_regions}, {certain})"
