"""Training loops: one step on fixed weights, beside plain gradient descent on its own loss.

In comes what a runner has loaded; out go results, one for the step of each parameter.
May import every other room of the oracle but those that judge a whole target.
"""
