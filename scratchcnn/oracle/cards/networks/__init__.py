"""What networks of ops compute, and the mistakes that people make in them as a whole.

In come parameters and data; out go losses, and the gradients of known mistakes.
May import the twins, and nothing of how homework is understood.
"""
