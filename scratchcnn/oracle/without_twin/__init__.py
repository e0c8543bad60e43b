"""Layers of which no twin is known: their gradients by finite differences.

In comes a live layer or a function; out goes a report.
May import every other room of the oracle.
"""
