"""What is known of a function besides its text."""

from functools import wraps

import pytest

from scratchcnn.oracle.process.worker.loading.describing.rules import called_otherwise, rules_of


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


def test_what_a_decorator_hands_over_by_position_is_called_by_position():
    def entered(function):
        @wraps(function)
        def called(*arrays, **options):
            return function(*arrays, **options)

        return called

    @entered
    def pooled(x, size=2, *, stride=None):
        return x, size, stride

    # An option is no array, and may be treated otherwise: it stays a keyword.
    assert called_otherwise(pooled) == {"wrapped": True, "ahead": ["x"]}


def test_a_decorator_that_takes_no_keywords_is_handed_everything_by_position():
    def entered(function):
        @wraps(function)
        def called(*arguments):
            return function(*arguments)

        return called

    @entered
    def pooled(x, size=2):
        return x, size

    assert called_otherwise(pooled) == {"wrapped": True, "ahead": ["x", "size"]}


def test_a_decorator_that_takes_what_the_function_takes_says_no_order():
    def counted(function):
        @wraps(function)
        def called(x):
            return function(x)

        return called

    assert called_otherwise(counted(len)) == {"wrapped": True}


def test_a_plain_function_is_called_as_it_is_written():
    assert called_otherwise(lambda x: x) == {}
