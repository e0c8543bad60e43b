from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.plans.reproducer import bare
from scratchcnn.oracle.understanding.protocols.callee import Asked, Callee, Sought
from scratchcnn.oracle.understanding.protocols.callers.function import (
    FUNCTIONS,
    METHODS,
    entry,
    made_by,
    passes,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument
from tests.helpers.samples.living import Dense, relu, relu_prime


def sigmoid(x, deriv=False):
    return x


def described(target):
    (definition,) = Live(target).definitions
    return definition


def passes_of(target, *partners):
    definition = described(target)
    sought = Sought(definition, entry(definition), list(map(described, partners)))
    return list(passes(Asked(sought, NDARRAY)))


def test_a_function_computes_its_own_forward_pass():
    assert entry(described(relu)).name == "relu"
    assert entry(described(Dense)) is None


def test_a_function_beside_it_may_be_its_backward_pass():
    (one,) = passes_of(relu, relu_prime)
    assert one.callee.name == "relu_prime"


def test_a_flag_makes_a_function_its_own_derivative():
    (one,) = passes_of(sigmoid)
    assert one.callee.name == "sigmoid"
    assert one.always == (("deriv", Argument("constant", True)),)
    assert [parameter["name"] for parameter in one.described["params"]] == ["x"]


def test_a_class_is_called_as_a_function_is():
    assert made_by(described(Dense)).caller is FUNCTIONS
    (step,) = made_by(described(Dense)).steps([("n_in", {"value": 3})], "object")
    assert step == {
        "call": {"name": "Dense"},
        "args": [],
        "kwargs": {"n_in": {"value": 3}},
        "save": "object",
    }


def test_a_method_that_is_called_as_a_function_is_written_with_its_class():
    called = Callee(METHODS, "engine.Tensor.relu")
    (line,) = called.written([("self", "x")], bare, "out")
    assert line == ("out = Tensor.relu", ["self=x"])
