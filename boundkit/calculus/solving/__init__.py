"""Where relations hold, where bounds cross, where they are least."""

from boundkit.calculus.solving.comparison import compare
from boundkit.calculus.solving.inversion import Solution, solve
from boundkit.calculus.solving.optimum import Optimum, minimise
from boundkit.calculus.solving.planes import Plane, plane

__all__ = ["Optimum", "Plane", "Solution", "compare", "minimise", "plane", "solve"]
