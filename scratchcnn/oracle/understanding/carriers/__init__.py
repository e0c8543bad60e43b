"""What arrays travel in: one file per carrier, and a table of them.

In comes an ndarray; out goes what homework computes with, as the worker makes it and as Python; and
the way back. May import nothing of ours.
"""
