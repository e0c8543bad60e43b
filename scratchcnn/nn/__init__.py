"""Layers that keep their parameters, and the networks that the guides document.

In come arrays; out go outputs, and gradients by the names of the parameters.
May import `ops` and `files`.
"""
