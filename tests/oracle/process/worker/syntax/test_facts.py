"""What a function's syntax tells: the keys that it reads for each of several."""

import ast

import pytest

from scratchcnn.oracle.process.worker.syntax import facts


@pytest.mark.parametrize(
    "line",
    [
        "h, s = [options[k] for k in ('height', 'stride')]",
        "h, s = (options[k] for k in ['height', 'stride'])",
        "for k in ('height', 'stride'): print(options[k])",
        "h, s = map(options.get, ('height', 'stride'))",
    ],
)
def test_keys_that_are_read_for_each_of_some_strings_are_found(line: str) -> None:
    (function,) = ast.parse(f"def f(x, options):\n    {line}\n").body
    assert isinstance(function, ast.FunctionDef)
    found = facts.keys(function, list(facts.own_nodes(function)))
    assert found == {"options": ["height", "stride"]}


def test_a_loop_over_something_else_reads_no_keys() -> None:
    (function,) = ast.parse("def f(x, options):\n    y = [x[i] for i in options]\n").body
    assert isinstance(function, ast.FunctionDef)
    assert facts.keys(function, list(facts.own_nodes(function))) == {}
