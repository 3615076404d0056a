"""``boundkit routing``: routes enumerated, and their graph exported where all of them are known."""

from __future__ import annotations

from pathlib import Path

from boundkit.commands.effort import INTERRUPTED, Effort, Found
from boundkit.errors import CutShortError, FileAccessError
from boundkit.export.progress import Progress
from boundkit.export.routes import routing_document
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.domain import Domain
from boundkit.routing import Routing, tikz, write_graphml


def find_routing(
    program: PiecewiseAffine,
    where: Domain,
    effort: Effort,
    progress: Progress,
    *,
    graphml: Path | None = None,
    drawing: Path | None = None,
    plot: Path | None = None,
) -> Found:
    """Enumerate, and write what is asked for; Ctrl-C ends it with what was found. Raises as ``Routing.of``."""
    interrupted = False
    try:
        found = Routing.of(
            program, where, budget=effort.budget, memory=effort.memory, progress=progress.begin("regions routed")
        )
    except CutShortError as cut:
        found, interrupted = cut.found, True
    if found.cells is not None:
        _export(found, graphml, drawing, plot)
    else:
        for path in (graphml, drawing, plot):
            if path is not None:
                progress.note(f"{path} was not written: not everything about the routes is known")
    code = INTERRUPTED if interrupted else 0 if found.cells is not None else 4
    return Found(routing_document(found) | ({"interrupted": True} if interrupted else {}), code)


def _export(found: Routing, graphml: Path | None, drawing: Path | None, plot: Path | None) -> None:
    if graphml is not None:
        write_graphml(found, graphml)
    if drawing is not None:
        try:
            drawing.write_text(tikz(found), encoding="utf-8")
        except OSError as error:
            raise FileAccessError(f"cannot write {drawing}: {error.strerror}; choose another place") from None
    if plot is not None:
        from boundkit.export.routing_figure import picture

        picture(found, plot)
