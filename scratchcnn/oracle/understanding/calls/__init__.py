"""Trying: a plan is carried out, and what comes back completes it.

In come definitions and what runs them; out go plans, each of one carrier, one protocol and one
signature, layers that are called by them, and lines to paste. Rooms below run nothing.
May import `names`, `carriers`, `signatures`, `protocols`, and what is below `understanding`.
"""
