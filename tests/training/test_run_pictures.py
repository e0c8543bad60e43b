"""Which numbers the pictures of a run show."""

import numpy as np
import pytest

from scratchcnn.nn.layer import inference
from scratchcnn.nn.network import DOCUMENTED
from scratchcnn.training.run_pictures import first_maps


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
