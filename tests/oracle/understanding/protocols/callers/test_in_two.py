from scratchcnn.oracle.understanding.protocols.callee import Entry
from scratchcnn.oracle.understanding.protocols.callers.in_two import in_two
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS


def method(*names):
    params = [{"name": name, "kind": "positional", "required": True} for name in names]
    returns = {"none": False}
    return {"params": params, "source": "", "empty": False, "static": False, "returns": returns}


def found(name, **methods):
    definition = {"name": name, "methods": {"forward": method("x"), **methods}}
    return in_two(definition, Entry(METHODS, "forward", definition["methods"]["forward"]))


def test_a_loss_is_what_a_second_method_makes_of_the_target():
    entry = found("SoftmaxLoss", get_loss=method("label"))
    steps = entry.callee.steps([("x", {"var": "x"}), ("label", {"var": "t"})], "returned")
    assert [step["kwargs"] for step in steps] == [{"x": {"var": "x"}}, {"label": {"var": "t"}}]
    assert [step["save"] for step in steps] == ["from_forward", "returned"]


def test_an_accuracy_is_no_loss():
    entry = found("SoftmaxLoss", accuracy=method("label"))
    assert [one["name"] for one in entry.described["params"]] == ["x"]


def test_a_layer_that_is_no_loss_has_one_forward_method():
    entry = found("Softmax", get_loss=method("label"))
    assert [one["name"] for one in entry.described["params"]] == ["x"]
