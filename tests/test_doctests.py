"""The examples in the docstrings, run."""

import doctest
import importlib
import pkgutil

import pytest

import reference
import scratchcnn

MODULES = [
    module.name
    for package in (scratchcnn, reference)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_print_what_they_say(name: str) -> None:
    module = importlib.import_module(name)
    results = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert results.failed == 0


def test_the_ops_have_examples() -> None:
    ops = importlib.import_module("scratchcnn.ops")
    finder = doctest.DocTestFinder(recurse=False)
    with_examples = {
        name
        for name in ops.__all__
        if any(test.examples for test in finder.find(getattr(ops, name), name))
    }
    assert with_examples == set(ops.__all__)
