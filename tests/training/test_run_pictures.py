"""Which numbers the pictures of a run show."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scratchcnn.nn.layer import inference
from scratchcnn.nn.network import DOCUMENTED
from scratchcnn.training import plots
from scratchcnn.training.recipe import prepare
from scratchcnn.training.run_pictures import draw, first_maps
from scratchcnn.training.runs import Run


@pytest.mark.parametrize(("name", "depth"), [("guide", 2), ("binary", 2), ("modern", 3)])
def test_the_first_maps_come_out_of_the_first_activation(name: str, depth: int) -> None:
    network = DOCUMENTED[name].build(np.random.default_rng(0), np.float32)
    image = np.random.default_rng(1).random((1, 1, 28, 28)).astype(np.float32)
    with inference(network):
        expected = image
        for layer in network.layers[:depth]:
            expected = layer.forward(expected)
        found = first_maps(network, image)
    np.testing.assert_array_equal(found, expected)


def test_drawing_changes_nothing_and_draws_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What they show is looked at elsewhere.
    for picture in ("filters", "feature_maps", "confusion", "worst", "save"):
        monkeypatch.setattr(plots, picture, lambda *_: None)
    rng = np.random.default_rng(0)
    images = rng.random((20, 1, 28, 28)).astype(np.float32)
    digits: Any = SimpleNamespace(
        train_images=images,
        train_labels=np.arange(20) % 10,
        test_images=images,
        test_labels=np.arange(20) % 10,
    )
    training = prepare(DOCUMENTED["modern"], digits, seed=0)
    run = Run(tmp_path)
    run.metrics.write_text("")
    before = {name: array.copy() for name, array in training.network.state.items()}
    drawn = [one.bit_generator.state for one in training.network.generators]
    draw(run, training, 0.5)
    for name, array in training.network.state.items():
        np.testing.assert_array_equal(array, before[name])
    assert [one.bit_generator.state for one in training.network.generators] == drawn
