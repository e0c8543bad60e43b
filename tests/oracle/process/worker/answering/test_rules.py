"""Functions of JAX with rules of their own; skipped where JAX is not installed."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.rules import OtherOutput, is_odd, with_rule


@pytest.mark.parametrize(
    ("array", "found", "upstream", "odd"),
    [
        ((3,), (3,), (4, 3), False),
        ((3,), (1, 3), (4, 3), True),
        ((3,), (1, 3), (1, 3), False),
        ((3,), (4, 3), (4, 3), False),
    ],
)
def test_axes_of_size_1_are_odd_unless_they_are_of_the_upstream_gradient(
    array: Any, found: Any, upstream: Any, odd: bool
) -> None:
    assert is_odd(np.zeros(array), np.zeros(found), np.zeros(upstream)) == odd


def square(jax: Any, first: Any = None, second: Any = None) -> Any:
    function = jax.custom_vjp(lambda x: x * x)
    function.defvjp(
        first or (lambda x: (x * x, x)), second or (lambda x, upstream: (2 * upstream * x,))
    )
    return with_rule(function)


def test_the_gradient_is_that_of_the_rule() -> None:
    jax = pytest.importorskip("jax")
    wrong = square(jax, second=lambda x, upstream: (3 * upstream * x,))
    out, pull = wrong(jax.numpy.ones(2))
    assert np.array_equal(out, [1, 1])
    assert np.array_equal(pull(out)[0], [3, 3])


def test_a_rule_has_to_return_the_same_output() -> None:
    jax = pytest.importorskip("jax")
    out, pull = square(jax, first=lambda x: (2 * x, x))(jax.numpy.ones(2))
    with pytest.raises(OtherOutput, match="another output"):
        pull(out)


def test_a_gradient_of_another_shape_is_returned_as_it_is() -> None:
    jax = pytest.importorskip("jax")
    out, pull = square(jax, second=lambda x, upstream: (jax.numpy.ones(5),))(jax.numpy.ones(2))
    assert np.array_equal(pull(out)[0], np.ones(5))


def test_an_axis_too_many_raises_what_jax_raises() -> None:
    jax = pytest.importorskip("jax")
    out, pull = square(jax, second=lambda x, upstream: (upstream[None],))(jax.numpy.ones(2))
    with pytest.raises(ValueError, match="Custom VJP bwd rule"):
        pull(out)[0]


def test_a_rule_that_returns_no_tuple_raises_what_jax_raises() -> None:
    jax = pytest.importorskip("jax")
    out, pull = square(jax, second=lambda x, upstream: upstream)(jax.numpy.ones(2))
    with pytest.raises(TypeError, match="Custom VJP bwd rule"):
        pull(out)
