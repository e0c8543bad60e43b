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
    finder = doctest.DocTestFinder()
    for name in ("activation", "conv", "linear", "loss", "normalization", "pool"):
        module = importlib.import_module(f"scratchcnn.ops.{name}")
        found = {test.name.rpartition(".")[2] for test in finder.find(module) if test.examples}
        public = [
            key for key in vars(module) if key in importlib.import_module("scratchcnn.ops").__all__
        ]
        own = [key for key in public if getattr(module, key).__module__ == module.__name__]
        assert set(own) <= found
