"""What the README shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
# Every name in the guides' code, but for NumPy's own, Python's own and those of one or two letters.
NAMES_OF_THE_GUIDES = """
    CNNLayer Conv3x DenseLayer MaxPool2 ReLU Sigmoid Softmax Sobel accuracy axis backprop backward
    batch_size bias biases categorical_cross_entropy categorical_cross_entropy_prime cnn_layer conv
    conv_grad conv_output correct correlate2d cross_entropy_loss d_L_d_bias d_L_d_filters
    d_L_d_input d_L_d_out d_L_d_totals d_L_d_weights dense_grad dense_layer dense_output depth epoch
    epochs exp filters flatten flatten_layer flattened_grad flattened_output forward grad_back
    gradient im_region image input input_depth input_flat input_height input_len input_shape
    input_width iterate_regions kernel_size kernels kernels_shape label last_input last_input_shape
    last_max last_totals learning_rate load_data loss loss_grad max_val mnist mode new_h new_w nodes
    num_classes num_correct num_epochs num_filters out output output_gradient output_shape
    permutation pool pred predictions relu relu_grad relu_output softmax softmax_loss_and_gradient
    softmax_output stride padding total totals weights x_batch x_test x_train x_train_shuffled
    y_batch y_pred y_test y_train y_train_shuffled y_true
""".split()


def test_its_examples_print_what_they_say() -> None:
    results = doctest.testfile(str(README), module_relative=False)
    assert results.attempted > 10
    assert results.failed == 0


@pytest.mark.parametrize("name", NAMES_OF_THE_GUIDES)
def test_it_says_what_every_name_of_the_guides_is_here(name: str) -> None:
    table = README.read_text(encoding="utf-8").split("| in the guides | here |")[1]
    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines()[1:] if row]
    assert any(re.search(rf"\b{re.escape(name)}\b", row) for row in rows)
