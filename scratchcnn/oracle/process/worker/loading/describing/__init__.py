"""What the judge is told of a function or a class: its parameters, its source, what may be chosen.

In come objects; out go descriptions as data. May import what `loading` may, and nothing of it.
"""
