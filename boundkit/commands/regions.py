"""``boundkit regions``: regions enumerated, counted and drawn; what was found stands whatever ends the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Protocol

from boundkit.commands.effort import INTERRUPTED, UNWRITTEN, Effort, Listener
from boundkit.errors import AddressSpaceError, BudgetExhaustedError, CutShortError, FileAccessError
from boundkit.networks.mixture import RouterAlone
from boundkit.networks.parameters import Parameters, most_parameters, total_parameters
from boundkit.networks.program import PiecewiseAffine, is_mixture
from boundkit.regions import Count, Region, count, regions
from boundkit.regions.boundary import Boundary, between_classes
from boundkit.regions.domain import Domain, Everywhere
from boundkit.whole_file import add


class Picture(Protocol):
    """A picture that was checked before anything is counted, and knows how to draw itself."""

    @property
    def path(self) -> Path: ...

    def draw(
        self, progress: Callable[[int], None] | None = None, *, budget: float | None = None, memory: float = ...
    ) -> None: ...


@dataclass(frozen=True)
class Pieces:
    """The counts beside the activation regions, with the seconds they took; None where a budget ended first."""

    affine_pieces: int | None
    connected_pieces: int | None
    routing_cells: int | None
    seconds: float

    @classmethod
    def of(cls, found: Count) -> Pieces:
        """Make the counts that a ``Count`` puts off until they are asked for."""
        try:
            counts = found.affine_pieces, found.connected_pieces, found.routing_cells
        except BudgetExhaustedError:
            return cls(None, None, None, found.pieces_seconds)
        return cls(*counts, found.pieces_seconds)


@dataclass(frozen=True)
class Written:
    """An enumeration on disk: how many regions it holds, and whether these are all."""

    path: Path
    regions: int
    complete: bool


@dataclass(frozen=True)
class Drawn:
    """The file of a picture, whether it was drawn, and whether its place could not be written."""

    path: Path
    drawn: bool = False
    unwritten: bool = False


@dataclass(frozen=True)
class RegionsFound:
    """What ``boundkit regions`` found; None is what was not asked for.

    ``parameters`` are all of the network's, ``needed`` the most that an input may need, None without a mixture layer.
    With ``router_alone`` its regions are those of its gate, and it has no others.
    ``classes`` says whether the program is a decision whose ``boundary`` was asked for; that is None where a budget
    ended first, and where the regions could not all be counted.
    ``interrupted`` says whether Ctrl-C ended the search.
    """

    count: Count
    pieces: Pieces | None
    parameters: int
    needed: Parameters | None = None
    router_alone: bool = False
    classes: bool = False
    boundary: Boundary | None = None
    written: Written | None = None
    picture: Drawn | None = None
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether all that was asked for was found."""
        return (
            self.count.guarantee == "exact"
            and (self.pieces is None or self.pieces.affine_pieces is not None)
            and (self.boundary is not None or not self.classes)
            and (self.written is None or self.written.complete)
            and (self.picture is None or self.picture.drawn)
        )

    @property
    def exit_code(self) -> int:
        if self.interrupted:
            return INTERRUPTED
        if self.picture is not None and self.picture.unwritten:
            return UNWRITTEN
        return 0 if self.complete else 4


def find_regions(
    program: PiecewiseAffine,
    where: Domain,
    effort: Effort,
    progress: Listener,
    *,
    network: PiecewiseAffine | None = None,
    pieces: bool = True,
    classes: bool = False,
    picture: Picture | None = None,
    output: Path | None = None,
    line: Callable[[Region], str] = str,
) -> RegionsFound:
    """Enumerate into ``output``, a ``line`` a region, count, and draw; Ctrl-C ends it with what was found.

    The program is the ``network``, perhaps on a plane; with ``classes`` its decision, and ``pieces`` have the boundary.
    Raises FileAccessError.
    """
    network = program if network is None else network
    needed, alone = most_parameters(network) if is_mixture(network) else None, isinstance(network, RouterAlone)
    pieces = pieces and not alone
    announce = cache(progress.note)
    written = _written(program, where, output, line, effort, progress, announce) if output is not None else None
    interrupted = False
    try:
        found = count(
            program,
            where,
            jobs=effort.place,
            budget=effort.budget,
            memory=effort.memory,
            progress=progress.begin("counting"),
            announce=announce,
        )
    except CutShortError as cut:
        found, interrupted = cut.found, True
    others = Pieces(None, None, None, 0.0) if pieces else None
    if pieces and not interrupted:
        progress.begin(
            f"{found.activation_regions:,} regions counted; now the affine pieces, "
            "without which --no-pieces or Ctrl-C ends"
        )
        try:
            others = Pieces.of(found)
        except KeyboardInterrupt:
            interrupted = True
    boundary = None
    if classes and isinstance(where, Everywhere):
        progress.note("no boundary between classes is looked for in all of R^d; give a box")
    classes = classes and pieces and not isinstance(where, Everywhere)
    if classes and not interrupted and found.guarantee == "exact":
        boundary, interrupted = _boundary(program, where, effort, progress)
    drawn = Drawn(picture.path) if picture is not None else None
    if picture is not None and not interrupted:
        drawn, interrupted = _drawn(picture, effort, progress)
    return RegionsFound(
        found,
        others,
        needed.routing if needed is not None and alone else total_parameters(network),
        needed,
        alone,
        classes=classes,
        boundary=boundary,
        written=written,
        picture=drawn,
        interrupted=interrupted,
    )


def _boundary(
    program: PiecewiseAffine, where: Domain, effort: Effort, progress: Listener
) -> tuple[Boundary | None, bool]:
    """The boundary, None where a budget ended first, and whether Ctrl-C ended the search for it."""
    listen = progress.begin("regions, and the boundary between classes, without which --no-pieces or Ctrl-C ends")
    try:
        return between_classes(
            program, where, jobs=effort.place, budget=effort.budget, memory=effort.memory, progress=listen
        ), False
    except (AddressSpaceError, BudgetExhaustedError, MemoryError):
        return None, False
    except KeyboardInterrupt:
        return None, True


def _drawn(picture: Picture, effort: Effort, progress: Listener) -> tuple[Drawn, bool]:
    """What became of the picture, and whether Ctrl-C ended it."""
    try:
        picture.draw(progress.begin("regions drawn"), budget=effort.budget, memory=effort.memory)
    except (AddressSpaceError, BudgetExhaustedError, MemoryError):
        return Drawn(picture.path), False
    except FileAccessError as error:
        progress.note(str(error))
        return Drawn(picture.path, unwritten=True), False
    except KeyboardInterrupt:
        return Drawn(picture.path), True
    return Drawn(picture.path, drawn=True), False


def _written(
    program: PiecewiseAffine,
    where: Domain,
    path: Path,
    line: Callable[[Region], str],
    effort: Effort,
    progress: Listener,
    announce: Callable[[str], None],
) -> Written:
    """Enumerate into a file, a line a region, each on disk before the next is looked for; a full disk leaves lines."""
    progress.begin("regions written")
    number = 0
    try:
        with FileIO(path, "w") as file:
            for region in regions(
                program,
                where,
                jobs=effort.place,
                budget=effort.budget,
                memory=effort.memory,
                announce=announce,
            ):
                add(file, f"{line(region)}\n".encode())
                number += 1
                progress(number)
    except (BudgetExhaustedError, MemoryError):
        return Written(path, number, complete=False)
    except KeyboardInterrupt:
        progress.note(f"interrupted; {path} holds the first {number} regions")
        raise
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    return Written(path, number, complete=True)
