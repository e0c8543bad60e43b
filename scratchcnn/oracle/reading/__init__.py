"""Reading a target without running it.

In comes the name of a file, a notebook, a folder or a module; out go its sources, cell by cell.
May import nothing of ours.
"""
