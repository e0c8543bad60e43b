"""A picture of a digit, of any size and colours, made to look like those of MNIST."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

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
    """A file shows no digit; the message says why."""


def read_digit(path: Path) -> Array:
    """Return a picture as MNIST would have it: (28, 28), float32, white 1 on black 0.

    What differs from the colour of the edge is ink, whatever the colours; what is transparent is
    paper. The ink is cropped, scaled to fit 20 x 20 pixels with its proportions kept, and moved so
    that its centre of mass lies where it lies in MNIST.

    Raises
    ------
    NoDigit
        It is not a picture, is too large, or shows nothing.
    OSError
        It cannot be read.
    """
    return centred(inked(np.asarray(opened(path), np.float32) / 255, path), path)


def read_grey(path: Path, largest_side: int) -> Array:
    """Return a picture in shades of grey (H, W), from 0 (black) to 1 (white, and transparent).

    Parameters
    ----------
    path : the picture
    largest_side : what is larger is made smaller, with its proportions kept

    Raises
    ------
    NoDigit
        It is not a picture, or is too large.
    OSError
        It cannot be read.
    """
    picture = opened(path)
    picture.thumbnail((largest_side, largest_side))
    return np.asarray(picture.convert("L"), np.float32) / 255


def opened(path: Path) -> Image.Image:
    """Return a picture in colours, the right way up, on white paper; errors as for `read_grey`."""
    try:
        # What is too large is refused below, and what can be read of a damaged file is read.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as file:
                pixels = file.width * file.height
                picture = None if pixels > MOST_PIXELS else in_colours(file)
    except UnidentifiedImageError:
        raise NoDigit(f"{path} is not a picture in a known format") from None
    except Image.DecompressionBombError:
        raise NoDigit(f"{path} has more than {MOST_PIXELS:,} pixels") from None
    except (SyntaxError, ValueError) as error:
        raise NoDigit(f"{path} cannot be read as a picture: {error}") from None
    except OSError as error:
        # Of a file that is cut short Pillow says no name.
        if error.filename is not None:
            raise
        raise NoDigit(f"{path} cannot be read as a picture: {error}") from None
    if picture is None:
        raise NoDigit(f"{path} has more than {MOST_PIXELS:,} pixels")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def in_colours(file: Image.Image) -> Image.Image:
    """Return a picture as RGBA, turned as its orientation tag says."""
    turned = ImageOps.exif_transpose(file)
    if turned.mode[0] in "IF":
        # Pillow would cut off what is above 255.
        deep = np.nan_to_num(np.asarray(turned, np.float64), nan=0, posinf=0, neginf=0)
        deep = deep - min(deep.min(), 0)
        deep = deep * 255 / (deep.max() if deep.max() > 0 else 1)
        turned = Image.fromarray(deep.astype(np.uint8))
    return turned.convert("RGBA")


def inked(colours: Array, path: Path) -> Array:
    """Return how much ink there is at every pixel (H, W), from 0 to 1, cropped to the ink.

    Ink is what differs from the paper, which is what the edge of a picture shows most.

    Parameters
    ----------
    colours : (H, W, 3), from 0 to 1
    path : of the picture, for the message
    """
    edge = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    # (H, W, 3) -> (H, W)
    ink = np.abs(colours - np.median(edge, axis=0)).max(2)
    if ink.max() < 0.1:
        raise NoDigit(
            f"{path} shows nothing: it has one colour all over (and what is transparent is white)"
        )
    ink = ink / ink.max()
    ink[ink < FAINTEST] = 0
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def centred(ink: Array, path: Path) -> Array:
    """Scale ink (H, W) to fit 20 x 20 pixels, and put its centre of mass where MNIST has it."""
    factor = INNER / max(ink.shape)
    height, width = (max(1, round(size * factor)) for size in ink.shape)
    small = Image.fromarray((255 * ink).astype(np.uint8)).resize(
        (width, height), Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC
    )
    scaled = np.asarray(small, np.float32)
    if not scaled.any():
        raise NoDigit(f"{path} shows nothing but specks")
    # A thin stroke would be faint by now.
    scaled = scaled / scaled.max()
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
