"""Orders in which homework flattens an image."""

from scratchcnn import oracle


class Flatten:
    """Pixel by pixel."""

    def forward(self, x):
        self.moved = x.transpose(0, 2, 3, 1)
        return self.moved.reshape(len(x), -1)

    def backward(self, grad):
        return grad.reshape(self.moved.shape).transpose(0, 3, 1, 2)


class FlattenLayer(Flatten):
    """Its gradient is laid out in another order than its output."""

    def backward(self, grad):
        n, h, w, c = self.moved.shape
        return grad.reshape(n, c, h, w)


class FlattenTransposed(Flatten):
    """No order that anybody means."""

    def forward(self, x):
        self.moved = x.transpose(0, 3, 2, 1)
        return self.moved.reshape(len(x), -1)


def statuses(kind):
    return {(result.check, result.status) for result in oracle.check(kind)}


def test_channels_last_is_a_convention():
    assert ("forward", "convention") in statuses(Flatten)
    assert not {status for _, status in statuses(Flatten)} & {"wrong", "crash", "not_judged"}


def test_a_gradient_in_another_order_than_the_output_is_wrong():
    assert ("grad_x", "wrong") in statuses(FlattenLayer)


def test_any_other_order_is_wrong():
    assert ("forward", "wrong") in statuses(FlattenTransposed)


class FlattenFrom:
    """Keeps the batch alone, whatever its axis is."""

    def __init__(self, start_dim=1):
        self.start_dim = start_dim

    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad):
        return grad.reshape(self.shape)


def test_a_first_axis_that_is_not_used_is_noticed():
    results = oracle.check(FlattenFrom)
    assert {one.regime for one in results if one.status == "wrong"} == {"axes"}
