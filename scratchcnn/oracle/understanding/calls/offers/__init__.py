"""What a layer that is understood lets one vary, and what it does of its own accord.

In comes an outcome; out goes its plan with sizes, options, epsilons and updates of its own.
May import `probing` and what that may.
"""
