"""Of every idea one example: what is wrong, and what an edit makes of it."""

import pytest
from repaired import function_of, offered

from scratchcnn.oracle.repair.candidates import candidates
from scratchcnn.oracle.repair.first import ideas_of
from scratchcnn.oracle.repair.repairing import choices

NUMBERS = dict.fromkeys(("s", "k", "n", "i", "j", "self.stride"), "number")
ARRAYS = dict.fromkeys(("x", "y", "w", "dw", "grad", "self.x", "self.mask"), "array")
KINDS = {**NUMBERS, **ARRAYS}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return x + w", "return x - w"),
        ("return x / n", "return x"),
        ("return x / n", "return x // n"),
        ("return w @ x", "return x @ w"),
        ("return -x", "return x"),
        ("return x", "return -x"),
        ("return -(x + w)", "return x + w"),
        ("return x >= 0", "return x > 0"),
        ("return (x + w) * n", "return x * n"),
    ],
)
def test_operators(wrong: str, right: str) -> None:
    assert right in offered(wrong, KINDS, "x, w, n")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return x.sum(axis=0)", "return x.sum(axis=1)"),
        ("return x.sum(axis=1)", "return x.sum(axis=1, keepdims=True)"),
        ("return x.sum()", "return x.sum(axis=(0, 2, 3))"),
        ("return x.sum(-1)", "return x.sum(-1, keepdims=True)"),
        ("return np.max(x)", "return np.max(x, axis=1, keepdims=True)"),
        ("return x.mean(axis=0)", "return x.sum(axis=0)"),
        ("return x ** 3", "return x ** 2"),
        ("return x[0]", "return x[1]"),
        ("return 0.1 * x", "return 0.9 * x"),
        ("return x.transpose(0, 2, 1, 3)", "return x.transpose(0, 1, 2, 3)"),
        ("return x.dot(w)", "return x.dot(w.T)"),
        ("return x.dot(w.T)", "return x.dot(w)"),
        ("return np.dot(w, x)", "return np.dot(x, w)"),
        ("return np.ceil(n / s)", "return np.floor(n / s)"),
        ("return np.exp(x)", "return np.exp(x - np.max(x, axis=1, keepdims=True))"),
    ],
)
def test_numbers_axes_and_calls(wrong: str, right: str) -> None:
    assert right in offered(wrong, KINDS, "x, w, n, s")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return x * grad", "return y * grad"),
        ("return grad * (x.dot(w) > 0)", "return grad * (y > 0)"),
        ("return grad * (grad > 0)", "return grad * (x > 0)"),
        ("return grad", "return grad / n"),
        ("return grad", "return grad * x.shape[0]"),
        ("dw[i] = grad", "dw[i] += grad"),
        ("dw[i] += grad", "dw[i] = grad"),
        ("dw -= grad", "dw = grad"),
        ("dw[i] = grad", "dw[i] *= grad"),
        ("dw[i, i] += grad", "np.add.at(dw, (i, i), grad)"),
        ("return grad / x.shape[0]", "return grad / x.size"),
        ("return grad / n", "return grad / x.size"),
        ("return grad * (1 - y)", "return grad * (1 - y ** 2)"),
        ("return x + w", "return x + w * y"),
        ("return np.where(x > 0, grad, n)", "return np.where(x > 0, grad, n * grad)"),
        ("y = x", "y = x.copy()"),
        ("x *= 2", "x = x.copy()\nx *= 2"),
    ],
)
def test_names_factors_and_assignments(wrong: str, right: str) -> None:
    assert right in offered(wrong, KINDS, "x, y, w, dw, grad, n, i")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return np.sum(x * w + n)", "return np.sum(x * w) + n"),
        ("return np.sum(x) + n", "return np.sum(x + n)"),
        ("n, s = x.shape", "s, n = x.shape"),
        ("return x[s:-s, s:-s]", "return x[:, :, s:-s, s:-s]"),
        ("return x[:, s:-s]", "return x[:, s:x.shape[1] - s]"),
        ("return x[0, s]", "return x[s, 0]"),
        ("return x[0, s]", "return x[s]"),
        ("return x[:, :s]", "return x[:, n:n + s]"),
        ("x[:, w] -= 1", "x[np.arange(len(x)), w] -= 1"),
    ],
)
def test_places(wrong: str, right: str) -> None:
    assert right in offered(wrong, KINDS, "x, w, n, s")


def test_both_axes_of_a_window_are_one_idea() -> None:
    body = """
    for i in range(n):
        for j in range(n):
            x[:, i:i + k, j:j + k] += grad
    """
    found = offered(body, KINDS, "x, grad, n, k, s")
    assert any("x[:, i * s:i * s + k, j * s:j * s + k] += grad" in one for one in found)


def test_an_array_may_lack_the_index_of_a_loop() -> None:
    found = offered("for i in range(n):\n    dw += x[i] * grad\n", KINDS, "dw, x, grad, n")
    assert any("dw[i] += x[i] * grad" in one for one in found)


def test_both_crops_are_one_idea() -> None:
    found = offered("return x[:, :, s:-s, s:-s]", KINDS, "x, s")
    assert "return x[:, :, s:x.shape[2] - s, s:x.shape[3] - s]" in found


def test_what_takes_away_is_tried_before_what_adds() -> None:
    found = [text for _, text in candidates(function_of("def f(x, n):\n    return x / n\n", KINDS))]
    left_out = found.index("def f(x, n):\n    return x\n")
    assert left_out < found.index("def f(x, n):\n    return (x / n) * n\n")


def test_no_text_is_offered_twice_nor_the_same() -> None:
    function = function_of("def f(x, w):\n    return x @ w + x\n", KINDS)
    found = [text for _, text in candidates(function)]
    assert len(found) == len(set(found))
    assert function.text not in found


def test_names_that_stand_for_other_kinds_are_not_exchanged() -> None:
    assert "return n" not in offered("return x", KINDS, "x, n")


def test_a_mask_is_no_negative_number_of_a_negative_one() -> None:
    assert not any("--" in one for one in offered("return x[-1]", KINDS))


def test_a_bug_with_a_name_has_its_own_ideas_first() -> None:
    function = function_of("def f(x, s, n):\n    return x / n\n", KINDS)
    assert choices([(function, 0)])[0][0].rule == "leave out"
    (first, text, _) = choices([(function, 0)], ideas_of(["batch-mean-missing"]))[0]
    assert first.rule.startswith("/ ")
    assert "return (x / n) / " in text


def test_what_is_unlikely_comes_last() -> None:
    likely = function_of("def f(x, n):\n    return x / n\n", KINDS)
    unlikely = function_of("def g(x, n):\n    return x / n\n", KINDS)
    found = [one.text for _, _, one in choices([(unlikely, 100), (likely, 0)])]
    assert found == sorted(found)


def test_what_a_call_computes_may_be_a_product_of_two_arrays() -> None:
    kinds = dict.fromkeys(("grad", "self.mask"), "array")
    assert "return grad * self.mask" in offered("return np.maximum(grad, 0)", kinds, "self, grad")
    many = {**kinds, **dict.fromkeys(("self.a", "self.b", "self.c", "self.d", "self.e"), "array")}
    assert "return grad * self.mask" not in offered(
        "return np.maximum(grad, 0)", many, "self, grad"
    )
