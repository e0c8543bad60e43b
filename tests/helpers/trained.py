"""What the tests of training share: an interruption, and weights read back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from scratchcnn.nn.network import NOTEBOOK
from scratchcnn.nn.weights import load_weights
from scratchcnn.training.loop import Progress


def interrupt_after(batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C, as it were, while a batch is shown."""

    @contextmanager
    def display(console: Console) -> Iterator[Callable[[Progress], None]]:
        shown = iter(range(1, 10_000))

        def show(progress: Progress) -> None:
            if next(shown) == batches:
                raise KeyboardInterrupt

        yield show

    monkeypatch.setattr("scratchcnn.commands.progress.progress_display", display)


def weights(path: Path) -> dict[str, Any]:
    parameters = NOTEBOOK.build(np.random.default_rng(9), np.float32).parameters
    load_weights(path, parameters)
    return parameters
