"""Our own ops against those of another version.

In come a file or a commit; out goes how far every result has moved.
May import `checks` and what is below it.
"""
