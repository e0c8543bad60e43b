"""Pictures of a training: they show what they say."""

import numpy as np
import pytest

from scratchcnn.training import plots


def test_the_worst_digits_come_first_with_their_label_and_what_they_are_taken_for() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    figure = plots.worst(np.zeros((3, 1, 4, 4)), np.array([3, 3, 7]), probabilities, (3, 7))
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["3 as 7\n2.0e-01", "7 as 7\n6.0e-01", "3 as 3\n9.0e-01"]


def test_confusion_counts_what_is_taken_for_what() -> None:
    figure = plots.confusion(np.array([3, 7, 7, 7]), np.array([3, 3, 3, 7]), (3, 7))
    counts = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    assert counts == {(0, 0): "1", (1, 0): "2", (0, 1): "0", (1, 1): "1"}


@pytest.mark.parametrize("count", [1, 9, 10])
def test_every_filter_has_its_place(count: int) -> None:
    figure = plots.filters(np.arange(count * 9.0).reshape(count, 1, 3, 3))
    numbered = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert numbered == [str(number) for number in range(count)]
