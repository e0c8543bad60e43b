"""What the README shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
NAMES_OF_THE_GUIDES = (
    *("CNNLayer", "correlate2d", "kernels", "biases", "output_shape", "ReLU", "Sigmoid"),
    *("DenseLayer", "flatten_layer", "Softmax", "categorical_cross_entropy"),
    *("categorical_cross_entropy_prime", "Binary Cross-Entropy", "output_gradient"),
    *("learning_rate", "batch_size", "epochs", "Conv3x", "iterate_regions", "MaxPool2", "last_max"),
    *("backprop", "filters", "cross_entropy_loss", "softmax_loss_and_gradient", "accuracy"),
    *("permutation", "Sobel", "not aligned", "last_input", "load_data", "d_L_d_out"),
)


def test_its_examples_print_what_they_say() -> None:
    results = doctest.testfile(str(README), module_relative=False)
    assert results.attempted > 10
    assert results.failed == 0


@pytest.mark.parametrize("name", NAMES_OF_THE_GUIDES)
def test_it_says_what_every_name_of_the_guides_is_here(name: str) -> None:
    table = README.read_text(encoding="utf-8").split("| in the guides | here |")[1]
    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines()[1:] if row]
    assert any(re.search(rf"\b{re.escape(name)}\b", row) for row in rows)
