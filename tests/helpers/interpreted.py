"""Definitions for an interpreter of steps, and the steps."""

import random
from typing import Any

import numpy as np

from scratchcnn.oracle.process.worker.answering.interpreter import Interpreter
from scratchcnn.oracle.process.worker.imports.stubs import Stub


class Scale:
    def __init__(self, factor: float = 2.0) -> None:
        self.factor = factor
        self.w = np.full(2, factor)
        self.calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        return self.w * x

    def backward(self, dout: Any, learning_rate: float) -> Any:
        self.w -= learning_rate * dout
        return dout

    def overwrite(self, x: Any) -> None:
        x[...] = 7


class Pair:
    def __init__(self) -> None:
        self.scale = Scale()


def swap(a: Any, b: Any) -> Any:
    return b, a


def draw() -> tuple[float, float]:
    return np.random.rand(), random.random()


def overwrite(x: Any) -> None:
    x += 1


def resize(x: Any) -> None:
    x.resize((4, 1), refcheck=False)


def fail() -> None:
    raise ValueError("no")


def give(x: Any) -> Any:
    return x


DEFINITIONS = {
    function.__name__: function
    for function in (Scale, swap, draw, overwrite, resize, fail, give, random)
} | {"layers.Scale": Scale, "torch": Stub("torch")}


def let(name: str, value: Any) -> dict[str, Any]:
    return {"let": name, "value": value}


def call(function: Any, *args: Any, save: str | None = "out", **kwargs: Any) -> dict[str, Any]:
    name = {"name": function} if isinstance(function, str) else function
    return {"call": name, "args": list(args), "kwargs": kwargs, "save": save}


def method(variable: str, name: str) -> dict[str, Any]:
    return {"attr": [{"var": variable}, name]}


def value(content: Any) -> dict[str, Any]:
    return {"value": content}


def array(*numbers: float) -> dict[str, Any]:
    return {"array": np.array(numbers)}


def run(interpreter: Interpreter, *steps: Any, session: int = 1, **more: Any) -> dict[str, Any]:
    returns = more.pop("returns", ["out"])
    return interpreter.run({"session": session, "steps": steps, "return": returns, **more})


def out(interpreter: Interpreter, *steps: Any, **more: Any) -> Any:
    reply = run(interpreter, *steps, **more)
    assert "failure" not in reply, reply["failure"]
    return reply["values"]["out"]
