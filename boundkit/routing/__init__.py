"""Floor 5: which routes a mixture realises."""

from boundkit.routing.graph import routing_graph

__all__ = ["routing_graph"]
