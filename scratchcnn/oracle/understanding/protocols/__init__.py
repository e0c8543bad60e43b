"""How forward is called, and where its gradients come from: one file per way, and a table of them.

In come definitions and what calls gave; out go the steps of calls, gradients, and both as Python.
May import `names`, `carriers` and `signatures`; it runs nothing.

A way answers one of three questions, or several of them, and `table.WAYS` holds them all: how it is
called (a `Caller`: method, function, closure), where a gradient lies then (a `Source`: what
backward or forward returned, attributes), and what lies there (a `Reading`: the gradient, the
slope, a parameter after its update). Homework combines them freely; a `Protocol` is what it
combined. So static methods that share a context are a `Caller` whose calls pass it, and a graph
that keeps gradients beside what was handed over is a `Caller` of the output's own method, and a
`Source`: one file each, and one line in the table.
"""
