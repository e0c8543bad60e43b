"""From definitions to the op protocol: find out how homework of any convention is called.

In come the homework's definitions and a runner for them; out go subjects: layers of the homework
that can be called like the op they implement. May import `cards`, `cases`, `process` and `reading`.

Its packages, lowest first: `names`, `carriers` (what arrays travel in), `signatures` (what
parameters mean), `protocols` (how a layer is called, and where its gradients are), `calls`
(trying all of that), `teacher` (adapters).
"""
