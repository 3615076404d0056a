"""Which routes a mixture realises."""

from boundkit.routing.export import tikz, write_graphml
from boundkit.routing.graph import LayerLoad, Routing, entropy, routing_graph
from boundkit.routing.observed import Observed

__all__ = ["LayerLoad", "Observed", "Routing", "entropy", "routing_graph", "tikz", "write_graphml"]
