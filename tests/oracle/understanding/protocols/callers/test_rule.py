from scratchcnn.oracle.understanding.protocols.callers.rule import RULES, entry


def test_a_function_with_a_rule_is_called_with_it():
    definition = {"kind": "function", "name": "home.relu", "rule": True, "params": []}
    found = entry(definition)
    assert found is not None
    assert found.caller is RULES
    (target,) = RULES.targets(found.callee)
    assert target.expression == {"rule": {"name": "home.relu"}}
    assert target.function(lambda name: name.rpartition(".")[2]) == "with_rule(relu)"


def test_a_function_without_one_is_called_otherwise():
    assert entry({"kind": "function", "name": "relu", "params": []}) is None
