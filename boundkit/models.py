"""Shapes of published mixture-of-experts models, for evaluating bounds at them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import UnknownNameError

NOTE = "shape only: these models use gated experts and softmax gates, which the theorems' hypotheses may exclude"


@dataclass(frozen=True)
class Model:
    """A model's shape; every figure is a count. ``published_*`` are in 10^9 parameters, None where not found."""

    name: str
    source: str
    layers: int
    hidden: int
    experts: int
    active: int
    width: int
    vocabulary: int
    attention: dict[str, int]
    dense: int = 0
    dense_width: int = 0
    shared: int = 0
    tied: bool = False
    published_total: fmpq | None = None
    published_active: fmpq | None = None
    rounding: fmpq | None = None

    @property
    def expert_parameters(self) -> int:
        """Weights of one gated expert: three matrices of hidden x width."""
        return 3 * self.hidden * self.width

    @property
    def attention_parameters(self) -> int:
        """Weights of one attention block (biases and norms left out)."""
        a = self.attention
        if "kv_heads" in a:
            return 2 * self.hidden * a["head_dim"] * (a["heads"] + a["kv_heads"])
        query_dim = a["heads"] * (a["nope_dim"] + a["rope_dim"])
        query = self.hidden * a["q_rank"] + a["q_rank"] * query_dim if a["q_rank"] else self.hidden * query_dim
        keys = self.hidden * (a["kv_rank"] + a["rope_dim"]) + a["kv_rank"] * a["heads"] * (
            a["nope_dim"] + a["value_dim"]
        )
        return query + keys + a["heads"] * a["value_dim"] * self.hidden

    @property
    def shared_parameters(self) -> int:
        """Weights of one expert layer that every token uses: attention, router, shared experts."""
        return self.attention_parameters + self.hidden * self.experts + 3 * self.hidden * self.shared

    @property
    def embedding_parameters(self) -> int:
        """Input and output embedding together; one matrix when they are tied."""
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    @property
    def total_parameters(self) -> int:
        """All weights, biases and norms left out."""
        return self._parameters(self.experts)

    @property
    def active_parameters(self) -> int:
        """Weights that one token uses, both embeddings included."""
        return self._parameters(self.active)

    def _parameters(self, experts: int) -> int:
        dense = self.dense * (self.attention_parameters + 3 * self.hidden * self.dense_width)
        sparse = (self.layers - self.dense) * (self.shared_parameters + experts * self.expert_parameters)
        return dense + sparse + self.embedding_parameters

    @property
    def values(self) -> dict[str, int]:
        """Values of the catalogue's symbols at this shape; L counts the layers that have experts.

        S is not among them: a routing pattern of T tokens uses the experts of all of them, up to
        L (P min(E, k T) + S_shared) parameters (mayaki2026.active_budget), and ``active_parameters`` are those of one.
        """
        return {
            "D": self.hidden,
            "E": self.experts,
            "k": self.active,
            "L": self.layers - self.dense,
            "J": 1,
            "W": self.width,
            "P": self.expert_parameters,
            "S_shared": self.shared_parameters,
        }


@cache
def models() -> dict[str, Model]:
    """Every preset by name."""
    table = tomllib.loads(files("boundkit").joinpath("presets.toml").read_text(encoding="utf-8"))
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


def model(name: str) -> Model:
    """The preset of that name. Raises UnknownNameError, suggesting the nearest.

    >>> model("mixtral-8x7b").values["E"]
    8
    """
    known = models()
    if name.lower() not in known:
        raise UnknownNameError.among("model", name, known)
    return known[name.lower()]
