"""Inequalities between formulas, certified over whole domains, and steps of derivations."""

from boundkit.calculus.inequalities.judgement import Judgement, certify
from boundkit.calculus.inequalities.steps import Step, bounded, certified, decided, identity, nonnegative

__all__ = ["Judgement", "Step", "bounded", "certified", "certify", "decided", "identity", "nonnegative"]
