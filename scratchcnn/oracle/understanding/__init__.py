"""From definitions to the op protocol: how homework of any convention is called.

In come definitions and something that runs them; out go subjects that can be called as their op.
May import `cards`, `cases`, `process` and `reading`.

Its rooms, from below: `names`, `carriers` (what arrays travel in), `signatures` (what parameters
mean), `protocols` (how it is called, and where gradients come from), `calls`, `teacher`.
"""
