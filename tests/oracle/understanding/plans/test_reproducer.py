import ast
import contextlib
import io
import sys
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest

from scratchcnn.oracle.checks import homework as judging
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import laid_out_expected, reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from tests.helpers.samples.corpus import CORPUS, corpus, key
from tests.helpers.samples.living import (
    Dense,
    DenseUpdating,
    conv_backward,
    conv_forward,
    plan_of,
    relu,
    relu_prime,
)

# Of every family one file, in which a layer is wrong at one place at least.
FILES = (
    *("cmu/wrong_bias_missing.py", "cs189/wrong_formula.py", "cs231n/wrong_stride_ignored.py"),
    *("cs7643/wrong_bias_missing.py", "deeplearning_ai/wrong_bias_inside_sum.py"),
    *("guide/wrong_sign_flipped.py", "nnfs/wrong_sign_flipped.py", "plain/wrong_pool_size.py"),
    *("notebook/wrong_updated_weights.py", "one_image/wrong_sign_flipped.py"),
    *("pytorch_like/wrong_upstream_ignored.py", "saito/wrong_bias_missing_ties_split.py"),
    *("others/wrong_batch_norm.py", "nnfs/wrong_softmax_axis.py"),
)


def run(source, **names):
    """Run lines, and return what they bind and print."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
        exec(source, names)
    return names, printed.getvalue()


def numbers(array):
    return np.sort(np.ravel(array))


def definitions(path):
    """Return what a homework defines, without its program and what is not installed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        or (isinstance(node, (ast.Import, ast.ImportFrom)) and installed(node))
    ]
    return tree


def installed(node):
    """Return whether what is imported belongs to Python, or is NumPy."""
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return name == "numpy" or name in sys.stdlib_module_names


def first_wrong(homework):
    """Return a wrong result of a homework, whose layer is judged by itself."""
    (entry, *_) = homework.label["wrong"]
    module = ModuleType("homework")
    exec(compile(definitions(homework.path), str(homework.path), "exec"), vars(module))
    layers = [
        value
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == "homework"
        and entry["op"] in read_name(name).ops
    ]
    checks = ("forward", entry["check"], "grad_p", "grad_logits")
    results = judge_runner("homework", Live(*layers), Settings(checks=checks, budget=0))
    place = key(entry["op"], entry["check"])
    wrong = [one for one in results if not one and key(one.op, one.check) == place]
    return wrong[0], vars(module)


@pytest.mark.parametrize("name", FILES)
def test_the_lines_under_the_homework_print_what_the_judge_saw(name, monkeypatch):
    monkeypatch.setattr("scratchcnn.oracle.judging.MINIMUM", 4)
    monkeypatch.setattr(judging, "SHRINKING", 20)
    (homework,) = (one for one in corpus() if one.id == name)
    assert homework.path == CORPUS / name
    result, names = first_wrong(homework)
    got, printed = run(result.reproducer, **names)
    assert printed.startswith("got")
    assert "expected" in printed
    shown = got["got"] if result.check.startswith("grad_") else got["out"]
    np.testing.assert_allclose(numbers(shown), numbers(result.verdict.got), atol=1e-12)
    np.testing.assert_allclose(numbers(got["expected"]), numbers(result.verdict.expected))


def lines_of(plan, setting, check, expected=None, grad_out=None):
    grad_out = np.ones((2, 4)) if grad_out is None else grad_out
    return reproducer(plan, setting, grad_out, check, expected)


def dense(rate=1.0):
    rng = np.random.default_rng(0)
    arrays = {name: rng.standard_normal(shape) for name, shape in SHAPES.items()}
    return Setting("linear", arrays, {}, rate)


SHAPES = {"x": (2, 3), "weight": (4, 3), "bias": (4,)}


@pytest.mark.parametrize("check", ["forward", "grad_x", "grad_weight", "grad_bias"])
@pytest.mark.parametrize("rate", [1.0, 1 / 8])
@pytest.mark.parametrize("layer", [Dense, DenseUpdating])
def test_the_lines_compute_what_the_adapter_computes(layer, rate, check):
    plan, setting = plan_of(layer), dense(rate)
    out, pullback = Adapted(Live(layer), plan, rate)(**setting.arrays)
    wanted = dict(zip(("x", "weight", "bias"), pullback(np.ones((2, 4))), strict=True))
    wanted["forward"] = out
    names, _ = run(lines_of(plan, setting, check), **{layer.__name__: layer})
    shown = names["out"] if check == "forward" else names["got"]
    np.testing.assert_allclose(numbers(shown), numbers(wanted[check.removeprefix("grad_")]))


def test_the_lines_need_numpy_alone():
    lines = lines_of(plan_of(Dense), dense(), "grad_x").splitlines()
    assert [line for line in lines if "import" in line] == ["import numpy as np"]


def test_what_is_expected_is_shown_only_if_it_is_given():
    plan = plan_of(Dense)
    assert "expected" not in lines_of(plan, dense(), "forward")
    assert "expected" in lines_of(plan, dense(), "forward", np.ones((2, 4)))


def test_a_cache_is_handed_on():
    plan = plan_of(conv_forward, conv_backward)
    arrays = {"x": np.ones((1, 1, 3, 3)), "weight": np.ones((1, 1, 2, 2)), "bias": np.ones(1)}
    setting = Setting("conv2d", arrays, {"stride": 1, "padding": 0})
    lines = reproducer(plan, setting, np.ones((1, 1, 2, 2)), "grad_weight", None)
    names, _ = run(lines, conv_forward=conv_forward, conv_backward=conv_backward)
    np.testing.assert_array_equal(names["got"], np.full((1, 1, 2, 2), 4))


def test_a_slope_is_multiplied_by_the_upstream_gradient():
    plan = plan_of(relu, relu_prime)
    setting = Setting("relu", {"x": np.array([[1.0, -1.0]])}, {})
    lines = reproducer(plan, setting, np.array([[3.0, 4.0]]), "grad_x", None)
    names, _ = run(lines, relu=relu, relu_prime=relu_prime)
    np.testing.assert_array_equal(names["got"], [[3, 0]])


def test_what_is_expected_is_laid_out_as_the_homework_has_it():
    plan, setting = plan_of(Dense), dense()
    laid_out = laid_out_expected(plan, setting, "grad_weight", np.ones((4, 3)))
    assert laid_out.shape == (3, 4)


def test_understanding_the_same_layer_twice_gives_the_same_lines():
    live = Live(Dense)
    one, other = (next(iter(understand(live))).plan for _ in range(2))
    assert lines_of(one, dense(), "grad_x") == lines_of(other, dense(), "grad_x")


def test_a_parameter_object_holds_its_value_and_gradient_in_attributes():
    class Param:
        def __init__(self, value):
            self.value = value
            self.grad = np.zeros_like(value)

    class Dense:
        def __init__(self, n_in, n_out):
            self.W, self.b = Param(np.zeros((n_in, n_out))), Param(np.zeros(n_out))

        def forward(self, x):
            self.x = x
            return x @ self.W.value + self.b.value

        def backward(self, dout):
            self.W.grad, self.b.grad = self.x.T @ dout, dout.sum(0)
            return dout @ self.W.value.T

    x, grad_out = np.array([[1.0, -2.0]]), np.array([[3.0, 4.0, 5.0]])
    arrays = {"x": x, "weight": np.ones((3, 2)), "bias": np.zeros(3)}
    setting = Setting("linear", arrays, {})
    plan = plan_of(Dense, Param)
    source = reproducer(plan, setting, grad_out, "grad_weight", grad_out.T @ x)
    bound, _ = run(source, Dense=Dense)
    np.testing.assert_array_equal(bound["got"], bound["expected"])


@dataclass
class DenseOptions:
    n_in: int
    n_out: int


class DenseOfOptions(Dense):
    def __init__(self, options: DenseOptions):
        super().__init__(options.n_in, options.n_out)


def test_a_record_is_written_as_a_call_of_its_class():
    plan = plan_of(DenseOfOptions, DenseOptions)
    lines = lines_of(plan, dense(), "grad_weight")
    assert "DenseOfOptions(options=DenseOptions(n_in=3, n_out=4))" in lines
    names, _ = run(lines, DenseOfOptions=DenseOfOptions, DenseOptions=DenseOptions)
    assert names["got"].shape == (3, 4)


def test_a_part_of_a_parameter_is_written_in_brackets():
    class Dense:
        def __init__(self, n_in, n_out):
            self.W = np.zeros((n_in + 1, n_out))

        def forward(self, x):
            self.x = np.c_[x, np.ones(len(x))]
            return self.x @ self.W

        def backward(self, grad):
            return grad @ self.W[:-1].T, self.x.T @ grad

    lines = lines_of(plan_of(Dense), dense(), "grad_bias")
    assert "layer.W[:-1] = weight.copy()" in lines
    names, _ = run(lines, Dense=Dense)
    np.testing.assert_array_equal(names["got"], [2, 2, 2, 2])
