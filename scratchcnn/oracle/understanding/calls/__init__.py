"""Trying calls: candidate plans are run on the homework, and the results complete them.

In come definitions and a runner for them; out go plans (one carrier, one protocol and one signature
each), layers that are called according to a plan, and lines of Python to paste.
May import `names`, `carriers`, `signatures`, `protocols`, and what `understanding` may import.
Of these packages, only this one and `teacher` run homework.
"""
