"""What the parameters of homework mean, and how its arrays are laid out.

In come parameters; out go the arguments to try, in the order in which they are tried.
May import `names`, `cards` and `cases`.
"""
