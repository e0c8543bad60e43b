import pytest

from scratchcnn.oracle.understanding.carriers.cupy import CUPY
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.carriers.table import carriers_for


@pytest.mark.parametrize(("libraries", "carrier"), [(["cupy"], CUPY), ([], NDARRAY)])
def test_a_file_that_imports_cupy_is_called_with_arrays_all_the_same(libraries, carrier):
    definition = {"source": "return x", "libraries": libraries}
    assert list(carriers_for(definition)) == [carrier]
    assert CUPY.given is NDARRAY.given


def test_lines_to_paste_work_with_cupy_and_without(capsys):
    # Here it is not installed, and with it the same lines take arrays to a GPU and back.
    text = CUPY.taken_text(CUPY.given_text("np.ones(2)", str))
    exec("\n".join(["import numpy as np", *CUPY.imports, f"print({text})"]), {})
    assert capsys.readouterr().out == "[1. 1.]\n"
