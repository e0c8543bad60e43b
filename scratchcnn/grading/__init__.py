"""Grading a class: many submissions, judged in many processes, whose results survive anything."""
