"""Tensors over one flat array of Python's own, with closures for the way back."""

from array import array


class Tensor:
    def __init__(self, flat, shape, requires_grad=False):
        self.flat = array("d", flat)
        self.shape = tuple(shape)
        self.requires_grad = requires_grad
        self.gradient = None
        self.history = None

    def to_list(self, start=0, axis=0):
        if axis == len(self.shape):
            return self.flat[start]
        step = 1
        for size in self.shape[axis + 1 :]:
            step *= size
        return [self.to_list(start + i * step, axis + 1) for i in range(self.shape[axis])]

    def receive(self, flat):
        if self.gradient is None:
            self.gradient = Tensor([0.0] * len(self.flat), self.shape)
        for i, g in enumerate(flat):
            self.gradient.flat[i] += g

    def backward(self, gradient):
        order, marked = [], set()

        def mark(node):
            if id(node) not in marked:
                marked.add(id(node))
                for parent, _ in node.history or ():
                    mark(parent)
                order.append(node)

        mark(self)
        self.receive(gradient.flat)
        for node in reversed(order):
            for parent, pull in node.history or ():
                if parent.requires_grad:
                    parent.receive(pull(node.gradient.flat))


def create_tensor(nested, requires_grad=False):
    shape, level = [], nested
    while isinstance(level, list):
        shape.append(len(level))
        level = level[0]
    flat = [nested]
    for _ in shape:
        flat = [one for part in flat for one in part]
    return Tensor(flat, shape, requires_grad)


def result(flat, shape, *history):
    out = Tensor(flat, shape, any(parent.requires_grad for parent, _ in history))
    out.history = history
    return out


def leaky_relu(x, negative_slope=0.01):
    factors = [1.0 if v > 0 else negative_slope for v in x.flat]
    flat = [f * v for f, v in zip(factors, x.flat)]
    return result(flat, x.shape, (x, lambda g: [f * one for f, one in zip(factors, g)]))


def mse_loss(prediction, target):
    count = len(prediction.flat)
    apart = [p - t for p, t in zip(prediction.flat, target.flat)]
    flat = [sum(d * d for d in apart) / count]

    def pull(g):
        return [2.0 * g[0] * d for d in apart]

    def pull_of_target(g):
        return [-2.0 * g[0] * d / count for d in apart]

    return result(flat, (), (prediction, pull), (target, pull_of_target))


def conv2d(x, weight, bias):
    (n, c, h, w), (f, _, kh, kw) = x.shape, weight.shape
    oh, ow = h - kh + 1, w - kw + 1
    taps = []
    for b in range(n):
        for o in range(f):
            for i in range(oh):
                for j in range(ow):
                    y = ((b * f + o) * oh + i) * ow + j
                    for ch in range(c):
                        for di in range(kh):
                            for dj in range(kw):
                                at = ((b * c + ch) * h + i + di) * w + j + dj
                                k = ((o * c + ch) * kh + di) * kw + dj
                                taps.append((y, at, k))
    flat = [bias.flat[(y // (oh * ow)) % f] for y in range(n * f * oh * ow)]
    for y, at, k in taps:
        flat[y] += x.flat[at] * weight.flat[k]

    def pull_x(g):
        dx = [0.0] * len(x.flat)
        for y, at, k in taps:
            dx[at] += g[y] * weight.flat[k]
        return dx

    def pull_weight(g):
        dw = [0.0] * len(weight.flat)
        for y, at, k in taps:
            dw[k] += g[y] * x.flat[at]
        return dw

    def pull_bias(g):
        db = [0.0] * f
        for y, one in enumerate(g):
            db[(y // (oh * ow)) % f] += one
        return db

    return result(flat, (n, f, oh, ow), (x, pull_x), (weight, pull_weight), (bias, pull_bias))
