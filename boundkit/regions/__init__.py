"""Floor 4: counting and enumerating the regions of a network, exactly."""

from boundkit.regions.count import Count, Region, count, regions

__all__ = ["Count", "Region", "count", "regions"]
