"""Boxes, the domains of symbols, and what values a formula takes there."""

from boundkit.calculus.ranges.box import Box, interval, point_box
from boundkit.calculus.ranges.domains import Domains
from boundkit.calculus.ranges.image import range_of

__all__ = ["Box", "Domains", "interval", "point_box", "range_of"]
