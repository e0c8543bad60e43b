"""Data for a step fits the shapes of its parameters, and is the same in every layout."""

import numpy as np

from scratchcnn.oracle.training_steps.data import Batch, batches, sizes

SHAPES = {"W1": (6, 4), "b1": (4,), "W2": (4, 3), "b2": (3,)}


def every(*, one_by_one: bool = False, looped: bool = True) -> list[Batch]:
    return list(batches(SHAPES, one_by_one=one_by_one, looped=looped))


def test_the_ends_of_a_chain_are_its_features_and_its_classes() -> None:
    features, classes, channels = sizes(SHAPES)
    assert (features[0], channels) == (6, [])
    assert 3 in classes


def test_kernels_ask_for_images() -> None:
    assert sizes({"kernels": (8, 2, 3, 3), "W": (100, 5)})[2] == [2]


def test_a_loop_over_single_samples_is_given_single_samples() -> None:
    assert {batch.samples for batch in every(one_by_one=True)} == {1}


def test_a_loop_over_batches_is_given_batches_first() -> None:
    assert every()[0].samples > 1


def test_every_layout_has_its_samples_and_labels_as_rows() -> None:
    for batch in every():
        if batch.words.startswith(("X (N, D)", "X (D, N)")):
            assert len(batch.inputs) == batch.samples
        assert len(batch.labels) == batch.samples


def test_columns_are_the_rows_transposed() -> None:
    x, y = np.arange(6.0).reshape(2, 3), np.eye(3)
    batch = Batch(x, y, 3, "X (D, N), labels (K, N)", 3)
    assert batch.inputs.tolist() == x.T.tolist()
    assert not batch.rows


def test_numbers_of_classes_become_rows_with_a_single_one() -> None:
    batch = Batch(np.ones((2, 4)), np.array([2, 0]), 2, "X (N, D), labels (N,)", 3)
    assert batch.labels.tolist() == [[0, 0, 1], [1, 0, 0]]
