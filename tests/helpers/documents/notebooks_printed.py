"""Hold notebooks that ran again against those that are committed: they print the same.

    python notebooks_printed.py COMMITTED RAN

Both are folders. Pictures are not compared. In a cell with the tag `numbers-vary` numbers are not
either: what a training comes to depends on the order in which a processor adds.
"""

import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import nbformat

NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?")


def printed(cell: Any) -> str:
    """Return all text that a cell of code put out, a failure if it warned."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            raise SystemExit(f"it warns: {output.text}")
        data = output.get("data", {})
        texts.append(output.text if output.output_type == "stream" else data.get("text/plain", ""))
    text = "".join(texts)
    if "numbers-vary" in cell.metadata.get("tags", ()):
        # A number may have a digit more, which moves what stands beside it.
        return re.sub(r" +", " ", NUMBER.sub("#", text))
    return text


def differences(committed: Path, ran: Path) -> Iterator[str]:
    """Yield the lines in which a notebook prints something else than it says."""
    before, after = (nbformat.read(path, as_version=4).cells for path in (committed, ran))
    for one, other in zip(before, after, strict=True):
        if one.cell_type == "code":
            lines = (printed(one).splitlines(), printed(other).splitlines())
            yield from unified_diff(*lines, str(committed), "as it ran", lineterm="")


def main() -> None:
    """Compare, print what differs, and fail if anything does."""
    committed, ran = map(Path, sys.argv[1:])
    names = sorted(path.name for path in committed.glob("*.ipynb"))
    if not names or names != sorted(path.name for path in ran.glob("*.ipynb")):
        raise SystemExit(f"{committed} and {ran} have other notebooks")
    found = [line for name in names for line in differences(committed / name, ran / name)]
    print("\n".join(found) or f"{len(names)} notebooks print what they say")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
