"""Trying: a plan is carried out, and what comes back completes it.

In come definitions; out go plans, and layers that are called by them.
May import `names`, `signatures`, and what is below `understanding`.
"""
