import numpy as np
import pytest

from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    close,
    expected,
    image_setting,
    other_setting,
    upstream,
)


def test_the_first_sizes_are_all_different():
    sizes = SIZES["distinct"]
    assert len(set(sizes.values())) == len(sizes)


@pytest.mark.parametrize(("bias", "shape"), [("tied", (5,)), ("untied", (5, 6, 10))])
def test_a_bias_has_one_value_for_a_filter_or_for_a_pixel(bias, shape):
    setting = image_setting("conv2d", SIZES["distinct"], (3, 3), bias)
    assert setting.arrays["bias"].shape == shape


def test_there_need_be_no_bias():
    assert "bias" not in image_setting("conv2d", SIZES["distinct"], (3, 3), "none").arrays


def test_a_pooling_has_its_window_among_the_options():
    setting = image_setting("max_pool2d", SIZES["distinct"], (2, 2), "none", stride=1)
    assert setting.options == {"kernel_size": (2, 2), "stride": 1}


def test_probabilities_add_up_to_one():
    p = other_setting("categorical_cross_entropy", SIZES["distinct"], target="one_hot").arrays["p"]
    np.testing.assert_allclose(p.sum(1), 1)


def test_one_probability_alone_lies_between_0_and_1():
    sizes = {**SIZES["distinct"], "D": 1}
    p = other_setting("binary_cross_entropy", sizes, target="bits").arrays["p"]
    assert ((p > 0) & (p < 1)).all()
    assert len(np.unique(p)) == len(p)


def test_the_labels_differ():
    labels = other_setting("cross_entropy", SIZES["distinct"], target="labels").arrays["target"]
    assert len(set(labels.tolist())) == len(labels)


def test_the_twin_answers_to_labels_where_it_takes_rows():
    rows = other_setting("categorical_cross_entropy", SIZES["distinct"], target="one_hot")
    labels = other_setting("categorical_cross_entropy", SIZES["distinct"], target="labels")
    np.testing.assert_array_equal(expected(rows)[0], expected(labels)[0])


def test_probing_asks_the_same_every_time():
    one, other = (other_setting("linear", SIZES["distinct"]) for _ in range(2))
    np.testing.assert_array_equal(one.arrays["x"], other.arrays["x"])


def test_an_upstream_gradient_has_both_signs():
    grad = upstream((3, 7))
    assert grad.min() < 0 < grad.max()


def test_a_one_hot_upstream_gradient_has_one_entry_in_every_row():
    assert ((upstream((3, 7), "one_hot") != 0).sum(1) == 1).all()


def test_a_loss_gets_1_from_upstream():
    assert upstream(()) == 1


def test_single_precision_is_close_enough_to_understand_by():
    x = np.random.default_rng(0).standard_normal((5, 5))
    assert close(x.astype(np.float32), x)
    assert not close(x * 1.01, x)


def test_nothing_is_close_to_another_shape_or_to_nan():
    assert not close(np.ones(3), np.ones((3, 1)))
    assert not close(np.full(3, np.nan), np.ones(3))
