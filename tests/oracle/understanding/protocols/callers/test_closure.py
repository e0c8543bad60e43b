from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.protocols.callee import Asked, Callee, Sought
from scratchcnn.oracle.understanding.protocols.callers.closure import CLOSURES, passes
from scratchcnn.oracle.understanding.protocols.table import entry_of
from tests.helpers.samples.living import relu

CALLEE = Callee(CLOSURES, "", (1,))


def asked(closure):
    (definition,) = Live(relu).definitions
    return Asked(Sought(definition, entry_of(definition)), NDARRAY, closure)


def test_there_is_a_closure_where_forward_returns_a_function():
    assert [one.callee for one in passes(asked((1,)))] == [CALLEE]
    assert list(passes(asked(()))) == []


def test_a_closure_is_called_by_position_whatever_its_parameter_is_called():
    (step,) = CALLEE.steps([("grad_out", {"var": "grad_out"})], "gradients")
    assert step["call"] == {"item": [{"var": "returned"}, 1]}
    assert step["args"] == [{"var": "grad_out"}]
    assert step["kwargs"] == {}


def test_a_closure_is_written_as_what_was_returned():
    written = CALLEE.written([("grad_out", "g")], str, "gradients")
    assert list(written) == [("gradients = returned[1]", ["g"])]
    (start, _), *_ = Callee(CLOSURES, "", ("back",)).written([], str)
    assert start == "returned['back']"


def test_a_closure_is_told_without_a_name():
    assert CALLEE.words((("grad_out", None),)) == "returns its backward pass"
