"""Layers whose names say nothing: sizes, values, and what the code says of shapes.

In come definitions that names did not explain; out go layers that are understood, or why not.
May import `one_layer` and what that may.
"""
