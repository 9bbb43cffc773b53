"""Proof: the numbers on the screen by name, and what recomputes them elsewhere: R, and other libraries of Python."""
