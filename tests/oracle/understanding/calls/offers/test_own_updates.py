import pytest

from scratchcnn.oracle.understanding.calls.offers.own_updates import assigns, own_updates
from tests.helpers.samples.living import Dense, plan_of


@pytest.mark.parametrize(
    "line",
    [
        "self.b -= rate * self.db",
        "self.b = self.b - rate * self.db",
        "layer.b += step",
        "self.b[:] = new",
        "self.params['b'] -= rate * grad",
        'params["b"]=new',
    ],
)
def test_an_assignment_is_seen(line):
    assert assigns(line, "b")


@pytest.mark.parametrize(
    "line",
    ["self.b == other", "self.db = 1", "b = 1", "self.ab = 2", "out = self.b", "self.bb -= 1"],
)
def test_what_only_looks_like_one_is_none(line):
    assert not assigns(line, "b")


def method(source):
    return {"source": source}


def test_a_method_that_assigns_to_a_parameter_updates_it():
    plan = plan_of(Dense)
    ((_, (path, _)), *_) = plan.signature.parameters.items()
    line = f"self.{path[-1]} -= 1"
    name = next(iter(plan.signature.parameters))
    assert own_updates(plan, {"methods": {"step": method(line)}}) == (name,)
    assert own_updates(plan, {"methods": {"__init__": method(line)}}) == ()
    assert own_updates(plan, {}) == ()
