"""Lines of a homework run by themselves: a backward pass written out, and a step of a training.

In come the files as they were loaded; out go values before and after the lines, and what follows if
a value is moved. May import what `loading` may, and all of it but what puts it together.
"""
