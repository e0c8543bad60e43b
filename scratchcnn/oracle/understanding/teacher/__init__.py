"""Adapters that a teacher writes, and the skeleton of one.

In comes the file of an adapter; out go subjects that it calls, or the text of a skeleton.
May import all other rooms of `understanding`, and what is below it.
"""
