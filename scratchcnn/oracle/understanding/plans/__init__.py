"""Plans: everything that is needed to call one layer, and what follows from it.

In comes one carrier, one protocol and one signature; out go steps for the worker, the layer in the
op protocol, lines of Python to paste, and words.
May import `names`, `carriers`, `signatures`, `protocols`, and what `understanding` may import.
"""
