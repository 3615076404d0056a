"""The command line. It starts with next to no imports, so that Ctrl-C is answered while the others load."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; every error becomes one line and an exit code, with --json a document."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        from boundkit.cli import app, shell
    except KeyboardInterrupt:
        from boundkit.cli.answers import report_interrupted

        return report_interrupted(words)
    return shell.run(app.app, words)
