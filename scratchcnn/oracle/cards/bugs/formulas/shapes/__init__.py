"""The known bugs of what rearranges, enlarges and joins arrays.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import none of the other rooms.
"""
