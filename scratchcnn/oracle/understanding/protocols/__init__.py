"""How a layer is called, and where its gradients are found: one file per way, and a table of them.

In come definitions and the results of calls; out go the steps of calls, places of gradients, and
both as Python code. May import `names`, `carriers` and `signatures`; runs nothing itself.

A `Way` answers one or more of three questions:

- How is the layer called? A `Caller` (`callers`): method, function, closure, tape.
- Where is a gradient after the call? A `Source` (`sources`): a return value, an attribute.
- What is stored there? A `Reading` (`readings`): the gradient, the slope, an updated parameter.

Homework combines these freely; a `Protocol` is the combination that one layer uses.

To add a protocol, write a file that defines a `Way` with the missing answers, and add a line to
`table.WAYS`. Static methods `forward(ctx, x)` and `backward(ctx, grad)` need a `Caller` that makes
the context and passes it to both. A graph of tensors that store their own gradients needs a
`Caller` of the output's `backward` method, and a `Source` and `find` for gradients in the inputs.
"""
