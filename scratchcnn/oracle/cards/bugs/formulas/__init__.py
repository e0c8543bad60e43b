"""The known bugs of formulas: a room for each family of ops; beside them dense and fused layers.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import the `groups` of ops, and `sliding` for its windows.
"""
