"""What an implementation is asked, and what it answered.

In come an implementation and trials; out go observations, verdicts, and results with a small case.
May import `understanding`, `cards`, `cases` and `process`.
"""
