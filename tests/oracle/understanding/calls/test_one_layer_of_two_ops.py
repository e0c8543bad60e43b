"""A name that stands for two ops: what a layer does says which one it is."""

import numpy as np
import pytest

from tests.helpers.samples.living import everything


class Rows:
    def forward(self, x):
        self.hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-8)
        return self.gamma * self.hat + self.beta


class Images:
    def forward(self, x):
        mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
        hat = (x - mean) / np.sqrt(var + 1e-8)
        return self.gamma[:, None, None] * hat + self.beta[:, None, None]


class Columns:
    def forward(self, x):
        hat = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-8)
        return self.gamma[:, None] * hat + self.beta[:, None]


class RowsWithoutRoot(Rows):
    def forward(self, x):
        return self.gamma * (x - x.mean(axis=0)) / (x.var(axis=0) + 1e-8) + self.beta


def named(base, parameter="num_features"):
    made = {"np": np}
    body = f"self.gamma, self.beta = np.ones({parameter}), np.zeros({parameter})"
    exec(f"def __init__(self, {parameter}):\n    {body}", made)
    return type("BatchNorm", (base,), {"__init__": made["__init__"], "forward": base.forward})


@pytest.mark.parametrize("parameter", ["num_features", "q"])
@pytest.mark.parametrize(
    ("base", "op", "form"),
    [
        (Rows, "batch_norm1d", "NC"),
        (Columns, "batch_norm1d", "CN"),
        (Images, "batch_norm2d", "NCHW"),
    ],
)
def test_a_batch_norm_is_of_what_it_is_right_for(base, op, form, parameter):
    (one,) = everything(named(base, parameter)).values()
    assert (one.op, one.right) == (op, True)
    assert one.plan.signature.forms["x"] == form


def test_a_batch_norm_that_is_right_for_neither_is_of_what_it_takes():
    (one,) = everything(named(RowsWithoutRoot)).values()
    assert (one.op, one.right) == ("batch_norm1d", False)
