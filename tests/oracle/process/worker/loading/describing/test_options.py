"""The keys of dictionaries, wherever they are read."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.loading.load import load

Keys = dict[str, list[str]]


@pytest.fixture
def keys(tmp_path: Path) -> Callable[..., Keys]:
    def read(text: str, name: str, method: str = "") -> Keys:
        cell = {"line": 1, "label": "", "text": textwrap.dedent(text).lstrip("\n")}
        path = str(tmp_path / "homework.py")
        result = load([{"name": "homework", "path": path, "cells": [cell]}], str(tmp_path))
        (found,) = [one for one in result.definitions if one["name"] == name]
        facts: dict[str, Any] = found["methods"][method] if method else found
        return dict(facts["keys"])

    return read


def test_a_helper_that_is_handed_a_dictionary_reads_it(keys: Callable[..., Keys]) -> None:
    text = """
        def deep(o):
            return o["pad"]
        def helper(x, options):
            return x + options["stride"] + deep(options)
        def conv(x, conv_param):
            return helper(x, options=conv_param)
    """
    assert keys(text, "conv") == {"conv_param": ["stride", "pad"]}


def test_keys_become_the_parameters_of_a_helper(keys: Callable[..., Keys]) -> None:
    text = """
        def windows(x, height, *, stride):
            return x
        def pool(x, pool_param):
            return windows(x, **pool_param)
    """
    assert keys(text, "pool") == {"pool_param": ["height", "stride"]}


def test_an_attribute_keeps_a_dictionary_for_the_methods(keys: Callable[..., Keys]) -> None:
    text = """
        class Conv:
            def __init__(self, cfg):
                self.options = cfg
            def forward(self, x):
                return x * self.options["stride"] + self.options.get("pad", 0)
    """
    assert keys(text, "Conv", "__init__") == {"cfg": ["stride", "pad"]}


@pytest.mark.parametrize(
    "kept",
    [
        "self.options = {**DEFAULTS, **cfg}",
        "self.options = DEFAULTS | cfg",
        "self.options = dict(DEFAULTS, **cfg)",
        "self.options = dict(cfg)",
        "self.options.update(cfg)",
    ],
)
def test_an_attribute_keeps_a_dictionary_together_with_defaults(
    keys: Callable[..., Keys], kept: str
) -> None:
    text = f"""
        class Conv:
            def __init__(self, cfg):
                {kept}
            def forward(self, x):
                return x * self.options["stride"]
    """
    assert keys(text, "Conv", "__init__") == {"cfg": ["stride"]}


def test_a_method_that_is_handed_a_dictionary_reads_it(keys: Callable[..., Keys]) -> None:
    text = """
        class Conv:
            def __init__(self, cfg):
                self.build(cfg)
            def build(self, options):
                self.k = options["kernel"]
    """
    assert keys(text, "Conv", "__init__") == {"cfg": ["kernel"]}


def test_functions_that_call_each_other_are_followed_only_so_far(
    keys: Callable[..., Keys],
) -> None:
    text = """
        def even(o):
            return odd(o) + o["a"]
        def odd(o):
            return even(o) + o["b"]
    """
    assert keys(text, "even") == {"o": ["a", "b"]}
