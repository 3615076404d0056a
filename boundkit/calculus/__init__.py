"""What follows from an expression alone: ranges, inequalities, growth, solving; each imports from those before it."""
