"""Run notebooks where they are, and write what they print and nothing of when or where they ran.

python notebooks_run.py NOTEBOOK ...
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def run(path: Path) -> None:
    """Run one notebook, in its own folder."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        # What is printed is one output, and no times are kept: a run that changes nothing leaves
        # the file as it was.
        coalesce_streams=True,
        record_timing=False,
    )
    client.execute()
    notebook.metadata.language_info = {"name": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        run(Path(argument))
