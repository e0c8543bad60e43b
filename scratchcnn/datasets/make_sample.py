"""Make the sample that ships with the package: the first digits of the full MNIST set.

Run as ``python -m scratchcnn.datasets.make_sample``.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scratchcnn.datasets.download import SHA256, fetch
from scratchcnn.datasets.idx import read_idx, write_idx

SAMPLE_FOLDER: Final = Path(__file__).parent / "sample"


def make_sample(output: Path, *, train: int = 5000, test: int = 1000) -> None:
    """Write the first digits of the full set as four IDX files.

    Parameters
    ----------
    output : Path
        The folder, created if missing. Files of the same names are replaced.
    train, test : int, optional
        How many digits to take, 1 to 60,000 and 1 to 10,000.

    Raises
    ------
    ValueError
        If the full set has no such number of digits.
    DatasetError, DownloadError
        If `fetch` cannot find the full set.
    """
    taken = {}
    for name in SHA256:
        digits = read_idx(fetch(name))
        count = train if name.startswith("train") else test
        if not 1 <= count <= len(digits):
            raise ValueError(f"{name}: cannot take {count} digits, expected 1 to {len(digits)}")
        taken[name] = digits[:count]
    output.mkdir(parents=True, exist_ok=True)
    for name, digits in taken.items():
        write_idx(output / name, digits)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the sample as the command line asks.

    Parameters
    ----------
    arguments : sequence of str, optional
        The arguments, by default those of the process.
    """
    parser = argparse.ArgumentParser(prog="python -m scratchcnn.datasets.make_sample")
    parser.add_argument("--train", type=int, default=5000, help="training digits (%(default)s)")
    parser.add_argument("--test", type=int, default=1000, help="test digits (%(default)s)")
    parser.add_argument(
        "--output", type=Path, default=SAMPLE_FOLDER, help="folder (that of the package)"
    )
    options = parser.parse_args(arguments)
    try:
        make_sample(options.output, train=options.train, test=options.test)
    except (OSError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
