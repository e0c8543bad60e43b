import numpy as np
import pytest

from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY, array_text, numeric


def test_an_array_goes_in_and_comes_back_as_it_is():
    array = np.ones((2, 3))
    assert NDARRAY.given("x", array) == [{"let": "x", "value": {"array": array}}]
    assert NDARRAY.crossing("out") == ([], "out")
    assert NDARRAY.taken(array) is array


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (2, 2.0),
        (True, 1.0),
        ([1, 2], [1.0, 2.0]),
        ((1.0, [2.0]), None),
        ([1.0, [2.0, 3.0]], None),
        ("text", None),
        ({"opaque": "generator"}, None),
        (None, None),
        (np.array(["a"]), None),
        (np.array([1j]), None),
        (np.array([3], np.int8), [3.0]),
        ([10**400], None),
        (10**400, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_a_number_becomes_an_array(value, wanted):
    found = numeric(value)
    if wanted is None:
        assert found is None
    else:
        assert found.dtype == float
        np.testing.assert_array_equal(found, wanted)


def test_single_precision_stays_what_it_is():
    assert numeric(np.ones(2, np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.5, -0.0, np.nan, np.inf, -np.inf]),
        np.array([[1, 2]]),
        np.zeros((0, 3)),
        np.array(2.5),
        np.array([0.1 + 0.2]),
    ],
)
def test_an_array_is_written_to_the_last_bit(array):
    written = eval(array_text(array), {"np": np})
    assert written.shape == array.shape
    assert written.tobytes() == array.tobytes()
