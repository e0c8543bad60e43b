"""The pictures of a run, in its folder."""

import json

import numpy as np

from scratchcnn.nn import BatchNorm2d, Conv2d, Sequential
from scratchcnn.nn.layer import inference
from scratchcnn.ops.arguments import Array
from scratchcnn.training import plots
from scratchcnn.training.recipe import Training
from scratchcnn.training.runs import Run

BATCH = 256


def first_maps(network: Sequential, image: Array) -> Array:
    """Return what comes out of the first activation, (1, 1, H, W) -> (1, F, OH, OW)."""
    maps = image
    for layer in network.leaves:
        maps = layer.forward(maps)
        if not isinstance(layer, Conv2d | BatchNorm2d):
            break
    return maps


def draw(run: Run, training: Training, test_accuracy: float) -> None:
    """Write all pictures of a training that has ended into the folder of its run.

    Raises
    ------
    OSError
        One cannot be written.
    """
    network, documented = training.network, training.documented
    images, labels = training.test_images, training.test_labels
    with inference(network):
        outputs = [network.forward(images[at : at + BATCH]) for at in range(0, len(images), BATCH)]
        maps = first_maps(network, images[:1])
    output = np.concatenate(outputs)
    metrics = [json.loads(line) for line in run.metrics.read_bytes().splitlines()]
    pictures = {
        "filters": plots.filters(network.leaves[0].parameters["weight"]),
        "feature_maps": plots.feature_maps(images[0, 0], maps[0]),
        "confusion": plots.confusion(documented.predict(output), labels, documented.digits),
        "worst": plots.worst(images, labels, documented.probabilities(output), documented.digits),
    }
    # Whoever has taken the measurements away gets no curves of them.
    if metrics:
        pictures["curves"] = plots.curves(metrics, test_accuracy)
    for name, figure in pictures.items():
        plots.save(figure, run.folder / f"{name}.png")
