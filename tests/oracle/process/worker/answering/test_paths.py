from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering import paths
from scratchcnn.oracle.process.worker.answering.paths import (
    arrays_computed,
    arrays_within,
    pick,
    put,
)


class Thing:
    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class Slots:
    __slots__ = ("empty", "w")

    def __init__(self) -> None:
        self.w = np.ones(2)


class More(Slots):
    def __init__(self) -> None:
        super().__init__()
        self.b = np.ones(1)


class Hostile:
    def __init__(self) -> None:
        vars(self)["w"] = np.ones(3)

    def __getattribute__(self, name: str) -> Any:
        if name == "__dict__":
            return object.__getattribute__(self, name)
        raise SystemExit(name)

    def __eq__(self, other: object) -> NoReturn:
        raise SystemExit

    @property
    def v(self) -> NoReturn:
        raise SystemExit


def is_mine(kind: type) -> bool:
    return kind.__module__ == __name__


def found(root: Any) -> list[list[str | int]]:
    return [entry["path"] for entry in arrays_within(root, is_mine)]


def test_finds_attributes_in_the_order_in_which_they_were_set() -> None:
    assert found(Thing(w=np.ones(1), b=np.ones(1), a=np.ones(1))) == [["w"], ["b"], ["a"]]


def test_tells_attributes_from_keys() -> None:
    thing = Thing(inner=Thing(w=np.ones(1)), params={"w": np.ones(1)})
    told = [(one["path"], one["attributes"]) for one in arrays_within(thing, is_mine)]
    assert told == [(["inner", "w"], [0, 1]), (["params", "w"], [0])]


def test_tells_shape_and_dtype() -> None:
    thing = Thing(w=np.ones((2, 3), np.float32))
    assert arrays_within(thing, is_mine) == [
        {"path": ["w"], "attributes": [0], "shape": [2, 3], "dtype": "float32"}
    ]


def test_finds_arrays_in_containers_after_those_beside_them() -> None:
    thing = Thing(grads={"w": np.ones(1), 1: np.ones(1)}, cache=(1, [np.ones(1)]), w=np.ones(1))
    assert found(thing) == [["w"], ["grads", "w"], ["cache", 1, 0]]


def test_enters_things_of_the_homework_and_no_others() -> None:
    @dataclass
    class Other:
        w: Any

    Other.__module__ = "other"
    thing = Thing(part=Thing(w=np.ones(1)), other=Other(np.ones(1)), rng=np.random.default_rng(0))
    assert found(thing) == [["part", "w"]]
    assert found(Other(np.ones(1))) == [["w"]]


def test_finds_slots_also_of_base_classes() -> None:
    assert found(Slots()) == [["w"]]
    assert found(More()) == [["b"], ["w"]]


def test_what_holds_no_numbers_is_not_listed() -> None:
    assert found(Thing(a=np.array([None]), b=1.0, c=np.float64(1), d=np.ones(1, complex))) == []


def test_a_thing_in_a_circle_is_entered_once() -> None:
    thing = Thing(w=np.ones(1))
    thing.me, thing.parts = thing, [thing]
    assert found(thing) == [["w"]]


def test_goes_four_steps_deep() -> None:
    assert found(Thing(a={"b": {"c": np.ones(1)}})) == [["a", "b", "c"]]
    assert found(Thing(a={"b": {"c": [np.ones(1)]}})) == [["a", "b", "c", 0]]
    assert found(Thing(a={"b": {"c": [[np.ones(1)]]}})) == []


def test_lists_no_more_than_two_hundred() -> None:
    thing = Thing(**{f"w{number}": np.ones(1) for number in range(300)})
    assert len(found(thing)) == paths.MOST_ARRAYS
    assert len(found(Thing(w=[np.ones(1)] * 150, v=[np.ones(1)] * 100))) == paths.MOST_ARRAYS


def test_a_long_list_is_looked_at_only_in_part() -> None:
    assert found(Thing(losses=[0.0] * 1_000_000, w=np.ones(1))) == [["w"]]
    assert found(Thing(many=[[[] for _ in range(150)] for _ in range(150)], w=np.ones(1))) == [
        ["w"]
    ]


def test_runs_no_code_of_the_homework() -> None:
    assert found(Hostile()) == [["w"]]
    assert found(Thing(part=Hostile())) == [["part", "w"]]


@pytest.mark.parametrize("root", [1, None, "text", len, int, is_mine])
def test_what_has_no_attributes_has_no_arrays(root: Any) -> None:
    assert found(root) == []


def test_an_array_itself_is_found_at_the_end_of_no_path() -> None:
    assert found(np.ones(1)) == [[]]


def test_a_path_goes_through_attributes_keys_and_items() -> None:
    assert pick(Thing(params={"W": [5, 6]}), ["params", "W", 1]) == 6


def test_a_key_goes_before_a_method_of_dict() -> None:
    assert pick({"items": 5}, ["items"]) == 5
    assert callable(pick({}, ["items"]))


def test_a_thing_with_items_of_its_own_is_asked_for_them() -> None:
    class Params:
        def __getitem__(self, key: str) -> str:
            return key.upper()

    assert pick(Params(), ["w"]) == "W"


@pytest.mark.parametrize("part", ["absent", 0])
def test_a_path_that_leads_nowhere_raises(part: str | int) -> None:
    with pytest.raises((AttributeError, TypeError)):
        pick(Thing(), [part])


def test_puts_into_the_array_that_is_there() -> None:
    w = np.ones(2)
    thing = Thing(w=w, params={"w": w})
    put(thing, ["w"], np.array([3.0, 4.0]))
    assert thing.params["w"].tolist() == [3, 4]


@pytest.mark.parametrize(
    "new", [np.ones(3), np.ones(2, np.float32), np.ones((2, 1)), 1.0, None, [1.0, 1.0]]
)
def test_replaces_an_array_that_does_not_fit(new: Any) -> None:
    old = np.zeros(2)
    thing = Thing(w=old)
    put(thing, ["w"], new)
    assert thing.w is new
    assert old.tolist() == [0, 0]


@pytest.mark.parametrize("dtype", ["int64", "bool"])
def test_replaces_an_array_that_holds_no_floats(dtype: str) -> None:
    thing = Thing(w=np.zeros(1, dtype))
    new = np.ones(1, dtype)
    put(thing, ["w"], new)
    assert thing.w is new


def test_replaces_an_array_that_is_read_only() -> None:
    old = np.zeros(1)
    old.flags.writeable = False
    thing = Thing(w=old)
    put(thing, ["w"], np.ones(1))
    assert (old[0], thing.w[0]) == (0, 1)


def test_puts_keys_items_and_new_attributes() -> None:
    thing = Thing(params={}, layers=[1, 2])
    put(thing, ["params", "W"], 1)
    put(thing, ["params", "items"], 2)
    put(thing, ["layers", 1], 3)
    put(thing, ["rate"], 4)
    assert vars(thing) == {"params": {"W": 1, "items": 2}, "layers": [1, 3], "rate": 4}


@pytest.mark.parametrize(("old", "new"), [((2,), (2,)), ((1, 2), (2,)), ((1, 1, 2), (1, 2))])
def test_axes_of_size_1_in_front_make_no_other_shape(
    old: tuple[int, ...], new: tuple[int, ...]
) -> None:
    paths.refuse_other_shape(Thing(b=np.zeros(old)), ["b"], np.zeros(new))


@pytest.mark.parametrize(
    ("old", "new"), [((3,), (2,)), ((2, 1), (2,)), ((2,), (1, 2)), ((2, 2), (2,)), ((2, 3), (3, 2))]
)
def test_another_shape_is_refused(old: tuple[int, ...], new: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="its b has the shape"):
        paths.refuse_other_shape(Thing(b=np.zeros(old)), ["b"], np.zeros(new))


ALL_BUT_THE_LAST, THE_LAST = [[None, -1]], [-1]


def test_a_part_of_an_array_is_picked() -> None:
    thing = Thing(w=np.arange(6).reshape(3, 2))
    assert pick(thing, ["w", ALL_BUT_THE_LAST]).tolist() == [[0, 1], [2, 3]]
    assert pick(thing, ["w", [[None, None], -1]]).tolist() == [1, 3, 5]


def test_puts_into_a_part_of_the_array_that_is_there() -> None:
    w = np.zeros((3, 2))
    thing = Thing(w=w)
    put(thing, ["w", ALL_BUT_THE_LAST], np.ones((2, 2)))
    put(thing, ["w", THE_LAST], np.array([2.0, 3.0]))
    assert thing.w is w
    assert w.tolist() == [[1, 1], [1, 1], [2, 3]]


@pytest.mark.parametrize("dtype", ["float32", "int64"])
def test_an_array_that_is_too_coarse_for_its_new_part_is_replaced(dtype: str) -> None:
    old = np.ones((2, 1), dtype)
    thing = Thing(w=old)
    put(thing, ["w", THE_LAST], np.array([0.1]))
    assert thing.w.tolist() == [[1], [0.1]]
    assert old.tolist() == [[1], [1]]


def test_an_array_that_is_read_only_is_replaced_with_its_new_part() -> None:
    old = np.zeros((2, 1))
    old.flags.writeable = False
    thing = Thing(w=old)
    put(thing, ["w", THE_LAST], np.ones(1))
    assert (old.tolist(), thing.w.tolist()) == ([[0], [0]], [[0], [1]])


def test_a_part_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        put(Thing(w=np.zeros((3, 2))), ["w", THE_LAST], np.zeros(1))


class Computed:
    stored = 1

    @property
    def w(self) -> Any:
        return np.ones((2, 3))

    @cached_property
    def b(self) -> Any:
        return np.ones(3)

    @property
    def missing(self) -> Any:
        raise ValueError

    @property
    def name(self) -> Any:
        return "w"


def test_properties_that_are_arrays_are_computed() -> None:
    found = arrays_computed(Computed(), lambda kind: kind is Computed)
    assert [(one["path"], one["attributes"], one["shape"]) for one in found] == [
        (["w"], [0], [2, 3]),
        (["b"], [0], [3]),
    ]


def test_properties_of_other_classes_are_not_computed() -> None:
    assert arrays_computed(Computed(), lambda kind: False) == []
