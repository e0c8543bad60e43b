"""Imports as homework makes them.

In come the names that homework imports; out go modules, or stand-ins for those that are missing.
May import nothing else of the worker's.
"""
