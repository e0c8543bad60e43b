"""Where a gradient is after a call: stored, returned, or beside the output.

In come the results of calls; out go places, each with what it tells of a gradient.
May import `place`, `way`, and what `protocols` may.
"""
