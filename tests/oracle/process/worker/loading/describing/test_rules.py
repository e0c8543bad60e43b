import pytest

from scratchcnn.oracle.process.worker.loading.describing.rules import rules_of


def test_a_function_of_python_has_no_rule():
    assert rules_of(len) == ()


def test_a_function_of_jax_has_the_three_functions_of_its_rule():
    jax = pytest.importorskip("jax")

    def relu(x): ...
    def forward(x): ...
    def backward(kept, upstream): ...

    found = jax.custom_vjp(relu)
    assert rules_of(found) == ()
    found.defvjp(forward, backward)
    assert rules_of(found) == (relu, forward, backward)
