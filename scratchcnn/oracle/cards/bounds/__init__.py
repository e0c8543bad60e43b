"""Bounds of rounding errors that do not follow from a card alone.

In come a twin and the arrays of a case; out goes the error that every entry of a result may have.
May import `cases`.
"""
