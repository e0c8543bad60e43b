"""The known bugs of losses: their formulas, what they are divided by, and what is compared.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import the `groups` of ops.
"""
