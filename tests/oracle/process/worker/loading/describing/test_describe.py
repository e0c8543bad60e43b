"""What the judge is told of classes and functions that it never sees."""

import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.loading.load import load

Facts = dict[str, Any]
Describing = Callable[[str], dict[str, Facts]]


@pytest.fixture
def described(tmp_path: Path) -> Describing:
    def describe(text: str) -> dict[str, Facts]:
        cell = {"line": 1, "label": "", "text": textwrap.dedent(text).lstrip("\n")}
        path = str(tmp_path / "homework.py")
        result = load([{"name": "homework", "path": path, "cells": [cell]}], str(tmp_path))
        assert json.loads(json.dumps(result.definitions)) == result.definitions
        return {definition["name"]: definition for definition in result.definitions}

    return describe


def param(name: str, kind: str = "positional", **more: Any) -> Facts:
    return {"name": name, "kind": kind, "required": "default" not in more, **more}


def test_params_tell_their_kinds_and_defaults(described: Describing) -> None:
    facts = described("""
        import numpy as np
        def conv(x, /, w, b=None, *rest, stride=(1, 1), rate=np.float64(0.5), pad="same",
                 init=np.zeros, sizes=[2, 3], table={"a": 1}, **options):
            return x
    """)["conv"]
    assert facts["params"] == [
        param("x"),
        param("w"),
        param("b", default=None),
        {"name": "rest", "kind": "var_positional", "required": False},
        param("stride", "keyword", default=[1, 1]),
        param("rate", "keyword", default=0.5),
        param("pad", "keyword", default="same"),
        param("init", "keyword", default={"opaque": "zeros"}),
        param("sizes", "keyword", default=[2, 3]),
        param("table", "keyword", default={"opaque": "{'a': 1}"}),
        {"name": "options", "kind": "var_keyword", "required": False},
    ]


def test_params_of_partial_functions_lack_what_is_given(described: Describing) -> None:
    facts = described("""
        from functools import partial
        def leaky(slope, x):
            return x
        relu = partial(leaky, 0.0)
    """)["relu"]
    assert facts["params"] == [param("x")]
    assert facts["line"] == 2


def test_text_and_place_of_a_decorated_function(described: Describing) -> None:
    facts = described('''
        import functools
        def checked(function):
            @functools.wraps(function)
            def check(*args):
                return function(*args)
            return check

        @checked
        def relu(x, slope=0):
            """Half a line.

            And more.
            """
            return max(0, x)
    ''')["relu"]
    assert (facts["file"], facts["line"], facts["kind"]) == ("homework.py", 9, "function")
    assert facts["doc"] == "Half a line.\n\nAnd more."
    assert facts["source"].startswith("@checked\ndef relu(x, slope=0):")
    assert facts["source"].endswith("return max(0, x)\n")
    assert [p["name"] for p in facts["params"]] == ["x", "slope"]
    assert facts["returns"]["widths"] == [1]


def test_methods_are_those_of_the_class_and_of_homework_bases(described: Describing) -> None:
    facts = described("""
        import abc, collections
        class Layer(abc.ABC):
            def __init__(self, name="layer"):
                self.name = name
            def forward(self, x):
                raise NotImplementedError
            def zero_grad(self):
                '''Nothing to do.'''
            def _private(self):
                return 1
        class Conv(Layer, collections.UserList):
            def forward(self, x, mode="train"):
                return x
            def __call__(self, x):
                return self.forward(x)
            @staticmethod
            def pad(x, p):
                return x
            @classmethod
            def make(cls, n):
                return cls(n)
            @property
            def size(self):
                return 1
            scale = lambda self, x: 2 * x
            backward = None
    """)["Conv"]
    methods = facts["methods"]
    assert {name: [p["name"] for p in m["params"]] for name, m in methods.items()} == {
        "__init__": ["name"],
        "forward": ["x", "mode"],
        "zero_grad": [],
        "__call__": ["x"],
        "pad": ["x", "p"],
        "make": ["n"],
        "scale": ["x"],
    }
    assert {name for name, m in methods.items() if m["static"]} == {"pad", "make"}
    assert {name for name, m in methods.items() if m["empty"]} == {"zero_grad"}
    assert facts["bases"] == ["Layer", "UserList"]
    assert facts["params"] == [param("name", default="layer")]


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        ("pass", True),
        ("...", True),
        ("'''Says what to do.'''", True),
        ("return", True),
        ("return None", True),
        ("raise NotImplementedError('later')", True),
        ("raise NotImplementedError", True),
        ("raise ValueError('no')", False),
        ("return x", False),
        ("self.x = x", False),
    ],
)
def test_empty_methods_are_told(described: Describing, body: str, empty: bool) -> None:
    facts = described(f"class Conv:\n    def forward(self, x):\n        {body}\n")["Conv"]
    assert facts["methods"]["forward"]["empty"] is empty


def test_keys_read_from_each_parameter_are_told(described: Describing) -> None:
    facts = described("""
        def conv(x, conv_param, grads, cache=None):
            stride, pad = conv_param["stride"], conv_param.get("pad", 0)
            options = conv_param
            if "dilation" in options:
                pad = options["dilation"] + options["stride"]
            grads["dW"] = x[0]
            grads["db"] += 1
            def inner(cache):
                return cache["inner"]
            return {}["none"]
    """)["conv"]
    assert facts["keys"] == {"conv_param": ["stride", "pad", "dilation"]}


def test_how_many_values_come_back_is_told(described: Describing) -> None:
    facts = described("""
        def conv(x, w, b):
            if x is None:
                return None
            cache = (x, w, b)
            def inner():
                return 1, 2, 3, 4
            return x, cache
        def backward(dout):
            grads = dout, dout, dout
            if dout:
                return dout
            return grads
        def update(x):
            x += 1
        def regions(x):
            yield x, 1
            return
        relu = lambda x: (x, x > 0)
    """)
    assert {name: (f["returns"]["none"], f["returns"]["widths"]) for name, f in facts.items()} == {
        "conv": (False, [2]),
        "backward": (False, [1, 3]),
        "update": (True, []),
        "regions": (False, []),
        "relu": (False, [2]),
    }
    assert facts["regions"]["returns"]["generator"]


def test_two_lambdas_on_a_line_are_told_apart(described: Describing) -> None:
    facts = described("f, g = (lambda x: x['a']), (lambda y, z: y['b'])\nh = lambda: (f, g)\n")
    assert (facts["f"]["keys"], facts["g"]["keys"]) == ({"x": ["a"]}, {"y": ["b"]})


def test_the_frameworks_that_a_class_uses_are_told(described: Describing) -> None:
    facts = described("""
        import torch.nn.functional as F
        import course
        class Conv:
            def forward(self, x):
                return F.conv2d(x)
            def helper(self, x):
                from keras import layers
                return course.helper(x)
            def plain(self, F):
                return F + 1
    """)["Conv"]
    assert facts["reads"] == ["course", "keras", "torch"]
    assert facts["methods"]["plain"]["reads"] == []


def test_a_class_made_by_a_call_is_told_without_text(described: Describing) -> None:
    facts = described("""
        from collections import namedtuple
        Cache = namedtuple("Cache", ["x", "w"])
    """)["Cache"]
    assert (facts["kind"], facts["source"], facts["line"]) == ("class", "", 0)
    assert [p["name"] for p in facts["params"]] == ["x", "w"]


def test_a_class_that_lies_or_hides_does_not_hide_the_others(described: Describing) -> None:
    facts = described("""
        class Liar:
            __signature__ = 3
            __doc__ = 5
            __slots__ = ("w",)
            def forward(self, x):
                return x
            forward.__signature__ = "nonsense"
        class Meta(type):
            def __getattribute__(cls, name):
                raise RuntimeError(name)
        class Hidden(metaclass=Meta):
            def forward(self, x):
                return x
    """)
    assert list(facts["Liar"]["methods"]) == ["forward"]
    assert list(facts) == ["Liar", "Meta"]


def test_long_texts_are_cut(described: Describing) -> None:
    body = "\n".join(f"    x = x + {number}" for number in range(3000))
    facts = described(f"def f(x, y={'z' * 500!r}):\n    '''{'doc ' * 200}'''\n{body}\n")["f"]
    assert (len(facts["source"]), len(facts["doc"])) == (20_000, 300)
    assert len(facts["params"][1]["default"]) == 200


def test_a_parameter_is_annotated_with_a_class_that_may_be_the_homeworks(
    described: Describing,
) -> None:
    facts = described("""
        import numpy as np
        class Options: pass
        def conv(x: np.ndarray, a: Options, b: Options | None, c: int, d: "list[str]", e): pass
    """)["conv"]
    said = {one["name"]: one.get("annotation") for one in facts["params"]}
    assert said == {**dict.fromkeys("xcde"), "a": "Options", "b": "Options | None"}
