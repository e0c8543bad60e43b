"""Trying calls: candidate plans are run on the homework, and the results complete them.

In come definitions and a runner for them; out go plans.
May import `plans` and what that may import. Of the rooms of `understanding`, only `plans`, this one
and `teacher` run homework.
"""
