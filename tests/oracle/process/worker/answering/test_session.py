"""What a session remembers of the arrays that it gave to the homework."""

from types import SimpleNamespace

import numpy as np
import torch

from scratchcnn.oracle.process.worker.answering.answers import Room
from scratchcnn.oracle.process.worker.answering.session import Session


class Away(torch.Tensor):
    """Stands in for a tensor on a GPU: a copy, and no array shares its memory."""

    device = SimpleNamespace(type="cuda")


def test_a_given_array_that_was_not_written_into_has_not_changed() -> None:
    session = Session()
    session.bind("x", session.give("x", np.ones(2)))
    assert session.changed(Room()) == {}


def test_writing_into_a_copy_on_another_device_is_noticed() -> None:
    session = Session()
    session.bind("x", session.give("x", np.ones(2)))
    session.bind("x", torch.ones(2, dtype=torch.float64).as_subclass(Away))
    assert session.changed(Room()) == {}
    session.variables["x"][0] = 5
    np.testing.assert_array_equal(session.changed(Room())["x"], [5, 1])


def test_a_name_that_is_bound_anew_is_forgotten_with_its_parts() -> None:
    session = Session()
    for name in ("x", "x.0", "xs"):
        session.give(name, np.ones(2))[0] = 5
    session.forget("x")
    assert list(session.changed(Room())) == ["xs"]
