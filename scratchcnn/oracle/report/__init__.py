"""What was found, in words and pictures: one file per format.

In comes a report; out go text, HTML, JSON, JUnit, or what Gradescope reads.
May import every room of the oracle but `without_twin`.
"""
