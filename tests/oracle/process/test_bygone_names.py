"""What NumPy and Python took away is given back in the homework's process, with its line."""

import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from unruly import call, start

from scratchcnn.oracle.process.worker.bygone.names import NUMPY, PYTHON

HEAD = "import math\nimport numpy as np\n\n\ndef layer(x):\n"
EXPRESSIONS = {
    "float of an array": ("float(x[:1, :1])", 1.0, "a.item()"),
    "int of an array": ("int(x[:1, :1])", 1, "a.item()"),
    "function of math": ("math.sqrt(x[:1, :1])", 1.0, "a.item()"),
    "newshape": ("np.reshape(x, newshape=(4,))[3]", 4.0, "shape="),
    "copy=False": ("np.array([1.0, 2.0], copy=False)[1]", 2.0, "np.asarray"),
    "interpolation": ("np.percentile(x, 0, interpolation='lower')", 1.0, "method="),
    "range of a division": ("len(range(5 / 2 + 1))", 3, "//"),
    "size of a division": ("len(np.zeros((5 / 2, 2)))", 2, "//"),
    "slice bound of a division": ("len(x[: 3 / 2])", 1, "//"),
    "array of floats as index": ("x[np.ones(1)][0, 0]", 3.0, "//"),
    "ptp": ("x.ptp()", 3.0, "np.ptp(a)"),
    "iteritems": ("len(list({1: 2}.iteritems()))", 1, "d.items()"),
    "has_key": ("{1: 2}.has_key(1)", True, "key in d"),
    "xrange": ("len(xrange(3))", 3, "range"),
    "newbyteorder": ("x.newbyteorder('=')[1, 1]", 4.0, "a.view(a.dtype.newbyteorder(...))"),
    "ptp of a number": ("x[0, 0].ptp()", 0.0, "np.ptp(a)"),
    "interpolation of nan": ("np.nanquantile(x, 0, interpolation='lower')", 1.0, "method="),
    "sum of a generator": ("np.sum(row for row in x)[1]", 6.0, "sum(...)"),
    "sum of numbers generated": ("np.sum(i for i in range(4))", 6, "sum(...)"),
    "math of NumPy": ("np.math.floor(5 / 2)", 2, "import math"),
    "math of NumPy of an array": ("np.math.sqrt(x[:1, :1])", 1.0, "import math"),
    "cast": ("np.cast['float64'](x > 1)[0, 1]", 1.0, "np.asarray(..., dtype=...)"),
    "find_common_type": (
        "x.astype(np.find_common_type([x.dtype], []))[1, 1]",
        4.0,
        "np.result_type",
    ),
    "obj2sctype": ("np.obj2sctype('f8')(1)", 1.0, "np.dtype(...).type"),
    "sctype2char": ("ord(np.sctype2char('f8'))", ord("d"), "np.dtype(...).char"),
    "issctype": ("np.issctype(np.float64)", True, "issubclass(..., np.generic)"),
    "sctypes": ("np.sctypes['float'][2](1)", 1.0, "the types themselves"),
    "nbytes": ("np.nbytes[x.dtype]", 8, "np.dtype(...).itemsize"),
    "fastCopyAndTranspose": ("np.fastCopyAndTranspose(x)[0, 1]", 3.0, "a.T.copy()"),
    "NAN": ("np.isnan(np.NAN)", True, "np.nan"),
    "alen": ("np.alen(x)", 2, "len"),
    "round_": ("np.round_(x[0, 0])", 1.0, "np.round"),
    "asfarray": ("np.asfarray([1])[0]", 1.0, "np.asarray"),
    "product": ("np.product(x.shape)", 4, "np.prod"),
    "msort": ("np.msort(-x)[0, 0]", -3.0, "np.sort(a, axis=0)"),
    "function of np.lib": ("np.lib.pad(x, 1, 'constant')[1, 1]", 1.0, "write np.pad"),
    "old name of np.lib": ("np.lib.asfarray([1])[0]", 1.0, "np.asarray"),
    "norm of np.linalg.linalg": ("np.linalg.linalg.norm(x[:1, :1])", 1.0, "write np.linalg"),
    "old module below np.fft": ("np.fft.helper.fftfreq(2)[0]", 0.0, "write np.fft"),
    "reduce": ("reduce(lambda a, b: a + b, [1, 2, 3])", 6, "functools.reduce"),
}


GONE = {
    **{f"np.{name}": NUMPY[name][1] for name in NUMPY if name not in {*dir(np), "row_stack"}},
    **{name: PYTHON[name][1] for name in PYTHON},
}
# A function for each, all in one file, whose process is started once.
BODIES = {
    **{name: f"    {name}\n    return x\n" for name in GONE},
    **{f"expression: {kind}": f"    return {one[0]}\n" for kind, one in EXPRESSIONS.items()},
}


@pytest.fixture(scope="module")
def everything() -> Iterator[Any]:
    """Run the file of all functions."""
    functions = (f"\n\ndef layer{place}(x):\n{body}" for place, body in enumerate(BODIES.values()))
    with start("import math\nimport numpy as np\n" + "".join(functions), timeout=60) as homework:
        yield homework


def called(everything: Any, what: str, x: Any) -> tuple[Any, int]:
    """Return what the function for a name or an expression answers, and its first line."""
    place = list(BODIES).index(what)
    before = sum(3 + body.count("\n") for body in list(BODIES.values())[:place])
    return call(everything, f"layer{place}", x), before + 6


@pytest.mark.parametrize("name", GONE)
def test_a_name_that_was_taken_away_is_there_with_its_advice_and_line(
    everything: Any, name: str
) -> None:
    reply, line = called(everything, name, np.ones(2))
    assert reply.failure is None
    (use,) = reply.uses
    assert (use.name, use.file, use.line) == (name, "homework.py", line)
    assert (use.advice, use.source) == (f"write {GONE[name]}", name)


def is_refused(expression: str) -> bool:
    """Return whether the installed NumPy and Python refuse an expression: some only warn of it."""
    names = {"np": np, "math": math, "x": np.array([[1.0, 2.0], [3.0, 4.0]])}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            eval(expression, names)
        except Exception:
            # Whatever it raises, it is refused.
            return True
    return False


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_what_was_an_expression_once_has_its_value(everything: Any, kind: str) -> None:
    expression, value, advice = EXPRESSIONS[kind]
    reply, line = called(everything, f"expression: {kind}", np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert reply.failure is None
    assert reply.values["out"] == value
    if is_refused(expression):
        assert {use.line for use in reply.uses} == {line}
        assert advice in reply.uses[0].advice
    else:
        assert reply.uses == ()


def test_an_array_of_one_element_can_be_set_as_an_element() -> None:
    body = "    out = np.zeros(2)\n    out[1] = x[:1, :1]\n    return out\n"
    with start(HEAD + body, timeout=60) as homework:
        reply = call(homework, "layer", np.full((2, 2), 3.0))
    assert reply.values["out"].tolist() == [0, 3]
    refused = is_refused("np.zeros(2).__setitem__(1, x[:1, :1])")
    assert [use.line for use in reply.uses] == ([7] if refused else [])


STARS = ("from numpy import *", "from pylab import *", "from matplotlib.pylab import *")
BARE = {"Inf": "inf", "NaN": "nan", "product": "prod", "float_": "float64", "mat": "asmatrix"}


@pytest.mark.parametrize("star", STARS)
def test_a_bare_name_of_a_star_import_is_there_with_its_advice_and_line(star: str) -> None:
    body = "".join(f"    {name}\n" for name in BARE)
    with start(f"{star}\n\n\ndef layer(x):\n{body}    return x\n", timeout=60) as homework:
        reply = call(homework, "layer", np.ones(2))
    assert reply.failure is None
    assert [(use.name, use.advice, use.line) for use in reply.uses] == [
        (name, f"write {advice}", line) for line, (name, advice) in enumerate(BARE.items(), start=5)
    ]


STAR = "from numpy import *\n\n\n"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("def layer(x):\n    product = x * 2\n    return product\n", 2.0),
        ("def layer(product):\n    return (lambda: product)()\n", 1.0),
        ("product = len\n\n\ndef layer(x):\n    return x * product('ab')\n", 2.0),
        (
            "class A:\n    product = 3\n    b = product\n\n\ndef layer(x):\n    return A.b * x\n",
            3.0,
        ),
        ("def layer(x):\n    return [product for product in [x * 2]][0]\n", 2.0),
        (
            "def layer(x):\n    try:\n        return x[5]\n"
            "    except IndexError as product:\n        return x * bool(product)\n",
            1.0,
        ),
    ],
)
def test_a_name_of_its_own_comes_before_that_of_a_star_import(body: str, value: float) -> None:
    with start(STAR + body, timeout=60) as homework:
        reply = call(homework, "layer", np.ones(1))
    assert (reply.values["out"].tolist(), reply.uses) == ([value], ())


def test_what_another_function_binds_does_not_hide_a_name_of_a_star_import() -> None:
    other = "def other(product):\n    return product\n\n\n"
    text = f"{STAR}{other}class Layer:\n    product = 3\n\n    def run(self, x):\n"
    text += "        return x * product((2, 3))\n\n\ndef layer(x):\n    return Layer().run(x)\n"
    with start(text, timeout=60) as homework:
        reply = call(homework, "layer", np.ones(1))
    assert (reply.values["out"].tolist(), [use.line for use in reply.uses]) == ([6.0], [12])


@pytest.mark.parametrize("head", ["", "from math import *\n", "from numpy import ndarray\n"])
def test_a_bare_name_without_numpys_star_import_is_a_fault_of_the_homework(head: str) -> None:
    with start(f"{head}def layer(x):\n    return x + Inf\n", timeout=60) as homework:
        reply = call(homework, "layer", np.ones(1))
    assert reply.failure is not None
    assert (reply.failure.type, reply.uses) == ("NameError", ())
    assert reply.failure.message == "name 'Inf' is not defined"


@pytest.mark.parametrize(
    "expression",
    [
        "float(x)",
        "x[:, 5]",
        "x.reshape(3, 3)",
        "{0.5: 1}[1 / 4]",
        "np.frobnicate",
        "np.lib.frobnicate",
    ],
)
def test_a_fault_of_today_stays_one(expression: str) -> None:
    with start(f"{HEAD}    return {expression}\n", timeout=60) as homework:
        reply = call(homework, "layer", np.ones((2, 2)))
    assert reply.failure is not None
    assert reply.uses == ()


def test_a_name_that_the_homework_binds_is_its_own() -> None:
    text = "def reduce(x):\n    return x + 1\n\n\ndef layer(x):\n    return reduce(x)\n"
    with start(text, timeout=60) as homework:
        reply = call(homework, "layer", np.ones(1))
    assert (reply.values["out"].tolist(), reply.uses) == ([2.0], ())


def test_what_an_import_or_an_attribute_of_a_class_uses_is_told_with_what_was_loaded() -> None:
    text = "import numpy as np\nfrom numpy import float_\nLOWEST = -np.Inf\n\n\ndef layer(x):\n"
    with start(text + "    return np.maximum(x, LOWEST).astype(float_)\n", timeout=60) as homework:
        reply = call(homework, "layer", np.ones(1))
        assert [(use.name, use.line) for use in homework.loaded_with] == [
            ("np.float_", 2),
            ("np.Inf", 3),
        ]
    assert reply.values["out"].tolist() == [1.0]
