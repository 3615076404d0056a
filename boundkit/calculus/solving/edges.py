"""What conditions say at the edge of where they hold."""

from __future__ import annotations

import sympy
from sympy.core.relational import Relational

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import truth_on
from boundkit.formulas.smooth import is_smooth


def holds_at_edge(condition: Relational, box: Box) -> bool:
    """Whether a condition holds on a whole box, or at the limit of points of the box where it holds."""
    closed = isinstance(condition, sympy.Ge | sympy.Le) and is_smooth(condition.lhs - condition.rhs)
    return closed or truth_on(condition, box) is True
