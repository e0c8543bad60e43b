"""Functions that a file keeps in dictionaries and lists."""

from collections.abc import Callable

import pytest

from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]


def named(result: Loaded) -> set[str]:
    return {one["name"] for one in result.definitions}


def test_functions_in_dictionaries_and_tuples_are_called_as_they_are_got_at(
    loaded: Loading,
) -> None:
    result = loaded("""
        ACTIVATIONS = {"relu": (lambda x: x * (x > 0), lambda x, g: g * (x > 0)), 3: [lambda x: x]}
    """)
    first, second = 'ACTIVATIONS["relu"][0]', 'ACTIVATIONS["relu"][1]'
    assert named(result) == {first, second, "ACTIVATIONS[3][0]"}
    assert result.find(second)(2.0, 5.0) == 5.0


def test_functions_that_have_a_name_are_called_by_it(loaded: Loading) -> None:
    result = loaded("""
        def relu(x):
            return x * (x > 0)

        ACTIVATIONS = {"relu": relu}
    """)
    assert named(result) == {"relu"}


def test_a_registry_is_filled_as_the_file_says(loaded: Loading) -> None:
    result = loaded("""
        OPS = {}

        def op(name):
            def keep(function):
                OPS[name] = function
                return function
            return keep

        @op("relu")
        def _(x):
            return x * (x > 0)

        @op("square")
        def _(x):
            return x * x

        OPS.update({"same": lambda x: x})
    """)
    kept = {'OPS["relu"]', 'OPS["square"]', 'OPS["same"]'}
    assert kept <= named(result)
    assert "_" not in named(result)
    assert result.find('OPS["square"]')(3.0) == 9.0


@pytest.mark.parametrize("kept", ["[print, abs]", "{'a': [1, 2]}", "dict(a=1)"])
def test_what_is_not_made_in_the_file_is_no_definition(loaded: Loading, kept: str) -> None:
    assert named(loaded(f"KEPT = {kept}\ndef f(x):\n    return KEPT\n")) == {"f"}


def test_containers_within_containers_have_an_end(loaded: Loading) -> None:
    result = loaded("""
        DEEP = [[[[[lambda x: x]]]]]
        ROUND = [lambda x: x]
        ROUND.append(ROUND)

        def f(x):
            return DEEP, ROUND
    """)
    assert "f" in named(result)
    assert "DEEP[0][0][0][0][0]" not in named(result)


REGISTRY = """
OPS = {}

def op(name):
    def keep(function):
        OPS[name] = function
    return keep
"""
ACTIVATIONS = """
from registry import OPS, op

@op("relu")
def _(x):
    return x * (x > 0)

def named(x):
    return x

OPS["named"] = named
"""


def test_what_a_registry_in_another_file_keeps_is_found_once(directory: Loading) -> None:
    result = directory(activations=ACTIVATIONS, registry=REGISTRY)
    assert named(result) == {
        *('activations.OPS["relu"]', "activations.named", "registry.op"),
    }


def test_a_registry_that_a_file_imports_holds_what_the_file_makes(loaded: Loading) -> None:
    result = loaded(ACTIVATIONS, registry=REGISTRY)
    assert named(result) == {'OPS["relu"]', "named"}
