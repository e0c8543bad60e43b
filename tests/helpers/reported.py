"""Reports as a homework may get them, made by hand."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from reference import ops as twins
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict, compare
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.understanding.layer import Layer

X = np.arange(1.0, 10).reshape(1, 1, 3, 3)
WEIGHT = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
STRIDE = NamedBug(
    "stride-ignored", "The stride is not applied", "Look at every slice.", "equal on all 20 cases"
)
CODE = "import numpy as np\nlayer = Conv2D(1, 1, 2)\nprint(layer.forward(np.ones((1, 1, 3, 3))))\n"


def failing(
    op: str,
    check: str,
    regime: str,
    wrong: Callable[[Any], Any],
    arrays: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
    **result: Any,
) -> Result:
    """A result in which what should have come out went through `wrong`."""
    twin = getattr(twins, op)
    out, _ = twin(**arrays, **(options or {}))
    upstream = np.arange(1.0, out.size + 1).reshape(out.shape)
    trial = Trial(twin, lambda trial: {}, arrays, options or {}, upstream)
    expected = out
    if check != "forward":
        expected = trial.grads[trial.differentiable.index(check.removeprefix("grad_"))]
    name = "out" if check == "forward" else check
    verdict = compare(name, wrong(expected), expected, np.zeros(()))
    fields = {"implementation": "Conv2D", "convention": "class; NCHW"} | result
    return Result(op, check, regime, 20, verdict, trial, **fields)


def conv(check: str, regime: str, wrong: Callable[[Any], Any], **result: Any) -> Result:
    """A convolution that is wrong."""
    arrays = {"x": X, "weight": WEIGHT}
    return failing("conv2d", check, regime, wrong, arrays, {"stride": 1}, **result)


def ok(op: str, check: str, regime: str, implementation: str = "Conv2D") -> Result:
    """A result that is right."""
    convention = "class; NCHW"
    return Result(op, check, regime, 20, Verdict(True), None, implementation, convention)


def without_verdict(status: str, message: str, op: str = "relu") -> Result:
    """A result in which nothing was compared."""
    verdict = Verdict(False, message=message, status=status)
    return Result(op, "forward", "basic", 1, verdict, None, "ReLU", "class")


def zero_at_the_edge(expected: Any) -> Any:
    """Lose the last row and column."""
    got = expected.copy()
    got[..., -1, :] = 0
    got[..., :, -1] = 0
    return got


def homework(*results: Result, **report: Any) -> Report:
    """A report on a homework; without results given, one with a bit of everything."""
    if not results:
        named = {"bugs": (STRIDE,), "reproducer": CODE}
        slope, x = np.array([[0.0, 2, 0]]), np.array([[-1.0, 0, 2]])
        kink = failing("relu", "grad_x", "kink", lambda grad: grad + slope, {"x": x})
        results = (
            ok("conv2d", "forward", "basic"),
            conv("grad_x", "stride", zero_at_the_edge, **named),
            conv("grad_weight", "stride", lambda grad: 2 * grad, **named),
            conv("grad_x", "batch", lambda grad: grad + 0.125),
            replace(
                kink, implementation="ReLU", verdict=replace(kink.verdict, status="convention")
            ),
            without_verdict("environment", "np.float is gone: write float", "softmax"),
        )
    fields = {
        "layers": (Layer("Conv2D", "conv2d", "class; NCHW", ("forward(x) takes (2, 3, 5, 7)",)),),
        "notes": ("np is bound by nothing: it is NumPy",),
    }
    return Report("homework.py", results, 0, **(fields | report))
