"""The cards: all that the oracle knows of each op, one file per family.

In come twins, by the names of their ops; out go cards, and the bugs of a single op.
May import `cases`, and of `cards` what describes cards and bugs, and `bounds`.
"""
