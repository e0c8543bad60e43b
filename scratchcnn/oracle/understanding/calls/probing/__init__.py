"""Single tries: one plan is run on the homework, and its results complete it.

In come plans and a runner; out go outcomes: what fits, what is right, and why a call failed.
May import what `calls` may.
"""
