"""What the names of layers and of parameters say.

In comes a name; out go the ops or the roles that it may stand for, the likeliest first.
May import `cards`.
"""
