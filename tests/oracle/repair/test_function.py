import ast

import pytest
from repaired import function_of

from scratchcnn.oracle.repair.function import Function, parsed

LOOP = """
def f(x, rows):
    out = 0  # é, three bytes
    for i in range(rows):
        if x[i] > 0:
            out += x[i]
    return out
"""


def texts(function: Function) -> list[str]:
    return [function.segment(one).split("\n")[0] for one in function.statements]


def test_statements_that_ran_are_in_their_order() -> None:
    assert texts(function_of(LOOP)) == [
        "out = 0",
        "for i in range(rows):",
        "if x[i] > 0:",
        "out += x[i]",
        "return out",
    ]


def test_what_did_not_run_is_no_statement() -> None:
    whole = function_of(LOOP)
    some = Function(**{**vars(whole), "lines": (2, 3, 4, 6)})
    assert "out += x[i]" not in texts(some)
    assert "if x[i] > 0:" in texts(some)


def test_of_a_loop_only_the_head_is_looked_at() -> None:
    function = function_of(LOOP)
    found = [function.segment(node) for node, _ in function.expressions(function.statements[1])]
    assert found == ["i", "range(rows)", "range", "rows"]


def test_places_count_characters_not_bytes() -> None:
    function = function_of("def f(x):\n    é = 'é'; y = x + é\n    return y\n")
    (add,) = [node for node in ast.walk(function.tree) if isinstance(node, ast.BinOp)]
    assert function.segment(add) == "x + é"


def test_lines_are_those_of_the_file() -> None:
    function = function_of(LOOP, first=41)
    assert function.statements[0].lineno == 42
    assert function.line_of(function.text.index("return")) == 46


def test_a_method_keeps_its_indentation() -> None:
    function = function_of(LOOP, first=7, owner="Layer")
    assert function.segment(function.statements[0]) == "out = 0"
    assert function.statements[0].col_offset == 8


def test_names_are_those_that_are_bound() -> None:
    assert function_of(LOOP).names == ("x", "rows", "out", "i")


def test_names_of_one_kind_stand_for_each_other() -> None:
    kinds = {"x": "array", "rows": "number", "out": "number", "i": "number"}
    function = function_of(LOOP, kinds)
    assert function.like("rows") == ["out", "i"]
    assert function.like("x") == []
    assert function.like("unknown") == []


def test_attributes_are_those_of_self() -> None:
    text = "def f(self, x):\n    self.x = x\n    return self.w * x.size\n"
    assert function_of(text).attributes == ("self.x", "self.w")
    assert function_of(text, {"self.b": "array"}).attributes == ("self.x", "self.w", "self.b")


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(SyntaxError):
        parsed("x = 1\n", 1)


TOLD = {
    "file": "homework.py",
    "filename": "/hw/homework.py",
    "name": "f",
    "owner": "",
    "line": 1,
    "text": "def f(x):\n    return x\n",
    "lines": [2],
}


def test_what_the_worker_tells_is_a_function() -> None:
    function = Function.of(TOLD)
    assert function is not None
    assert (function.lines, function.depth, function.steps) == ((2,), 0, 0)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {**TOLD, "text": "def f(:\n"},
        {**TOLD, "text": "x = 1\n"},
        {**TOLD, "text": 3},
        {**TOLD, "line": "1"},
        {**TOLD, "lines": None},
        {**TOLD, "another": 1},
        {name: value for name, value in TOLD.items() if name != "lines"},
    ],
)
def test_what_homework_has_made_of_it_is_none(told: object) -> None:
    assert Function.of(told) is None


def test_loops_count_with_their_targets() -> None:
    text = "def f(x, n, s):\n    for i, (j, k) in x:\n        n = i * s\n"
    kinds = dict.fromkeys(("n", "s", "i", "j", "k"), "number")
    function = function_of(text, kinds)
    assert function.counted == ("i", "j", "k")
    assert function.numbers == ["n", "s"]
