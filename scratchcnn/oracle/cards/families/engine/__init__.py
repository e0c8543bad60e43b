"""The operations of a homework's own autograd engine, which are no layers.

In come twins, by the names of their ops; out go cards, and the bugs of a single operation.
May import what the families may.
"""
