"""Show the progress of training: a bar and curves on a terminal, elsewhere a line per epoch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
import rich.progress
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from scratchcnn.training.loop import Progress

Show: TypeAlias = Callable[[Progress], None]

LEVELS = "▁▂▃▄▅▆▇█"
WIDEST_CURVE = 60


@contextmanager
def progress_display(console: Console) -> Iterator[Show]:
    """Give a function to be called after every batch.

    Every epoch leaves a line. On a terminal, a live bar and curves follow below the lines.
    """
    bar = rich.progress.Progress(
        rich.progress.TextColumn("epoch {task.fields[epoch]}"),
        rich.progress.BarColumn(),
        rich.progress.TextColumn("batch {task.fields[batch]}  {task.fields[measured]}"),
        rich.progress.TimeRemainingColumn(),
        console=console,
    )
    task = bar.add_task("", epoch="", batch="", measured="", total=None)
    curves: dict[str, list[float]] = {"loss": [], "accuracy": []}

    def renderable() -> Group:
        return Group(bar, drawn(curves, console.width)) if curves["loss"] else Group(bar)

    # Drawn a few times a second, not after every batch. Without a terminal rich would draw all of
    # it once, at the end.
    live = Live(console=console, transient=True, get_renderable=renderable)
    shown = live if console.is_terminal else None

    def show(progress: Progress) -> None:
        epoch = f"{progress.epoch}/{progress.epochs}"
        measured = f"loss {progress.loss:.4f}  accuracy {progress.accuracy:.4f}"
        if shown is not None:
            bar.update(
                task,
                completed=(progress.epoch - 1) * progress.batches + progress.batch,
                total=progress.epochs * progress.batches,
                epoch=epoch,
                batch=f"{progress.batch}/{progress.batches}",
                measured=measured,
            )
            for name, values in curves.items():
                values.append(getattr(progress, name))
        if progress.batch == progress.batches:
            console.print(f"epoch {epoch}  {measured}", highlight=False, soft_wrap=True)

    if shown is None:
        yield show
        return
    with shown:
        yield show


def drawn(curves: dict[str, list[float]], width: int) -> Table:
    """Return curves, a line for each, with their first and last values."""
    table = Table.grid(padding=(0, 1))
    room = max(1, min(WIDEST_CURVE, width - 26))
    for name, values in curves.items():
        line = sparkline(values, room)
        table.add_row(name, f"{values[0]:.3f}", line, f"{values[-1]:.3f}")
    return table


def sparkline(values: Sequence[float], width: int) -> str:
    """Return a curve as one line of text, of at most `width` characters.

    Examples
    --------
    >>> sparkline([3.0, 2.0, 1.0, 1.0], 10)
    '█▅▁▁'
    >>> sparkline([1.0, 1.0, 5.0, 5.0], 2)
    '▁█'
    """
    parts = np.array_split(np.asarray(values, float), min(width, len(values)))
    means = np.array([part.mean() for part in parts])
    spread = means.max() - means.min()
    shares = (means - means.min()) / spread if spread > 0 else np.zeros(len(means))
    return "".join(LEVELS[round(share * (len(LEVELS) - 1))] for share in shares)
