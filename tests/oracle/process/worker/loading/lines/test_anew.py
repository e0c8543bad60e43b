"""What a module holds, made anew."""

import threading

import numpy as np

from scratchcnn.oracle.process.worker.loading.lines.anew import copied


def test_an_array_is_copied_beside_what_cannot_be() -> None:
    names = {"before": threading.Lock(), "weights": np.zeros(2), "after": threading.Lock()}
    made = copied(names)
    made["weights"][0] = 1
    assert set(made) == {"weights"}
    assert not names["weights"].any()


def test_what_was_one_object_under_two_names_stays_one() -> None:
    weights = np.zeros(2)
    made = copied({"params": {"w": weights}, "w": weights})
    assert made["params"]["w"] is made["w"]
    assert made["w"] is not weights
