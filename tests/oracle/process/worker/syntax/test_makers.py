"""Which functions return functions, as far as their text says."""

import ast
import textwrap

import pytest

from scratchcnn.oracle.process.worker.syntax import facts
from scratchcnn.oracle.process.worker.syntax.makers import makes


def of(source):
    node = ast.parse(textwrap.dedent(source)).body[0]
    function = node.value if isinstance(node, ast.Assign) else node
    return makes(function, list(facts.own_nodes(function)))


@pytest.mark.parametrize(
    "source",
    [
        "def make():\n def f(x): pass\n return f, {}",
        "def make():\n return {'f': lambda x: x}",
        "def make():\n def f(x): pass\n layer = Layer()\n layer.f = f\n return layer",
        "def make():\n def f(x): pass\n d = {}\n d['f'] = f\n all = [d]\n return all",
        "def make():\n class C:\n  def f(self): pass\n return C()",
        "make = lambda k: (lambda x: x, lambda g: g)",
    ],
)
def test_a_function_that_hands_on_one_of_its_own_makes_functions(source):
    assert of(source)["functions"]


@pytest.mark.parametrize(
    "source",
    [
        "def train():\n def f(x): pass\n loss = f(1)\n return loss",
        "def train(x):\n return x",
        "def train(x):\n def f(x): return lambda: x\n return x",
        "def train():\n def f(x): pass\n f(1)",
    ],
)
def test_a_function_that_only_calls_its_own_makes_none(source):
    assert not of(source)["functions"]


def test_it_is_told_whose_value_a_function_returns():
    assert of("relu = lambda: activation(1)")["calls"] == ["activation"]
    assert of("def make():\n f, g = inner(1)\n return {'f': f}")["calls"] == ["inner"]
    assert of("def make():\n x = inner(1)\n return 2")["calls"] == []
    assert of("def make():\n def f(): pass\n return f()")["calls"] == []
