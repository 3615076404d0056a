"""Pictures of regions: the graph for one input, a map for two, plane sections for more (matplotlib, extra ``plot``)."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, FileAccessError, MalformedInputError, MissingExtraError, MissingValueError
from boundkit.export.graphs import draw_graphs
from boundkit.export.maps import draw_maps
from boundkit.export.panel import Panel, extent
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.count import enumerated
from boundkit.regions.domain import Domain, cell_of
from boundkit.regions.engines import bounded_cell
from boundkit.regions.interval import Interval
from boundkit.regions.limit import Limit
from boundkit.regions.polytope import Polytope
from boundkit.regions.section import restrict
from boundkit.whole_file import put, require_place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".pdf", ".svg", ".png")
COLOURS = ("pattern", "gradient")

_MOST_PANELS = 12
_LARGEST = fmpq(10) ** 100
_NARROWEST = fmpq(1, 10**9)
_DOTS_PER_INCH = 200


def require_picture(path: Path, colour: str = "pattern") -> None:
    """Raise the error that writing a picture to ``path`` would end in, before any region is counted.

    MalformedInputError for an unknown suffix or colour, FileAccessError for a place that cannot be written,
    MissingExtraError without matplotlib.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise MalformedInputError(f"{path} names no kind of picture; end it in {', '.join(SUFFIXES)}")
    if colour not in COLOURS:
        raise MalformedInputError(f"unknown colour {colour!r}; allowed: {', '.join(COLOURS)}")
    require_place(path)
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise MissingExtraError("a picture needs the library matplotlib: pip install 'boundkit[plot]'") from None


@dataclass(frozen=True)
class Picture:
    """What ``plot_regions`` is asked for, checked before any region is counted; ``draw`` makes it.

    Raises the errors of ``plot_regions``.
    """

    program: PiecewiseAffine
    box: Domain
    path: Path
    colour: str = "pattern"
    section: Mapping[str, Any] = field(default_factory=dict)
    classes: bool = False

    def __post_init__(self) -> None:
        require_picture(self.path, self.colour)
        for _, _, cell in self._parts:
            _require_drawable(cell)

    def draw(
        self,
        progress: Callable[[int], None] | None = None,
        *,
        budget: float | None = None,
        memory: float = float("inf"),
    ) -> None:
        """Enumerate the regions and write the file; ``progress`` is called with the number of objects so far.

        Raises BudgetExhaustedError, and writes nothing, when ``budget`` seconds or about ``memory`` gibibytes do not
        suffice to enumerate the regions.
        """
        limit = Limit(budget, memory, progress)
        panels: list[Panel] = []
        for fixed, program, whole in self._parts:
            cell = bounded_cell(program.inputs, whole, limit)
            panels.append(Panel(program, cell, fixed, list(enumerated(program, cell, limit)), self.classes))
        names = [f"$x_{{{axis + 1}}}$" for axis in range(self.program.inputs) if axis not in panels[0].fixed]
        drawn = draw_graphs(panels, names[0]) if len(names) == 1 else draw_maps(panels, names, self.colour)
        save(drawn, self.path)

    @cached_property
    def _parts(self) -> list[tuple[Mapping[int, fmpq], PiecewiseAffine, Interval | Polytope]]:
        """The fixed coordinates, the program and the domain of every panel."""
        return [(fixed, *restrict(self.program, self.box, fixed)) for fixed in self._heights()]

    def _heights(self) -> list[dict[int, fmpq]]:
        """The values of the fixed coordinates, a panel each."""
        size = self.program.inputs
        listed = {_axis(size, name): _listed(value) for name, value in self.section.items()}
        if size == 3 and not listed:
            low, high = extent(cell_of(size, self.box), 2)
            listed = {2: [low + (high - low) * quarter / 4 for quarter in (1, 2, 3)]}
        if size - len(listed) not in (1, 2):
            raise MissingValueError(
                f"a picture has one or two free coordinates; the network has {size} inputs and the section fixes "
                f"{len(listed)}; fix {max(size - 2, 0)} to {size - 1} of them, such as --section x{size}=0"
            )
        heights = [dict(zip(listed, values, strict=True)) for values in product(*listed.values())]
        if len(heights) > _MOST_PANELS:
            raise DomainError(f"the section has {len(heights)} panels; at most {_MOST_PANELS} fit into one picture")
        return heights


def plot_regions(
    program: PiecewiseAffine,
    box: Domain,
    path: str | Path,
    *,
    colour: str = "pattern",
    section: Mapping[str, Any] | None = None,
    classes: bool = False,
) -> None:
    """Draw the activation regions of ``program`` on a bounded domain into a .pdf, .svg or .png file.

    ``section`` fixes input coordinates to exact values, ``{"x3": "1/4"}``, or to several, a panel each; one or two
    coordinates must stay free. Two free ones give a map: ``colour`` is "pattern" (neighbours differ; the hue is the
    route of a mixture, or the pattern of the first layer) or "gradient" (of the first output: direction as hue, size as
    lightness). One gives the graph of all outputs with its breakpoints. Three inputs without a section are cut at a
    quarter, half and three quarters of the range of x3. With ``classes`` the program is a decision: the hue of a map is
    the class, and thick lines are the boundary between classes.

    Regions are found exactly; only the drawing is rounded. Raises the errors of ``require_picture``, MissingValueError
    when too many coordinates are free, DomainError for a domain that float64 cannot draw, and those of
    ``boundkit.regions.regions``.
    """
    Picture(program, box, Path(path), colour, section or {}, classes).draw()


def _axis(size: int, name: str) -> int:
    allowed = [f"x{axis + 1}" for axis in range(size)]
    if name not in allowed:
        raise MalformedInputError(f"unknown coordinate {name!r}; the inputs of this network are x1 .. x{size}")
    return allowed.index(name)


def _listed(value: Any) -> list[fmpq]:
    several = isinstance(value, Sequence) and not isinstance(value, str)
    return [rational(entry) for entry in (value if several else [value])]


def _require_drawable(cell: Interval | Polytope) -> None:
    for axis in range(cell.dimension):
        low, high = extent(cell, axis)
        size = max(abs(low), abs(high))
        if size > _LARGEST or high - low < max(_NARROWEST * size, 1 / _LARGEST):
            raise DomainError("the domain is too large or too narrow to be drawn in float64; choose another")


def save(figure: Figure, path: Path) -> None:
    """Write the figure at once, when it is whole; the same figure gives the same bytes. Raises FileAccessError."""
    import matplotlib

    content, kind = io.BytesIO(), path.suffix.lower()
    dates: dict[str, dict[str, Any]] = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}, ".png": {}}
    try:
        with matplotlib.rc_context({"svg.hashsalt": "boundkit", "pdf.fonttype": 42}):
            figure.savefig(content, format=kind[1:], dpi=_DOTS_PER_INCH, metadata=dates[kind])
        put(path, content.getvalue())
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place") from None
