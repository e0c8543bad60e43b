"""How a layer is called: methods, functions, closures, factories and tapes.

In come definitions; out go entries, backward passes and the steps of their calls.
May import `callee`, `place`, `way`, `sources`, and what `protocols` may.
"""
