"""The known bugs of formulas: activations, dense layers, normalisation, losses, fused layers.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import the `groups` of ops, and `sliding` for its windows.
"""
