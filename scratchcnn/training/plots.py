"""Pictures of a training: how it went, what the network learned, and where it fails."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scratchcnn.files import replacing
from scratchcnn.ops.arguments import Array

DOTS_PER_INCH = 120
MOST_WORST = 20
LOSS, ACCURACY = "#b2182b", "#2166ac"


def save(figure: Figure, path: Path) -> None:
    """Write a figure in the format that the file's suffix names, completely or not at all.

    Raises
    ------
    OSError
        It cannot be written.
    """
    with replacing(path) as file:
        figure.savefig(file, format=path.suffix[1:].lower(), dpi=DOTS_PER_INCH, bbox_inches="tight")


def curves(metrics: Sequence[Mapping[str, Any]], test_accuracy: float) -> Figure:
    """Draw loss and accuracy over the epochs.

    Parameters
    ----------
    metrics : one mapping for every batch, in order
        Its epoch, batch, loss and accuracy, the latter two means over the epoch so far.
    test_accuracy : of the network in the end
    """
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    batches = max(it["batch"] for it in metrics)
    # The means of an epoch begin anew with every one, and mean little at first.
    told = [it for it in metrics if it["batch"] >= batches / 10]
    done = [it["epoch"] - 1 + it["batch"] / batches for it in told]
    for place, name, colour in ((1, "loss", LOSS), (2, "accuracy", ACCURACY)):
        axes = figure.add_subplot(1, 2, place)
        axes.plot(done, [it[name] for it in told], ".", color=colour, markersize=2)
        axes.set(xlabel="epoch", title=f"{name}, mean of the epoch so far", xlim=(0, None))
    axes.axhline(test_accuracy, color="grey", linestyle="--")
    axes.text(0.02, test_accuracy, f"test {test_accuracy:.4f}", va="bottom", color="grey")
    return figure


def filters(weight: Array) -> Figure:
    """Draw the first channel of a convolution's filters (F, C, KH, KW), on a common scale."""
    scale = float(np.abs(weight).max())
    figure, places = grid(len(weight), 1.1)
    for number, axes in enumerate(places):
        image = axes.imshow(weight[number, 0], cmap="RdBu_r", vmin=-scale, vmax=scale)
        axes.set_title(str(number), fontsize=8)
    figure.colorbar(image, ax=places, shrink=0.8)
    figure.suptitle("filters of the first convolution")
    return figure


def feature_maps(image: Array, maps: Array) -> Figure:
    """Draw an image (H, W), and its feature maps (F, OH, OW) in a network."""
    figure, places = grid(len(maps) + 1, 1.3)
    drawn = [("image", image), *((f"map {number}", one) for number, one in enumerate(maps))]
    for axes, (title, values) in zip(places, drawn, strict=True):
        axes.imshow(values, cmap="gray")
        axes.set_title(title, fontsize=8)
    figure.suptitle("what the first convolution and its activation make of a digit")
    return figure


def confusion(predicted: Array, labels: Array, digits: Sequence[int]) -> Figure:
    """Draw the confusion matrix: how often each of `digits` is taken for which.

    Parameters
    ----------
    predicted, labels : (N,) integers, all among `digits`
    digits : in the order of rows and columns
    """
    counts = np.array([[np.sum((labels == a) & (predicted == b)) for b in digits] for a in digits])
    figure = Figure(figsize=(5.5, 5), layout="constrained")
    axes = figure.add_subplot()
    # What is right is so much more often that nothing else would have a colour.
    axes.imshow(np.log1p(counts), cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if count > counts.max() / 4 else "black"
        axes.text(column, row, str(count), ha="center", va="center", fontsize=8, color=colour)
    ticks = {"xticks": range(len(digits)), "yticks": range(len(digits))}
    names = {"xticklabels": list(map(str, digits)), "yticklabels": list(map(str, digits))}
    axes.set(xlabel="taken for", ylabel="is", title="test digits", **ticks, **names)
    return figure


def worst(images: Array, labels: Array, probabilities: Array, digits: Sequence[int]) -> Figure:
    """Draw the digits whose label a network finds least likely.

    Parameters
    ----------
    images : (N, 1, H, W)
    labels : (N,) integers, all among `digits`
    probabilities : (N, len(digits))
    """
    columns = np.array([list(digits).index(label) for label in labels])
    own = probabilities[np.arange(len(labels)), columns]
    chosen = np.argsort(own, kind="stable")[:MOST_WORST]
    figure, places = grid(len(chosen), 1.4)
    for axes, number in zip(places, chosen, strict=True):
        taken = digits[int(probabilities[number].argmax())]
        axes.imshow(images[number, 0], cmap="gray_r")
        axes.set_title(f"{labels[number]} as {taken}\n{own[number]:.1e}", fontsize=7)
    figure.suptitle("the test digits whose label seems least likely, and how likely")
    return figure


def seen(image: Array, probabilities: Mapping[int, float]) -> Figure:
    """Draw what a network saw (H, W), beside the digits it finds most likely."""
    figure = Figure(figsize=(6, 2.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.imshow(image, cmap="gray")
    left.set_title("what the network saw")
    left.set_axis_off()
    names = list(map(str, probabilities))
    bars = right.barh(names, list(probabilities.values()), color=ACCURACY)
    right.bar_label(bars, [f"{it:.4f}" for it in probabilities.values()], padding=3)
    right.invert_yaxis()
    right.set(xlim=(0, 1.25), title="what it takes that for", xticks=[0, 0.5, 1])
    return figure


def grid(count: int, inches: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with `count` places for pictures, without axes."""
    columns = min(count, 9)
    rows = -(-count // columns)
    figure = Figure(figsize=(inches * columns + 0.6, inches * rows + 0.6), layout="constrained")
    places = list(np.ravel(figure.subplots(rows, columns, squeeze=False)))
    for axes in places:
        axes.set_axis_off()
    return figure, places[:count]
