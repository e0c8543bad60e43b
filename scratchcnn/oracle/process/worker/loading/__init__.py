"""Homework loaded: its statements run as far as its definitions need them.

In come the texts of files and cells; out go objects by name, and descriptions for the judge.
May import `imports` and `syntax`.
"""
