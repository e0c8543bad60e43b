"""What stands in the place of a gradient when it is not the gradient itself.

In comes what was found in a place; out goes the gradient, or why there is none.
May import `place`, `way`, `sources`, and what `protocols` may.
"""
