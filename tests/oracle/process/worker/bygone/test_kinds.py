"""What NumPy offered to ask or convert types gives what it gave."""

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.bygone.kinds import (
    Casts,
    Sizes,
    by_kind,
    common_type,
    has_type,
    largest_of_kind,
)


@pytest.mark.parametrize("kind", ["float32", np.float32, "f"])
def test_a_cast_converts_to_the_type_that_it_is_got_by(kind: object) -> None:
    out = Casts()[kind]([True, False])
    assert (out.dtype, out.tolist()) == (np.float32, [1.0, 0.0])


@pytest.mark.parametrize("kind", ["int64", np.int64])
def test_a_size_is_in_bytes(kind: object) -> None:
    assert Sizes()[kind] == 8


@pytest.mark.parametrize(
    ("arrays", "scalars", "common"),
    [
        ([np.float32, np.float64], [], np.float64),
        ([np.float32], [np.float64], np.float32),
        ([np.int64], [np.float64], np.float64),
        ([], [np.int32, np.float32], np.float64),
    ],
)
def test_scalars_count_by_their_kind_beside_arrays(
    arrays: list[type], scalars: list[type], common: type
) -> None:
    assert common_type(arrays, scalars) == common


@pytest.mark.parametrize(
    ("value", "is_one"),
    [(np.float64, True), (np.dtype("int8"), True), (float, False), (1.0, False)],
)
def test_a_type_of_numpy_is_told_from_others(value: object, is_one: bool) -> None:
    assert has_type(value) is is_one


@pytest.mark.parametrize(
    ("kind", "largest"),
    [
        ("int8", np.longlong),
        (np.uint8, np.ulonglong),
        (np.float16, np.longdouble),
        (bool, np.bool_),
    ],
)
def test_the_largest_type_is_of_the_same_kind(kind: object, largest: type) -> None:
    assert np.dtype(largest_of_kind(kind)) == np.dtype(largest)


def test_the_types_of_a_kind_stand_by_their_size() -> None:
    assert by_kind()["float"][:3] == [np.float16, np.float32, np.float64]
    assert bool in by_kind()["others"]
