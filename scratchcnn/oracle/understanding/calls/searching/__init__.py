"""The searches for how a forward and a backward pass are called, where names say enough.

In come a definition and an op; out goes the best outcome of all ways to call it.
May import `probing` and what that may.
"""
