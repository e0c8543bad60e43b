"""Whether a text is Python."""

from scratchcnn.oracle.reading.syntax import syntax_problem


def test_a_cell_may_await_outside_of_functions() -> None:
    assert syntax_problem("import asyncio\nawait asyncio.sleep(0)\n") is None
    assert syntax_problem("def f():\n    await g()\n") is not None
