"""Check theorems about mixture-of-experts networks, symbolically and on the objects that their proofs build.

>>> import boundkit
>>> boundkit.theorem("wang2025.piece_count").claim("upper").evaluate(E=8, L=5).exact
'32768'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from boundkit.version import __version__

if TYPE_CHECKING:
    from boundkit.api import catalogue, check, theorem

__all__ = ["__version__", "catalogue", "check", "networks", "regions", "theorem"]


def __getattr__(name: str) -> Any:
    if name in ("catalogue", "check", "theorem"):
        return getattr(importlib.import_module("boundkit.api"), name)
    if name in ("networks", "regions"):
        return importlib.import_module(f"boundkit.{name}")
    raise AttributeError(f"module 'boundkit' has no attribute {name!r}")
