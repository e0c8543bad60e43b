"""What the card of batch normalisation knows of homework."""

import pytest

from scratchcnn.oracle.cards.families.batch_norm_of_homework import (
    input_from_output,
    of_rows,
    scale_from_output,
    shows_rows,
)


@pytest.mark.parametrize(
    "source",
    [
        "mu = x.mean(axis=0)\nvar = np.var(x, axis=0)",
        "mu = np.mean(Z, axis=0, keepdims=True)",
        "N = len(x)\nmu = 1 / N * np.sum(x, axis=0)",
        "x = x.reshape(N, -1)\nmu = x.mean(0)",
    ],
)
def test_what_reduces_the_first_axis_alone_normalises_rows(source: str) -> None:
    assert "rows (N, D)" in of_rows(source)


def test_what_reduces_the_second_axis_alone_normalises_columns() -> None:
    assert "columns (D, N)" in of_rows("mu = x.mean(axis=1, keepdims=True)")


@pytest.mark.parametrize(
    "source",
    [
        "mu = x.mean(axis=(0, 2, 3))",
        "mu = x.mean((0, 2, 3), keepdims=True)\ng = grad.sum(axis=0)",
        "x = x.transpose(0, 2, 3, 1).reshape(-1, C)\nmu = x.mean(axis=0)",
        "mu = x.mean(axis=2)",
        "return x",
    ],
)
def test_what_reduces_anything_else_may_normalise_images(source: str) -> None:
    assert of_rows(source) == ""
