"""The known bugs that any op can have: batches, channels, the upstream gradient, what is kept.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import the `groups` of ops, `sliding` and `formulas`.
"""
