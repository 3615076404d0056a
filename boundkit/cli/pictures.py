"""Pictures beside an answer, which stands whatever becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from boundkit.commands.effort import INTERRUPTED
from boundkit.errors import FileAccessError, MissingValueError
from boundkit.streams import tell


class Pictures:
    """Pictures beside an answer: what ends the drawing, such as a full disk, is told when the answer was."""

    def __init__(self) -> None:
        self._failed: tuple[str, int] | None = None

    def draw(self, draw: Callable[..., Any], *asked: Any, **options: Any) -> None:
        """Call ``draw`` with what is asked, and keep it where its place or its content fails, or Ctrl-C ends it."""
        try:
            draw(*asked, **options)
        except (FileAccessError, MissingValueError) as error:
            self._failed = str(error), error.exit_code
        except KeyboardInterrupt:
            self._failed = "interrupted before the picture was drawn", INTERRUPTED

    def end(self) -> None:
        """Tell what was kept, and end with its exit code; raises typer.Exit."""
        if self._failed is not None:
            message, code = self._failed
            tell(message)
            raise typer.Exit(code)
