"""Check theorems about mixture-of-experts networks, symbolically and on the objects that their proofs build.

>>> import boundkit
>>> boundkit.theorem("wang2025.piece_count").claim("upper").evaluate(E=8, L=5).exact
'32768'
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from boundkit.version import __version__

if TYPE_CHECKING:
    from boundkit.api import catalogue, theorem
    from boundkit.calls import check, compare, falsify, fit, minimise, solve, try_

os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")  # read when sympy is imported; proofs have more formulas than 1000

_API = ("catalogue", "theorem")
_CALLS = ("check", "compare", "falsify", "fit", "minimise", "solve", "try_")
__all__ = ["__version__", "catalogue", "check", "compare", "falsify", "fit", "minimise", "networks", "regions",
           "solve", "theorem", "try_"]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _API:
        return getattr(importlib.import_module("boundkit.api"), name)
    if name in _CALLS:
        return getattr(importlib.import_module("boundkit.calls"), name)
    if name in ("networks", "regions"):
        return importlib.import_module(f"boundkit.{name}")
    raise AttributeError(f"module 'boundkit' has no attribute {name!r}")
