"""``boundkit regions``: regions enumerated, counted and drawn; what was found stands whatever ends the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundkit.commands.effort import INTERRUPTED, Effort, Found
from boundkit.errors import BudgetExhaustedError, CutShortError, FileAccessError
from boundkit.export.counts import Pieces, Written, region_document, regions_document
from boundkit.export.progress import Progress
from boundkit.networks.program import PiecewiseAffine, is_mixture
from boundkit.regions import count, regions
from boundkit.regions.domain import Domain

if TYPE_CHECKING:
    from boundkit.export.figures import Picture


def find_regions(
    program: PiecewiseAffine,
    where: Domain,
    effort: Effort,
    progress: Progress,
    *,
    pieces: bool = True,
    picture: Picture | None = None,
    output: Path | None = None,
) -> Found:
    """Enumerate into ``output``, count, and draw; Ctrl-C ends it with what was found. Raises FileAccessError."""
    written = _written(program, where, output, effort, progress) if output is not None else None
    interrupted = False
    try:
        found = count(
            program,
            where,
            jobs=effort.jobs,
            budget=effort.budget,
            memory=effort.memory,
            progress=progress.begin("counting"),
            announce=progress.note,
        )
    except CutShortError as cut:
        found, interrupted = cut.found, True
    others = None
    if pieces and not interrupted:
        progress.begin(
            f"{found.activation_regions:,} regions counted; now the affine pieces, "
            "without which --no-pieces or Ctrl-C ends"
        )
        others, interrupted = _pieces(found)
    drawn = None
    if picture is not None:
        drawn = False
        if not interrupted:
            drawn, interrupted = _drawn(picture, effort, progress)
    document = regions_document(
        found,
        others if others is not None or not pieces else Pieces(None, None, None, 0.0),
        routed=is_mixture(program),
        written=written,
        picture=(picture.path, bool(drawn)) if picture is not None else None,
        interrupted=interrupted,
    )
    return Found(document, INTERRUPTED if interrupted else 4 if "verdict" in document else 0)


def _pieces(found: Any) -> tuple[Pieces | None, bool]:
    try:
        return Pieces.of(found), False
    except KeyboardInterrupt:
        return None, True


def _drawn(picture: Picture, effort: Effort, progress: Progress) -> tuple[bool, bool]:
    """Whether the picture was drawn, and whether Ctrl-C ended it."""
    try:
        picture.draw(progress.begin("regions drawn"), budget=effort.budget, memory=effort.memory)
    except (BudgetExhaustedError, MemoryError):
        return False, False
    except KeyboardInterrupt:
        return False, True
    return True, False


def _written(program: PiecewiseAffine, where: Domain, path: Path, effort: Effort, progress: Progress) -> Written:
    """Enumerate into a file, a line a region, each on disk before the next is looked for."""
    progress.begin("regions written")
    number = 0
    try:
        with path.open("w", encoding="utf-8") as file:
            for region in regions(
                program,
                where,
                jobs=effort.jobs,
                budget=effort.budget,
                memory=effort.memory,
                announce=progress.note,
            ):
                file.write(json.dumps(region_document(region)) + "\n")
                file.flush()
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
