"""Statements that put functions and classes into registries, or methods into classes."""

import ast

import pytest

from scratchcnn.oracle.process.worker.syntax.needed import Plan, is_program
from scratchcnn.oracle.process.worker.syntax.registering import Registering

HEAD = """
from tensor import Tensor, TABLE, register
import ops, importlib
OWN = {}
class Conv: pass
def relu(x): return x
def keep(name, function): OWN[name] = function
def setup(): Tensor.__add__ = lambda a, b: a
def keep_all(module):
    for name in dir(module): setattr(Tensor, name, getattr(module, name))
def both(): setup()
def scale(x): x.data = x.data / 2
def changed(net):
    net.loss = relu
    setattr(net, "seen", 1)
def put(cls, **given):
    for name, f in given.items(): setattr(cls, name, f)
"""


def is_one(statement: str) -> bool:
    body = ast.parse(HEAD + statement).body
    return Registering(body, is_program).is_one(body[-1])


@pytest.mark.parametrize(
    "statement",
    [
        "setattr(Tensor, 'relu', relu)",
        "setattr(Tensor, 'third', lambda x: x)",
        "for f in (relu, keep): setattr(Tensor, f.__name__, f)",
        "for name in ['relu']: setattr(Tensor, name, globals()[name])",
        "for name, cls in vars(ops).items():\n    if name[0] != '_': TABLE[name] = cls",
        "for cls in Conv.__subclasses__(): OWN[cls.__name__] = cls",
        "for a in ['x']:\n    for b in ['y']: setattr(Tensor, a + b, relu)",
        "for name in ['relu']:\n    def make(x): return x\n    setattr(Tensor, name, make)",
        "for name in ['relu']: importlib.import_module('ops.' + name)",
        "importlib.import_module('ops.relu')",
        "Tensor.__mul__ = lambda a, b: a",
        "Tensor.relu = relu",
        "Tensor.__radd__ = Tensor.__add__",
        "Tensor.size = property(relu)",
        "TABLE['relu'] = relu",
        "TABLE['relu'] = (relu, Conv)",
        "register('relu', relu)",
        "TABLE.register(Conv)",
        "keep('relu', relu)",
        "TABLE.update(relu=relu)",
        "OWN.update({'relu': relu})",
        "setup()",
        "keep_all(ops)",
        "both()",
        "put(Conv, forward=relu)",
        "changed(Conv)",
    ],
)
def test_what_registers_is_known(statement: str) -> None:
    assert is_one(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "print(relu)",
        "train(Conv)",
        "net = Conv()",
        "changed(Conv())",
        "scale(3)",
        "OWN['loss'] = 3",
        "ops.rate = 3",
        "net.relu = relu",
        "for step in range(10): relu(step)",
        "for step in range(10): net.step = step",
        "for x in data: OWN[x] = relu",
        "for f in (relu, keep):\n    setattr(Tensor, f.__name__, f)\n    print(f)",
        "for f in (relu, keep): print(f)",
        "while True: setattr(Tensor, 'relu', relu)",
        "setattr(args, 'rate', 3)",
    ],
)
def test_what_only_computes_or_shows_does_not_register(statement: str) -> None:
    assert not is_one(statement)


def test_what_registers_runs_with_all_that_it_needs() -> None:
    body = ast.parse("N = len('abc')\nclass T: pass\nfor f in ['a']: setattr(T, f, N)").body
    assert set(body) == Plan(body).selected
