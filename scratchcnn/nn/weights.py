"""Weights in .npz files: written whole or not at all, and never unpickled."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from scratchcnn.files import replacing
from scratchcnn.ops.arguments import Array


class WeightsError(ValueError):
    """A file does not hold the weights of this network."""


def save_weights(path: str | os.PathLike[str], parameters: Mapping[str, Array]) -> None:
    """Write parameters to an .npz file, which is either whole or as it was before.

    Parameters
    ----------
    path : the file; replaced if it is there
    parameters : name -> array

    Raises
    ------
    OSError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_weights(f"{folder}/weights.npz", {"0.bias": np.array([1.0, 2.0])})
    ...     parameters = {"0.bias": np.zeros(2)}
    ...     load_weights(f"{folder}/weights.npz", parameters)
    >>> parameters
    {'0.bias': array([1., 2.])}
    """
    with replacing(Path(path)) as file:
        np.savez(file, allow_pickle=False, **parameters)


def load_weights(path: str | os.PathLike[str], parameters: Mapping[str, Array]) -> None:
    """Overwrite parameters, in place, with those of an .npz file; all of them or none.

    Parameters
    ----------
    path : a file that `save_weights` wrote
    parameters : name -> array; the file must hold these names, shapes and dtypes and no others

    Raises
    ------
    WeightsError
        The file is not an .npz, is damaged, or holds other parameters; the message names it.
    OSError
        The file cannot be read.
    """
    found = read_arrays(Path(path))
    missing = [name for name in parameters if name not in found]
    if missing:
        raise WeightsError(f"{path} holds no {', '.join(missing)}")
    unknown = [name for name in found if name not in parameters]
    if unknown:
        raise WeightsError(f"{path} holds {', '.join(unknown)}, which the network does not have")
    for name, parameter in parameters.items():
        if (found[name].shape, found[name].dtype) != (parameter.shape, parameter.dtype):
            raise WeightsError(
                f"{path}: {name} must have the shape {parameter.shape} and dtype "
                f"{parameter.dtype}, got {found[name].shape} and {found[name].dtype}"
            )
    for name, parameter in parameters.items():
        parameter[...] = found[name]


def read_arrays(path: Path) -> dict[str, Array]:
    """Read all arrays of an .npz file; the errors are those of `load_weights`."""
    with path.open("rb") as file:
        # Asked first, because np.load takes other kinds of file too.
        if not zipfile.is_zipfile(file):
            raise WeightsError(f"{path} is not an .npz file")
        file.seek(0)
        try:
            with np.load(file, allow_pickle=False) as archive:
                # A member that is no array at all comes as bytes.
                return {name: np.asarray(archive[name]) for name in archive.files}
        except MemoryError:
            raise
        except Exception as error:
            # A single byte that was changed may be anything to the readers of archives and arrays:
            # a password, another way of compressing, a number of a file system's error.
            raise WeightsError(f"{path} cannot be read: {error}") from error
