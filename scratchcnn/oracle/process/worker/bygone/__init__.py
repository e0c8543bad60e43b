"""The names that NumPy and Python took away, given back to homework, and a record of their uses.

In come the statements of homework; out go statements that run today, and what was given back where.
May import NumPy and the standard library.
"""
