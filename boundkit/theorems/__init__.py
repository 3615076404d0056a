"""In a clone, the repository's folder ``theorems``; a wheel puts that folder here, in place of this file."""

from pathlib import Path

__path__ = [str(Path(__file__).parents[2] / "theorems")]
