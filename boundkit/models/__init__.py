"""Shapes of mixture-of-experts models, for evaluating bounds at them: published ones, and those of a config.json."""

from __future__ import annotations

import os
from pathlib import Path

from boundkit.errors import UnknownNameError
from boundkit.models.config import read_config
from boundkit.models.presets import models
from boundkit.models.shape import NOTE, Model

__all__ = ["NOTE", "Model", "model", "models", "read_config"]


def model(name: str) -> Model:
    """The preset of that name, or the shape of a Hugging Face config.json: its path, or that of its folder.

    Raises UnknownNameError, suggesting the nearest preset, and for a file the errors of ``read_config``.

    >>> model("mixtral-8x7b").values["E"]
    8
    """
    known = models()
    if name.lower() in known:
        return known[name.lower()]
    path = Path(name)
    if os.sep in name or path.suffix == ".json" or path.exists():
        return read_config(path / "config.json" if path.is_dir() else path)
    found = UnknownNameError.among("model", name, known)
    raise UnknownNameError(f"{found}; or give the path of a config.json")
