"""How homework's PReLU and GLU are judged."""

import pytest

from scratchcnn.oracle.cards.families.activations.gates_of_homework import doubts
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name


@pytest.mark.parametrize("op", ["prelu_shared", "prelu_channels"])
def test_no_number_lies_at_the_kink_of_prelu(op: str) -> None:
    for regime in card_of(op).homework(Offer()):
        for one in draw(op, Offer(), regime, 8, 0):
            assert (one.arrays["x"] != 0).all()
            assert ((one.arrays["weight"] > 0) & (one.arrays["weight"] < 1)).all()


def test_a_gate_halves_its_rows() -> None:
    for regime in card_of("glu_rows").homework(Offer(batch=False)):
        for one in draw("glu_rows", Offer(batch=False), regime, 4, 0):
            assert one.arrays["x"].shape == (1, 2 * one.out.shape[1])


def test_another_gate_is_in_doubt() -> None:
    assert "swish" in doubts("a * swish(b)")
    assert not doubts("a * sigmoid(b)")


@pytest.mark.parametrize(
    ("name", "op"), [("PReLU", "prelu_shared"), ("glu_forward", "glu_rows"), ("GLU", "glu_rows")]
)
def test_names_are_read(name: str, op: str) -> None:
    assert read_name(name).ops[0] == op


@pytest.mark.parametrize("name", ["deep_relu", "DeepReLU", "LopReLU", "SwiGLU", "reglu"])
def test_other_names_are_not(name: str) -> None:
    assert not {"prelu_shared", "glu_rows"} & {*read_name(name).ops}
