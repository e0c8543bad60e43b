"""Requests of the judge, carried out on homework that is loaded.

In come frames of JSON and arrays; out go frames of the same kind, with values or failures.
May import `imports` and `loading`.
"""
