# AD homework. No operators, only functions; a node knows its children (operands)
# and how an adjoint is pulled back to each of them.
import numpy as np
from collections import deque
from types import SimpleNamespace


def node(value, children=(), pull=()):
    return SimpleNamespace(value=np.asarray(value, float), children=list(children),
                           pull=list(pull), adjoint=None)


def const(v):
    return v if isinstance(v, SimpleNamespace) else node(v)


def multiply(a, b):
    # same shapes, or one of the two a scalar of shape ()
    a, b = const(a), const(b)

    def to(x, g):
        return g.sum() if x.value.ndim == 0 else g
    return node(a.value * b.value, (a, b),
                (lambda g: to(a, g * b.value), lambda g: to(b, g * a.value)))


def subtract(a, b):
    a, b = const(a), const(b)
    assert a.value.shape == b.value.shape
    return node(a.value - b.value, (a, b), (lambda g: g, lambda g: -g))


def matmul(a, b):
    a, b = const(a), const(b)
    return node(np.einsum("ij,jk->ik", a.value, b.value), (a, b),
                (lambda g: np.einsum("ik,jk->ij", g, b.value),
                 lambda g: np.einsum("ij,ik->jk", a.value, g)))


def sigmoid(a):
    # tanh form, never overflows
    s = 0.5 * (1.0 + np.tanh(0.5 * a.value))
    return node(s, (a,), (lambda g: g * (s - s * s),))


def total(a):
    return node(a.value.sum(), (a,), (lambda g: np.ones_like(a.value) * g,))


def average(a):
    return node(a.value.mean(), (a,), (lambda g: np.ones_like(a.value) * (g / a.value.size),))


def propagate(root, adjoint=1.0):
    """A node is handled when all its users have been (count them first)."""
    users, nodes, todo = {}, {}, [root]
    while todo:
        n = todo.pop()
        if id(n) in nodes:
            continue
        nodes[id(n)] = n
        for c in n.children:
            users[id(c)] = users.get(id(c), 0) + 1
            todo.append(c)
    for n in nodes.values():
        n.adjoint = np.zeros_like(n.value)
    root.adjoint = root.adjoint + adjoint
    ready = deque([root])
    while ready:
        n = ready.popleft()
        for c, f in zip(n.children, n.pull):
            c.adjoint = c.adjoint + f(n.adjoint)
            users[id(c)] -= 1
            if users[id(c)] == 0:
                ready.append(c)


if __name__ == "__main__":
    rs = np.random.RandomState(4)
    X, t = rs.randn(30, 2), None
    t = (X[:, :1] * X[:, 1:] > 0).astype(float)
    A, B = node(rs.randn(2, 6)), node(rs.randn(6, 1))
    for it in range(300):
        y = sigmoid(matmul(sigmoid(matmul(X, A)), B))
        d = subtract(y, t)
        L = average(multiply(d, d))
        propagate(L)
        A = node(A.value - 2.0 * A.adjoint)
        B = node(B.value - 2.0 * B.adjoint)
    print("mse", L.value)
