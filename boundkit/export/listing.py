"""The plain list of results, printed without any heavy import."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any


def print_list(summaries: Sequence[dict[str, Any]]) -> None:
    """Two lines a result: id and title, then its claims."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    longest = max((len(row["id"]) for row in summaries), default=0)
    for row in summaries:
        print(f"{row['id']:<{longest}}  {row['title']}")
        print(textwrap.fill(", ".join(row["claims"]), width, initial_indent="    ", subsequent_indent="    "))
