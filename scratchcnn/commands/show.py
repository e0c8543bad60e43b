"""The command `show`: single operations, step by step, in a picture."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scratchcnn.commands.arguments import Subparsers, check_picture
from scratchcnn.commands.exit_codes import fail
from scratchcnn.files import free

WHAT = {
    "sobel": "the edges that Sobel's filters find",
    "conv": "a convolution: region, filter, products, sum, and the maps of strides and padding",
    "pool": "max-pooling, and where its gradient goes",
    "backward": "the gradients of a convolution",
}
# Of a larger picture nobody would see the pixels.
LARGEST_SIDE = 160
SMALLEST_SIDE = 8


def add_show(subparsers: Subparsers) -> None:
    """Add the command `show`."""
    parser = subparsers.add_parser(
        "show",
        help="draw an operation of a CNN step by step, on a real image",
        description="Draw an operation of a CNN step by step, on a real image: "
        + "; ".join(f"{name}: {what}" for name, what in WHAT.items())
        + ".",
    )
    parser.add_argument("operation", choices=WHAT, help="what to draw")
    parser.add_argument(
        "picture", type=Path, nargs="?", metavar="PICTURE", help="on what (default: a digit)"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE.png",
        help="where (default: OPERATION.png, or a free name like it)",
    )
    parser.set_defaults(run=partial(show, parser))


def show(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Draw, and print where; return the exit code."""
    from scratchcnn.training import plots, steps

    output: Path = options.output or free(Path(f"{options.operation}.png"))
    check_picture(parser, output, *([] if options.picture is None else [options.picture]))
    try:
        image = digit() if options.picture is None else grey(options.picture)
        plots.save(steps.STEPS[options.operation](image), output)
    except (OSError, ValueError) as error:
        return fail(error)
    print(output)
    return 0


def digit() -> Any:
    """Return the first test digit of the sample, (28, 28)."""
    from scratchcnn.datasets import load

    return load("sample").test_images[0, 0].astype(np.float64)


def grey(path: Path) -> Any:
    """Return a picture in shades of grey, from 0 to 1, made smaller if it is large.

    Raises
    ------
    NoDigit
        It is not a picture, or too small to show anything.
    OSError
        It cannot be read.
    """
    from scratchcnn.training.digit_image import NoDigit, read_grey

    image = read_grey(path, LARGEST_SIDE)
    if min(image.shape) < SMALLEST_SIDE:
        raise NoDigit(f"{path} is too small or too narrow: {SMALLEST_SIDE} pixels are needed")
    return image.astype(np.float64)
