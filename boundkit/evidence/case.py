"""What a builder may return beside the object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A built object with values of symbols that only the builder knows, such as a Lipschitz constant."""

    object: Any
    values: Mapping[str, Any] = field(default_factory=dict)
