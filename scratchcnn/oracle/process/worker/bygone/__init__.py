"""Names that NumPy and Python removed, restored for homework, and a record of their uses.

In come the statements of homework; out go statements that run today, and what was restored where.
May import NumPy and the standard library.
"""
