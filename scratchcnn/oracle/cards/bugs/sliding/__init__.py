"""The known bugs of what slides a window over an image: convolutions and poolings.

In comes a call of the twin; out go the wrong outputs and gradients of a bug.
May import the `groups` of ops.
"""
