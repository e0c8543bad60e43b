"""Finding what a homework computes with, if it has a Tensor, Variable or Value of its own.

In come a homework's definitions and a runner for them; out go the definitions that may be layers,
each with the carriers that it may compute with. May import what `calls` may, and nothing of it.
"""
