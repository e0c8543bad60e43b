"""Schedules of the learning rate: rates by step, beside every formula that their name may mean.

In comes what a runner has loaded; out go results, and reasons where there are none. May import the
cards, the runner and results, and what optimizers and networks know of names.
"""
