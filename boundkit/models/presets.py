"""Shapes of published mixture-of-experts models."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from boundkit.arithmetic.rational import rational
from boundkit.models.shape import Model


@cache
def models() -> dict[str, Model]:
    """Every preset by name."""
    table = tomllib.loads(files("boundkit.models").joinpath("presets.toml").read_text(encoding="utf-8"))
    return {name: _model(name, row) for name, row in table.items()}


def _model(name: str, row: dict[str, Any]) -> Model:
    published = row.pop("published", {})
    return Model(
        name=name,
        **row,
        published_total=rational(published["total"]) if published else None,
        published_active=rational(published["active"]) if published else None,
        rounding=rational(published["rounding"]) if published else None,
    )
