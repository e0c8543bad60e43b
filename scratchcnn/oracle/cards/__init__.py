"""All that is known about every op: one card each, and its famous bugs beside it.

In comes the name of an op; out go its card, the trials to draw for it, and its wrong versions.
May import `cases`. No other room of the oracle mentions an op by name.
"""
