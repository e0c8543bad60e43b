"""Naming a failure: a known bug, a symptom, or a convention.

In come findings; out go results that name the bug, with the evidence and lines to paste.
May import `checks` and what is below it.
"""
