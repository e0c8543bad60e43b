import pytest

from scratchcnn.oracle.understanding.carriers.jax import JAX
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.carriers.table import carriers_for


@pytest.mark.parametrize(
    ("libraries", "carriers"), [(["jax"], [JAX, NDARRAY]), ([], [NDARRAY])], ids=["jax", "numpy"]
)
def test_a_file_that_imports_jax_is_called_with_its_arrays_first(libraries, carriers):
    definition = {"source": "return jnp.maximum(x, 0)", "libraries": libraries}
    assert list(carriers_for(definition)) == carriers


def test_lines_to_paste_make_an_array_of_jax_and_take_it_back(capsys):
    pytest.importorskip("jax")
    text = JAX.taken_text(JAX.copied_text(JAX.given_text("np.ones(2) / 3", str), str))
    exec("\n".join(["import numpy as np", *JAX.imports, f"print({text}.dtype)"]), {})
    assert capsys.readouterr().out == "float64\n"
