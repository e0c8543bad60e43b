"""A step of a training runs on given data and weights, and leaves the homework as it was."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np

from scratchcnn.oracle.process.worker.loading.lines.training_steps import TRAINING
from scratchcnn.oracle.process.worker.loading.load import load
from scratchcnn.oracle.process.worker.loading.loaded import Loaded

SCRIPT = """
import numpy as np
W = np.ones((2, 1))
lr = 0.5
for x, y in data:
    error = x @ W - y
    loss = float((error ** 2).sum())
    W -= lr * 2 * x.T @ error
"""
GIVEN = {"x": np.array([[1.0, 2.0]]), "y": np.array([[1.0]]), "lr": 0.25}


def loaded(tmp_path: Path) -> Loaded:
    cell = {"line": 1, "label": "", "text": textwrap.dedent(SCRIPT)}
    source = {"name": "homework", "path": str(tmp_path / "homework.py"), "cells": [cell]}
    return load([source], str(tmp_path))


def run(found: Loaded, **options: Any) -> dict[str, Any]:
    step: Any = found.names[f"{TRAINING} 0"]
    seen: dict[str, Any] = step.run(GIVEN, options)
    return seen


def test_the_weights_are_seen_before_and_after_every_round(tmp_path: Path) -> None:
    seen = run(loaded(tmp_path), rounds=2)
    assert seen["before"]["W"].tolist() == [[1], [1]]
    assert seen["rounds"][0]["W"].tolist() == [[0], [-1]]
    assert len(seen["rounds"]) == 2


def test_the_loss_is_that_of_the_first_round(tmp_path: Path) -> None:
    assert run(loaded(tmp_path), rounds=2)["numbers"]["loss"] == 4


def test_weights_that_are_given_take_the_place_of_its_own(tmp_path: Path) -> None:
    seen = run(loaded(tmp_path), weights={"W": np.zeros((2, 1))})
    assert seen["before"]["W"].tolist() == [[0], [0]]


def test_the_loss_follows_a_weight_that_is_moved(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    run(found)
    step: Any = found.names[f"{TRAINING} 0"]
    rest, moved = step.losses([("", 0, 0.0), ("W", 1, 0.5)])
    assert (rest["loss"], moved["loss"]) == (4, 9)


def test_a_second_run_starts_from_the_same_weights(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    first, second = run(found), run(found)
    assert first["rounds"][0]["W"].tolist() == second["rounds"][0]["W"].tolist()
