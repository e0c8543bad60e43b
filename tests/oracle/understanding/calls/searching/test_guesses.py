import pytest

from scratchcnn.oracle.understanding.calls.searching.guesses import gradient_path


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("self.grad_W = 1", ("grad_W",)),
        ("self.dLdW = 1", ("dLdW",)),
        ("return 1", ("dW",)),
    ],
)
def test_the_attribute_of_a_gradient_is_guessed_from_the_source(source, path):
    assert gradient_path(("W",), {"source": source}) == path
