import math
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchcnn.oracle.process.worker.answering import answers
from scratchcnn.oracle.process.worker.answering.answers import Room, printable, safe_data
from scratchcnn.oracle.process.worker.answering.transport import pack

SPECIAL = (
    *("eq", "ne", "lt", "hash", "repr", "str", "bool", "len", "iter", "getitem", "contains"),
    *("getattr", "getattribute", "int", "float", "index", "add", "format", "class", "dict"),
    *("array", "array_interface", "array_finalize", "array_wrap", "copy", "deepcopy"),
)


def data(value: Any) -> Any:
    result = safe_data(value, Room())
    pack(result)
    return result


def hostile(*bases: type) -> type:
    """Return a class every method of which fails, for those who look at its instances."""

    def fail(self: Any, *arguments: Any, **keywords: Any) -> NoReturn:
        raise SystemExit("looked at")

    return type("Hostile", bases, {f"__{name}__": fail for name in SPECIAL})


@pytest.mark.parametrize(
    "value", [None, True, 0, -5, 2**1000, 0.5, -0.0, math.inf, "text", "", [], {}, {"a": [1]}]
)
def test_json_types_stay_what_they_are(value: Any) -> None:
    assert repr(data(value)) == repr(value)


def test_tuples_are_lists() -> None:
    pair = namedtuple("pair", "a b")
    assert data((1, pair(2, 3))) == [1, [2, 3]]


@pytest.mark.parametrize("value", [np.float32(1.5), np.int64(3), np.bool_(True), np.array(2.0)])
def test_scalars_of_numpy_are_arrays_without_dimensions(value: Any) -> None:
    result = data(value)
    assert type(result) is np.ndarray
    assert (result.dtype, result.shape, result) == (value.dtype, (), value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (IntEnum("Color", "RED")(1), 1),
        (type("Real", (float,), {})(0.5), 0.5),
        (type("Text", (str,), {})("abc"), "abc"),
        (np.str_("abc"), "abc"),
        (OrderedDict(a=1), {"a": 1}),
        (type("Table", (list,), {})([1]), [1]),
    ],
    ids=repr,
)
def test_values_of_derived_types_are_those_of_the_base(value: Any, expected: Any) -> None:
    assert data(value) == expected
    assert type(data(value)) is type(expected)


@pytest.mark.parametrize(
    "array", [np.ma.masked_array([1.0]), np.ones(1).view(type("Mine", (np.ndarray,), {}))]
)
def test_arrays_of_derived_types_are_arrays(array: Any) -> None:
    assert type(data(array)) is np.ndarray


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ((number for number in [1]), "generator"),
        (1j, "complex"),
        (b"bytes", "bytes"),
        ({1, 2}, "set"),
        ({1: 2}, "dict"),
        ({"opaque": "int"}, "dict"),
        (np.array([None]), "ndarray"),
        (np.array([1j]), "ndarray"),
        (np.array(["text"]), "ndarray"),
        (np.longdouble(1), "longdouble"),
        (2**5000, "int"),
        (len, "builtin_function_or_method"),
        (int, "type"),
        (np, "module"),
        (object(), "object"),
    ],
    ids=lambda value: value if type(value) is str else "",
)
def test_everything_else_is_opaque(value: Any, name: str) -> None:
    assert data(value)["opaque"] == name


def test_a_repr_is_short_and_has_no_address() -> None:
    assert data(object())["repr"] == "<object object>"
    assert len(data({"x" * 500})["repr"]) <= answers.LONGEST_REPR
    assert data(np.array([[None]]))["repr"] == "object array of shape (1, 1)"


def test_long_strings_are_cut() -> None:
    assert data("x" * 5000) == "x" * answers.LONGEST_STRING


def test_nesting_is_followed_to_five_levels() -> None:
    assert data([[[[[1]]]]]) == [[[[[1]]]]]
    assert data([[[[[[1]]]]]])[0][0][0][0][0]["opaque"] == "list"


def test_a_list_that_contains_itself_ends() -> None:
    cycle: list[Any] = [1]
    cycle.append(cycle)
    assert data(cycle)[1][1][0] == 1


def test_large_arrays_are_opaque() -> None:
    assert data(np.zeros(2**21 + 1))["repr"] == "float64 array of shape (2097153,)"


def test_all_arrays_of_an_answer_together_fit_into_a_frame() -> None:
    arrays = data([np.zeros(2**20)] * 8)
    assert [type(array) is np.ndarray for array in arrays] == [True] * 5 + [False] * 3


def test_a_list_of_a_million_is_opaque() -> None:
    assert data([1.0] * 1_000_000)["opaque"] == "list"
    assert data([[1.0] * 1_000_000, 2.0])[1] == 2.0


def test_when_there_is_no_room_left_all_is_opaque() -> None:
    assert safe_data([1, [2], 3], Room(count=4))[2] == {"opaque": "int", "repr": ""}
    assert safe_data(["x" * 500], Room(size=600))[0]["opaque"] == "str"


@pytest.mark.parametrize(
    "make",
    [
        lambda: hostile(object)(),
        lambda: list.__new__(hostile(list)),
        lambda: tuple.__new__(hostile(tuple)),
        lambda: dict.__new__(hostile(dict)),
        lambda: str.__new__(hostile(str), "x"),
        lambda: int.__new__(hostile(int), 5),
        lambda: float.__new__(hostile(float), 5.0),
        lambda: np.float64.__new__(hostile(np.float64), 5.0),
        lambda: hostile(Exception)(),
    ],
)
def test_objects_that_fail_when_looked_at_do_no_harm(make: Callable[[], Any]) -> None:
    value = make()
    data(value)
    data([{"a": value}])


def test_an_instance_of_a_class_whose_metaclass_fails_does_no_harm() -> None:
    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            raise SystemExit(name)

    made = Meta("Made", (), {})
    assert data(type.__call__(made))["opaque"] == "Made"


@pytest.mark.parametrize(
    ("text", "expected"), [("a\nb", "a b"), ("\x1b[31mred\x00", "[31mred"), ("x" * 20, "x" * 10)]
)
def test_printable_text_is_one_short_line(text: str, expected: str) -> None:
    assert printable(text, 10) == expected


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
        lambda inner: (
            st.lists(inner)
            | st.tuples(inner)
            | st.dictionaries(st.text() | st.integers(), inner)
            | st.sets(st.integers())
        ),
    )
)
def test_whatever_is_returned_can_be_sent(value: Any) -> None:
    data(value)


def test_whatever_goes_wrong_the_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(answers, "as_data", fail)
    assert data(5) == {"opaque": "int", "repr": ""}


@dataclass
class Loss:
    value: float
    grad: Any = None


@dataclass(frozen=True, slots=True)
class Slotted:
    value: float


def test_a_dataclass_crosses_by_its_fields() -> None:
    fields = {"value": 0.5, "grad": [1]}
    assert data(Loss(0.5, (1,))) == {"dataclass": "Loss", "fields": fields}
    assert data(Slotted(0.5)) == {"dataclass": "Slotted", "fields": {"value": 0.5}}


def test_a_field_that_was_deleted_is_left_out() -> None:
    loss = Loss(0.5)
    del loss.value
    assert data(loss)["fields"] == {"grad": None}


def test_a_dataclass_is_not_asked_for_what_it_holds() -> None:
    kind = dataclass(hostile(Loss), eq=False, repr=False, init=False)
    assert data(object.__new__(kind)) == {"dataclass": "Hostile", "fields": {}}


def test_a_dictionary_that_looks_like_a_dataclass_does_not_cross() -> None:
    assert data({"dataclass": "Loss", "fields": {}})["opaque"] == "dict"
