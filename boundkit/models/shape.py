"""The shape of a mixture-of-experts Transformer, and how many of its parameters tokens use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flint import fmpq

NOTE = "shape only: these models use gated experts and softmax gates, which the theorems' hypotheses may exclude"


@dataclass(frozen=True)
class Model:
    """A model's shape; every figure is a count of units or of weights, biases and norms left out.

    ``shared`` is the total width of the experts that every token uses, ``dense`` the number of layers with one block of
    width ``dense_width`` instead of experts. What is None (``vocabulary``, ``attention``, ``shared``, ``dense_width``)
    is not known, and so is every count that needs it; ``remarks`` say why, and what was taken for granted.
    ``published_*`` are in 10^9 parameters, None where not found.
    """

    name: str
    source: str
    layers: int
    hidden: int
    experts: int
    active: int
    width: int
    vocabulary: int | None
    attention: Mapping[str, int] | None
    dense: int = 0
    dense_width: int | None = 0
    shared: int | None = 0
    tied: bool = False
    remarks: tuple[str, ...] = ()
    published_total: fmpq | None = None
    published_active: fmpq | None = None
    rounding: fmpq | None = None

    @property
    def routed_layers(self) -> int:
        """Layers that have experts."""
        return self.layers - self.dense

    @property
    def expert_parameters(self) -> int:
        """Weights of one gated expert: three matrices of hidden x width."""
        return 3 * self.hidden * self.width

    @property
    def router_parameters(self) -> int:
        """Weights of one linear gate: a score of every expert."""
        return self.hidden * self.experts

    @property
    def attention_parameters(self) -> int | None:
        """Weights of one attention block."""
        a = self.attention
        if a is None:
            return None
        if "kv_heads" in a:
            return 2 * self.hidden * a["head_dim"] * (a["heads"] + a["kv_heads"])
        query_dim = a["heads"] * (a["nope_dim"] + a["rope_dim"])
        query = self.hidden * a["q_rank"] + a["q_rank"] * query_dim if a["q_rank"] else self.hidden * query_dim
        keys = self.hidden * (a["kv_rank"] + a["rope_dim"]) + a["kv_rank"] * a["heads"] * (
            a["nope_dim"] + a["value_dim"]
        )
        return query + keys + a["heads"] * a["value_dim"] * self.hidden

    @property
    def shared_parameters(self) -> int | None:
        """Weights of one expert layer that every token uses: attention, router, shared experts."""
        attention = self.attention_parameters
        if attention is None or self.shared is None:
            return None
        return attention + self.router_parameters + 3 * self.hidden * self.shared

    @property
    def embedding_parameters(self) -> int | None:
        """Input and output embedding together; one matrix when they are tied."""
        return None if self.vocabulary is None else self.vocabulary * self.hidden * (1 if self.tied else 2)

    @property
    def dense_parameters(self) -> int | None:
        """Weights of all layers without experts."""
        if not self.dense:
            return 0
        if self.attention_parameters is None or self.dense_width is None:
            return None
        return self.dense * (self.attention_parameters + 3 * self.hidden * self.dense_width)

    @property
    def total_parameters(self) -> int | None:
        """All weights."""
        return self._with_experts(self.experts)

    @property
    def active_parameters(self) -> int | None:
        """Weights that one token uses, both embeddings included."""
        return self.used_by(1)

    def used_by(self, tokens: int, *, router: bool = True) -> int | None:
        """The most weights that so many tokens use: in every layer the experts of all of them, min(E, k T).

        Both embeddings and the layers without experts are included, the routers unless told not to count them. That it
        can be no more is mayaki2026.active_budget; tokens that all use the same k experts use those of one token.
        """
        found = self._with_experts(min(self.experts, self.active * tokens))
        return found if found is None or router else found - self.routed_layers * self.router_parameters

    @property
    def gone_at(self) -> int:
        """The least number of tokens that may use every expert: E/k, rounded up."""
        return -(-self.experts // self.active)

    def _with_experts(self, experts: int) -> int | None:
        parts = self.dense_parameters, self.embedding_parameters, self.shared_parameters
        if None in parts:
            return None
        dense, embedding, shared = (part or 0 for part in parts)
        return dense + embedding + self.routed_layers * (shared + experts * self.expert_parameters)

    @property
    def values(self) -> dict[str, int]:
        """Values of the catalogue's symbols at this shape; L counts the layers that have experts.

        S is not among them: a routing pattern of T tokens uses the experts of all of them, up to
        L (P min(E, k T) + S_shared) parameters (mayaki2026.active_budget), and ``active_parameters`` are those of one.
        """
        own = {
            "D": self.hidden,
            "E": self.experts,
            "k": self.active,
            "L": self.routed_layers,
            "J": 1,
            "W": self.width,
            "P": self.expert_parameters,
        }
        return own if self.shared_parameters is None else own | {"S_shared": self.shared_parameters}

    def note_on(self, used: Mapping[str, object]) -> str:
        """What stands beside figures at this shape that use these values."""
        said = [NOTE]
        if self.values.get("S_shared") is not None and "S_shared" in used:
            said.append(f"S_shared counts the router, {self.router_parameters} weights, but no biases and norms")
        return "; ".join([*said, *self.remarks])
