"""What the code itself says: constants, words, shapes and records of the homework's own.

In comes the description of a definition, with its source; out go what parameters stand for.
May import `signature`, and what `signatures` may.
"""
