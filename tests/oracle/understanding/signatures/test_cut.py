import numpy as np
import pytest

from scratchcnn.oracle.understanding.signatures.cut import WHOLE, Cut

MATRIX = np.arange(12).reshape(3, 4)
PARTS = [
    (Cut(((None, -1),)), "[:-1]", MATRIX[:-1]),
    (Cut((-1,)), "[-1]", MATRIX[-1]),
    (Cut(((1, None),)), "[1:]", MATRIX[1:]),
    (Cut((WHOLE, (None, -1))), "[:, :-1]", MATRIX[:, :-1]),
    (Cut((WHOLE, 0)), "[:, 0]", MATRIX[:, 0]),
]


@pytest.mark.parametrize(("cut", "text", "part"), PARTS)
def test_a_part_is_written_as_it_is_taken(cut, text, part):
    assert cut.text == text
    assert cut.of(MATRIX).tolist() == part.tolist()


@pytest.mark.parametrize(("cut", "text", "part"), PARTS)
def test_the_transposed_matrix_has_the_transposed_part(cut, text, part):
    assert cut.turned.of(MATRIX.T).tolist() == part.T.tolist()
    assert cut.turned.turned == cut


def test_a_part_is_sent_as_numbers_in_lists():
    assert Cut((WHOLE, -1)).sent == [[None, None], -1]
