"""The command that fits a scaling law to training runs."""

from __future__ import annotations

import typer

from boundkit.cli import options
from boundkit.cli.answers import answer
from boundkit.cli.pictures import Pictures


def fit(
    file: options.RunsFile,
    plot: options.FitPlot = None,
    level: options.Level = 0.95,
    draws: options.Draws = 1000,
    seed: options.Seed = 1,
    budget: options.SecondsForDraws = None,
    as_json: options.Json = False,
) -> None:
    """A scaling law fitted to training runs; whether active or total parameters explain the loss.

    The file has the columns active, total, loss, and tokens or samples; experts and granularity may be added. The law
    is that of mayaki2026.scaling_laws; published forms are fitted beside it.

    Example: boundkit fit runs.csv --plot fit.pdf
    """
    from boundkit.commands.fit import fit as fitted
    from boundkit.export.fit import fit_document, fit_text
    from boundkit.export.progress import Progress

    if plot is not None:
        from boundkit.export.figures import require_picture

        require_picture(plot)
    with Progress() as progress:
        told = progress.begin("draws of the bootstrap")
        found = fitted(file, level=level, draws=draws, seed=seed, budget=budget, progress=told)
    pictures = Pictures()
    if plot is not None and not found.interrupted:
        from boundkit.export.fit_figure import fit_picture

        pictures.draw(fit_picture, found, plot)
    answer(as_json, lambda: fit_document(found), lambda: fit_text(found))
    pictures.end()
    raise typer.Exit(found.exit_code)
