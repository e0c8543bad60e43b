"""A picture of a digit, of any size and colours, as the networks know digits from MNIST."""

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from scratchcnn.ops.arguments import Array

SIDE = 28
# MNIST's digits fill 20 x 20 pixels, and their centre of mass lies at (14, 14) of 28 x 28
# (LeCun et al., the description of the database).
INNER = 20
# Of more, a picture is no digit but an attack on the memory.
MOST_PIXELS = 50_000_000
# What is fainter than this share of the strongest ink is taken for paper.
FAINTEST = 0.2


class NoDigit(ValueError):
    """Why a file shows no digit, in a sentence."""


def read_digit(path: Path) -> Array:
    """Return a picture as MNIST would have it: (28, 28), float32, white 1 on black 0.

    Colours become shades of grey; what is transparent is paper. Dark ink on light paper is turned
    into light on dark. The ink is cut out, scaled to fit 20 x 20 pixels with its proportions
    kept, and moved so that its centre of mass lies in the middle.

    Raises
    ------
    NoDigit
        It is no picture, is too large, or there is nothing on it.
    OSError
        It cannot be read.
    """
    return centred(inked(read_grey(path), path))


def read_grey(path: Path, largest_side: int | None = None) -> Array:
    """Return a picture in shades of grey (H, W), from 0 (black) to 1 (white, and transparent).

    Parameters
    ----------
    path : the picture
    largest_side : what is larger is made smaller, with its proportions kept

    Raises
    ------
    NoDigit
        It is no picture, or is too large.
    OSError
        It cannot be read.
    """
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NoDigit(f"{path} has more than {MOST_PIXELS:,} pixels")
            picture = opened.convert("RGBA")
    except UnidentifiedImageError:
        raise NoDigit(f"{path} is no picture of a format that is known") from None
    except (SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoDigit(f"{path} cannot be read as a picture: {error}") from None
    if largest_side is not None:
        picture.thumbnail((largest_side, largest_side))
    paper = Image.new("RGBA", picture.size, "white")
    return np.asarray(Image.alpha_composite(paper, picture).convert("L"), np.float32) / 255


def inked(grey: Array, path: Path) -> Array:
    """Return how much ink there is at every pixel (H, W), from 0 to 1, cut out to where there is.

    Parameters
    ----------
    grey : (H, W), from 0 (black) to 1 (white)
    path : of the picture, for the message
    """
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(edge))
    if ink.max() < 0.1:
        raise NoDigit(f"{path} shows nothing: it has one colour all over")
    ink = ink / ink.max()
    ink[ink < FAINTEST] = 0
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def centred(ink: Array) -> Array:
    """Scale ink (H, W) to fit 20 x 20 pixels, and put its centre of mass into the middle."""
    factor = INNER / max(ink.shape)
    height, width = (max(1, round(size * factor)) for size in ink.shape)
    small = Image.fromarray((255 * ink).astype(np.uint8)).resize(
        (width, height), Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC
    )
    scaled = np.asarray(small, np.float32) / 255
    rows, columns = np.indices(scaled.shape)
    total = scaled.sum()
    centre = (rows * scaled).sum() / total, (columns * scaled).sum() / total
    top, left = (
        int(np.clip(round(SIDE / 2 - mean), 0, SIDE - size))
        for mean, size in zip(centre, scaled.shape, strict=True)
    )
    digit = np.zeros((SIDE, SIDE), np.float32)
    digit[top : top + height, left : left + width] = scaled
    return digit
