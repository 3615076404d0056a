"""Growth of formulas along rays: O, o, Theta, limits."""

from boundkit.calculus.growth.limits import limit_is
from boundkit.calculus.growth.rays import Ray, along, compare_growth, growth, holds_eventually

__all__ = ["Ray", "along", "compare_growth", "growth", "holds_eventually", "limit_is"]
