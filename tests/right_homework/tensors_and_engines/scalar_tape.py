"""Exercise 1: reverse mode on plain scalars.

I did not want closures, so every Scalar keeps the partial derivatives w.r.t. its
parents as plain floats; backward only has to multiply and add.
"""
import math
import random


class Scalar:
    __slots__ = ("data", "grad", "_parents", "_partials")

    def __init__(self, data, parents=(), partials=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._partials = partials

    def __repr__(self):
        return f"Scalar({self.data:.5f}, grad={self.grad:.5f})"

    @staticmethod
    def lift(v):
        return v if isinstance(v, Scalar) else Scalar(v)

    # ---- arithmetic
    def __add__(self, o):
        o = Scalar.lift(o)
        return Scalar(self.data + o.data, (self, o), (1.0, 1.0))

    def __sub__(self, o):
        o = Scalar.lift(o)
        return Scalar(self.data - o.data, (self, o), (1.0, -1.0))

    def __mul__(self, o):
        o = Scalar.lift(o)
        return Scalar(self.data * o.data, (self, o), (o.data, self.data))

    def __truediv__(self, o):
        o = Scalar.lift(o)
        q = self.data / o.data
        return Scalar(q, (self, o), (1.0 / o.data, -q / o.data))

    def __pow__(self, k):
        assert isinstance(k, (int, float))
        return Scalar(self.data ** k, (self,), (k * self.data ** (k - 1),))

    def __neg__(self):
        return Scalar(-self.data, (self,), (-1.0,))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, o):
        return Scalar.lift(o) - self

    def __rtruediv__(self, o):
        return Scalar.lift(o) / self

    # ---- functions
    def exp(self):
        e = math.exp(self.data)
        return Scalar(e, (self,), (e,))

    def log(self):
        return Scalar(math.log(self.data), (self,), (1.0 / self.data,))

    # ---- the backward sweep, without recursion (long sums broke the recursion limit)
    def backward(self, seed=1.0):
        order, done = [], set()
        stack = [(self, False)]
        while stack:
            node, expanded = stack.pop()
            if expanded:
                order.append(node)
                continue
            if id(node) in done:
                continue
            done.add(id(node))
            stack.append((node, True))
            for p in node._parents:
                stack.append((p, False))
        flow = {id(self): seed}
        for node in reversed(order):
            g = flow.get(id(node), 0.0)
            node.grad += g
            for p, d in zip(node._parents, node._partials):
                flow[id(p)] = flow.get(id(p), 0.0) + d * g


def mse(preds, targets):
    """mean of the squared errors"""
    total = Scalar(0.0)
    for p, t in zip(preds, targets):
        total = total + (p - t) ** 2
    return total / len(preds)


def cross_entropy(logits, label):
    """-log softmax(logits)[label]; the shift is a constant, so a float is enough"""
    shift = max(l.data for l in logits)
    exps = [(l - shift).exp() for l in logits]
    z = sum(exps, Scalar(0.0))
    return z.log() - (logits[label] - shift)


if __name__ == "__main__":
    random.seed(3)
    w = [Scalar(random.gauss(0, 1)) for _ in range(3)]
    data = [([1.0, 2.0, -1.0], 0.5), ([0.3, -0.2, 1.0], -1.0), ([1.5, 0.1, 0.1], 1.2)]
    for step in range(50):
        preds = [sum((wi * xi for wi, xi in zip(w, x)), Scalar(0)) for x, _ in data]
        loss = mse(preds, [t for _, t in data])
        for wi in w:
            wi.grad = 0.0
        loss.backward()
        for wi in w:
            wi.data -= 0.1 * wi.grad
    print("loss", loss.data)
