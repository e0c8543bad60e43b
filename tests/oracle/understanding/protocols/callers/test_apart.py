from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.apart import apart
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS


def method(*names, source=""):
    params = [{"name": name, "kind": "positional", "required": True} for name in names]
    return {"params": params, "source": source, "empty": False, "static": False}


def found(**methods):
    return apart({"methods": {"forward": method("x"), **methods}}, BACKWARD, "forward")


BACKWARD = Callee(METHODS, "backward")


def test_a_method_that_gives_gradients_of_parameters_is_called_after_the_backward_pass():
    both = found(backward=method("x", "grad"), grads_wrt_params=method("x", "grad"))
    assert both is not None
    steps = both.callee.steps([("x", {"var": "x"}), ("grad", {"var": "g"})], "gradients")
    assert [step["save"] for step in steps] == ["gradients", "from_grads_wrt_params"]
    assert both.callee.caller.leaves == ("from_grads_wrt_params",)


def test_each_method_takes_its_own_arguments():
    both = found(backward=method("x", "grad"), bias_gradient=method("grad"))
    assert both is not None
    _, second = both.callee.steps([("x", {"var": "x"}), ("grad", {"var": "g"})], "gradients")
    assert second["kwargs"] == {"grad": {"var": "g"}}


def test_a_method_that_the_backward_pass_calls_itself_is_not_called_again():
    own = method("grad", source="return self.param_grad(grad)")
    assert found(backward=own, param_grad=method("grad")) is None


def test_an_update_gives_no_gradient():
    update = method("grad", source="self.W -= 0.1 * grad")
    assert found(backward=method("grad"), update_weights=update) is None
    rated = method("grad", "lr")
    assert found(backward=method("grad"), update_params=rated) is None


def test_a_method_that_lists_pairs_is_asked_after_the_backward_pass():
    pairs = method(source="return [(self.w, self.dw), (self.b, self.db)]")
    both = found(backward=method("grad"), param=pairs)
    assert both is not None
    assert both.callee.caller.leaves == ("pairs_of_param",)


def test_a_method_that_lists_parameters_alone_is_not_asked():
    assert found(backward=method("grad"), params=method(source="return [self.w]")) is None
