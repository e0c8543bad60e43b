"""The arguments that homework may take: by the names of its parameters, or without.

In come the parameters of a function; out go candidates for its arguments, most likely first.
May import `signature`, `from_source`, and what `signatures` may.
"""
