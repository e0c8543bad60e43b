"""Backward passes that are written out line by line are found, with all their lines."""

import ast
import textwrap

import pytest

from scratchcnn.oracle.process.worker.syntax.written_out import WrittenOut, base_of, written_out

PASS = """
h = f(x @ W1)
loss = (h @ W2).sum()
dW2 = h.T
dh = W2.T
dW1 = x.T @ dh
"""


def found(text: str) -> list[WrittenOut]:
    return list(written_out(ast.parse(textwrap.dedent(text)).body))


def lines(one: WrittenOut) -> list[str]:
    return [ast.unparse(line.statement) for line in one.lines]


@pytest.mark.parametrize(
    ("name", "known", "base"),
    [
        ("dW1", ["W", "W1"], "W1"),
        ("d_hidden", ["hidden"], "hidden"),
        ("grad_x", ["x"], "x"),
        ("x_grad", ["x"], "x"),
        ("gW", ["W"], "W"),
        ("dL_dW", ["W"], "W"),
        ("dx", ["X"], "X"),
        ("dx", ["X", "x"], "x"),
        ("data", ["x", "t"], None),
        ("gamma", ["x"], None),
        ("W1", ["W1"], None),
    ],
)
def test_a_gradient_is_called_after_its_variable(
    name: str, known: list[str], base: str | None
) -> None:
    assert base_of(name, known) == base


def test_variables_have_to_be_bound_before() -> None:
    start = "x, W1, W2 = 1, 2, 3\n"
    (one,) = found(start + PASS)
    assert one.pairs == {"dW2": "W2", "dh": "h", "dW1": "W1"}
    assert found("dW = 1\ndb = 2\nW = 3\nb = 4") == []


def test_one_gradient_is_no_pass() -> None:
    assert found("W = 1\nloss = W\ndW = 2") == []


def test_what_a_call_unpacks_is_not_written_out() -> None:
    assert found("x = w = b = 1\ndx, dw, db = conv_backward(x, w)") == []
    assert len(found("x = w = b = 1\ndx, dw, db = x * 2, x, x")) == 1


def test_the_lines_are_those_that_compute_it() -> None:
    (one,) = found("import os\nx, W1, W2 = 1, 2, 3\ny = 5\nprint(x)\n" + PASS + "W1 -= dW1\nz = W1")
    # Whether a tuple is written with its parentheses differs between Pythons.
    bound = ast.unparse(ast.parse("x, W1, W2 = 1, 2, 3"))
    assert lines(one) == [bound, *PASS.strip().split("\n")]


def test_a_loop_is_entered_once() -> None:
    text = (
        f"x, W1, W2 = 1, 2, 3\nfor i in range(9):\n{textwrap.indent(PASS, '    ')}    W1 -= dW1\n"
    )
    (one,) = found(text)
    assert not any("range" in line for line in lines(one))
    (one,) = found(text.replace("f(x", "f(i + x"))
    assert "for i in range(9):\n    break" in lines(one)


@pytest.mark.parametrize("head", ["def fit(x, rate=1):", 'if __name__ == "__main__":', "with a:"])
def test_a_pass_may_stand_in_a_function_and_in_a_program(head: str) -> None:
    body = textwrap.indent("x = W1 = W2 = 1\n" + PASS, "    ")
    (one,) = found(f"{head}\n{body}")
    assert one.pairs == {"dW2": "W2", "dh": "h", "dW1": "W1"}
    assert one.function == ("fit" if "def" in head else "")


def test_a_loop_that_adds_up_a_gradient_belongs_to_it() -> None:
    start = "x = W1 = W2 = C = 1\n"
    adding = "dC = 0 * C\nfor k in x:\n    dC[k] += dh[k]\n"
    (one,) = found(start + PASS + adding)
    assert lines(one)[-1] == "for k in x:\n    dC[k] += dh[k]"
    (one,) = found(start + PASS + "dC = 0 * C\nnp.add.at(dC, x, dh)\n")
    assert lines(one)[-1] == "np.add.at(dC, x, dh)"


def test_a_loop_that_adds_up_the_loss_belongs_to_it() -> None:
    text = (
        "W = b = 1\nloss = 0\nfor t in range(3):\n    h = W * t + b\n    loss += h\ndW = 3\ndb = 3"
    )
    (one,) = found(text)
    assert any("loss += h" in line for line in lines(one))


def test_a_training_loop_behind_a_pass_is_another_one() -> None:
    start = "x = W1 = W2 = 1\n"
    training = f"for i in range(9):\n{textwrap.indent(PASS, '    ')}"
    first, second = found(start + PASS + training)
    assert not any("range(9)" in line and "dW1" in line for line in lines(first) + lines(second))
