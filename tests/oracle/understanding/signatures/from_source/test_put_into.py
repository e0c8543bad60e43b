"""What a function puts into one of its arguments."""

import pytest

from scratchcnn.oracle.understanding.signatures.from_source.put_into import Put, put_into


@pytest.mark.parametrize(
    "line",
    [
        "y = torch.zeros(n,\n        dtype=x.dtype, device=x.device)",
        "y = x.shape",
        "y = x['w']",
        "y = x.view(-1)",
        "x == x.y",
    ],
)
def test_what_is_read_is_not_put(line):
    found = put_into(f"def f(x):\n    {line}\n", "x")
    assert found == Put()


def test_attributes_keys_and_calls_are_told_apart():
    found = put_into("def f(c, x):\n    c.a, y = x\n    c['b'] = c.keep(x)\n    c.save(x)\n", "c")
    assert (found.attributes, found.keys, found.calls) == ({"a"}, True, {"save"})


def test_what_is_no_python_puts_nothing():
    assert put_into("def f(:", "x").attributes == frozenset()
