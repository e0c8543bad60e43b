"""Homework that names a GPU, loaded for the CPU and for a GPU."""

from pathlib import Path

import pytest

from scratchcnn.oracle.process.worker.loading.load import load

TEXT = """
import torch

PLACE = "cuda"

def place(x):
    return PLACE
"""


@pytest.mark.parametrize(("device", "place"), [("cpu", "cpu"), ("cuda", "cuda")])
def test_what_homework_names_is_what_it_is_judged_on(
    tmp_path: Path, device: str, place: str
) -> None:
    cell = {"line": 1, "label": "", "text": TEXT}
    source = {"name": "homework", "path": str(tmp_path / "homework.py"), "cells": [cell]}
    loaded = load([source], str(tmp_path), libraries=["torch"], device=device)
    assert loaded.find("place")(None) == place
    assert any("judged on the CPU" in note for note in loaded.notes) == (device == "cpu")
