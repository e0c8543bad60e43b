from scratchcnn.oracle.understanding.protocols.callers.updating import by_what_they_do


def method(*names, none=False):
    params = [{"name": name, "kind": "positional", "required": True} for name in names]
    return {"params": params, "returns": {"none": none}, "empty": False}


def test_a_method_that_takes_a_rate_and_returns_nothing_comes_after_one_that_gives_a_gradient():
    methods = {"backward": method("lr", none=True), "gradient": method("eta")}
    found = by_what_they_do({"methods": methods}, ["backward", "gradient"], "forward")
    assert found == ["gradient", "backward"]


def test_a_method_of_any_name_is_the_backward_pass_beside_one_that_only_updates():
    methods = {"backward": method("lr", none=True), "SGD": method("error")}
    found = by_what_they_do({"methods": methods}, ["backward"], "forward")
    assert found == ["SGD", "backward"]
