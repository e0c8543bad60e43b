"""Grading a class: many submissions, judged in many processes; results survive a crash.

In come the files that a class has handed in, and points; out go reports, grades and pages.
May import the oracle, `files` and `processes`; nothing of ours but `commands` imports it.
"""
