"""Notebooks as text, and the text of what was read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scratchcnn.oracle.reading.sources import Sources

Writing = Callable[..., Path]


def texts(sources: Sources) -> list[str]:
    return [cell.text for source in sources.sources for cell in source.cells]


def notebook(*cells: str, **metadata: Any) -> str:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": metadata,
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# A title"]},
                *(
                    {
                        "cell_type": "code",
                        "metadata": {},
                        "execution_count": None,
                        "outputs": [],
                        "source": cell.splitlines(keepends=True),
                    }
                    for cell in cells
                ),
            ],
        }
    )
