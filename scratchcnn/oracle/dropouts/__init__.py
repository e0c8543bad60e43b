"""Dropout layers: judged by what can be known of a layer that draws random numbers.

In comes what a runner has loaded; out go results, and reasons where there are none. May import the
cards, the runner and results, and what networks and optimizers know of names.
"""
