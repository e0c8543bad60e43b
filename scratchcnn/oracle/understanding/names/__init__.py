"""What the names of layers and of parameters mean.

In comes a name; out go the ops or the roles that it may stand for, most likely first.
May import `cards`.
"""
