"""The calls that probe homework, and what is passed in them.

In come an op, sizes and a signature; out go settings, and expressions for the worker.
May import `setting`, `signature`, `layout` and `from_source`.
"""
