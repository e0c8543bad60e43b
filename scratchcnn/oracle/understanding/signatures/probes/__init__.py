"""The calls that probe homework, and what is passed in them.

In come an op, sizes and a signature; out go settings, and expressions for the worker.
May import `setting`, `signature`, `layout`, `from_source`, and what `signatures` may.
"""
