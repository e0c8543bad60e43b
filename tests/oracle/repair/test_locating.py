"""The place of a bug, with the lines beside it."""

from dataclasses import replace

from repaired import function_of

from scratchcnn.oracle.repair.locating import location

FUNCTION = function_of("def f(x):\n    a = x\n    return a + 1\n", first=41)


def test_the_line_and_the_column_count_from_1() -> None:
    place = location(FUNCTION, FUNCTION.text.index("a = x"), "why")
    assert (place.file, place.line, place.column, place.cell) == ("homework.py", 42, 5, "")
    assert place.around == ((41, "def f(x):"), (42, "    a = x"), (43, "    return a + 1"))
    assert place.why == "why"


def test_at_the_ends_there_are_fewer_lines() -> None:
    first = location(FUNCTION, 0, "")
    last = location(FUNCTION, FUNCTION.text.index("return"), "")
    assert [number for number, _ in first.around] == [41, 42]
    assert [number for number, _ in last.around] == [42, 43]


def test_of_a_notebook_the_cell_stands_apart() -> None:
    place = location(replace(FUNCTION, file="cnn.ipynb, cell 3"), 0, "")
    assert (place.file, place.cell) == ("cnn.ipynb", "cell 3")
