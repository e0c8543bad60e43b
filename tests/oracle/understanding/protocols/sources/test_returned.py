import pytest

from scratchcnn.oracle.understanding.protocols.sources.beside import BESIDE
from scratchcnn.oracle.understanding.protocols.sources.returned import RETURNED


@pytest.mark.parametrize("way", [RETURNED, BESIDE])
@pytest.mark.parametrize(
    ("position", "path", "told"),
    [(0, (), True), (0, (0,), True), (2, (2,), True), (1, (0,), False), (1, (), False)],
)
def test_what_is_returned_belongs_to_the_argument_in_its_place(way, position, path, told):
    assert way.source.tells("weight", position, (), path) is told


def test_most_return_the_gradients_of_x_weight_and_bias_in_this_order():
    likelihood = RETURNED.source.likelihood
    paths = [(0,), (1,), (2,)]
    assert {
        name: [likelihood(name, path) for path in paths] for name in ("x", "weight", "bias")
    } == {
        "x": [2, 0, 0],
        "weight": [0, 1, 0],
        "bias": [0, 0, 1],
    }


def test_all_that_is_returned_is_most_likely_of_x():
    assert RETURNED.source.likelihood("x", ()) == 2
    assert RETURNED.source.likelihood("weight", ()) == 0
    assert RETURNED.source.likelihood("target", (3,)) == 0
