"""Whole networks: a loss and the gradients of all parameters, where no part is a layer by itself.

In comes what a runner has loaded; out go results, one for each parameter's gradient.
May import every other room of the oracle but those that judge a whole target.
"""
