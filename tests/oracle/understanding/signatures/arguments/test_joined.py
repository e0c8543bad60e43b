"""What is passed to what joins arrays."""

from collections.abc import Mapping
from typing import Any

from scratchcnn.oracle.understanding.signatures.arguments.joined import joined_arguments
from scratchcnn.oracle.understanding.signatures.signature import JOINED, Argument, place_of


def parameter(name: str, kind: str = "positional", **more: Any) -> Mapping[str, Any]:
    return {"name": name, "kind": kind, "required": "default" not in more, **more}


def test_of_two_arrays_by_themselves_either_may_come_first() -> None:
    calls = list(joined_arguments([parameter("a"), parameter("b")], "cat"))
    assert calls == [
        (("a", Argument("x")), ("b", Argument("other"))),
        (("a", Argument("other")), ("b", Argument("x"))),
    ]


def test_one_parameter_takes_all_arrays_in_a_list() -> None:
    (name, first), (_, axis) = next(
        joined_arguments([parameter("maps"), parameter("axis", default=1)], "cat_three")
    )
    assert (name, first.role, first.form, axis.role) == ("maps", JOINED, "list", "join_axis")
    assert [one.role for _, one in first.keys] == ["x", "other", "third"]


def test_what_takes_any_number_gets_them_by_their_places() -> None:
    (call,) = joined_arguments([parameter("xs", "var_positional")], "cat")
    assert call == (("*xs_0", Argument("x")), ("*xs_1", Argument("other")))


def test_what_takes_another_number_of_arrays_is_not_called() -> None:
    assert not list(joined_arguments([parameter("a"), parameter("b")], "cat_three"))


def test_the_place_of_an_array_is_that_in_the_call() -> None:
    crossed = (("a", Argument("other")), ("b", Argument("x")))
    assert place_of("x", crossed, ("x", "other")) == 1
