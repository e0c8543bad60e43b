from scratchcnn.oracle.understanding.signatures.arguments.preparing import preparations


def method(*names):
    params = [{"name": name, "kind": "positional", "required": True} for name in names]
    return {"params": params}


def test_methods_that_make_parameters_are_called_in_order_and_the_constructor_is_none():
    methods = {
        "__init__": method("units"),
        "initialize": method("optimizer"),
        "set_input_shape": method("shape"),
    }
    first = next(preparations({"methods": methods}, "linear"))
    assert [name for name, _ in first] == ["set_input_shape", "initialize"]


def test_a_layer_without_such_methods_is_not_prepared():
    assert list(preparations({"methods": {"__init__": method("units")}}, "linear")) == []


def test_a_method_that_sets_up_a_whole_layer_is_not_called_with_the_size_of_its_input_alone():
    methods = {"setup": method("num_output", "dim")}
    assert list(preparations({"methods": methods}, "linear")) == []
