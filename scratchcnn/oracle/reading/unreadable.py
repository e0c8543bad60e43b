"""Why a target cannot be read at all."""


class Unreadable(Exception):
    """A target that cannot be read as homework at all; the message is a sentence for its author."""
