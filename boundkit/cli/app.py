"""The commands. They read their input, call the library, and print; heavy imports wait until they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from boundkit.cli import bounds, checks, fits, networks, shell, tables

app = typer.Typer(
    cls=shell.Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from boundkit.version import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Check theorems about mixture-of-experts networks: bounds evaluated exactly, constructions verified."""


_COMMANDS: dict[str, Callable[..., None]] = {
    "list": bounds.list_results,
    "show": bounds.show,
    "proof": bounds.proof,
    "eval": bounds.evaluate,
    "solve": bounds.solve,
    "minimise": bounds.minimise,
    "compare": bounds.compare,
    "check": checks.check,
    "certificate": checks.certificate,
    "report": checks.report,
    "graph": checks.graph,
    "falsify": checks.falsify,
    "try": checks.try_relation,
    "regions": networks.count_regions,
    "routing": networks.routing,
    "example": networks.example,
    "fit": fits.fit,
    "table": tables.table,
    "new": bounds.new,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
