"""Show how training comes along: a bar on a terminal, a line an epoch anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import rich.progress
from rich.console import Console

from scratchcnn.training import Progress

Show: TypeAlias = Callable[[Progress], None]


@contextmanager
def progress_display(console: Console) -> Iterator[Show]:
    """Give a function to be called after every batch.

    Every epoch leaves a line. On a terminal there is a live bar below the lines.
    """
    # Without a terminal rich would draw the bar once, at the end.
    with rich.progress.Progress(
        rich.progress.TextColumn("epoch {task.fields[epoch]}"),
        rich.progress.BarColumn(),
        rich.progress.TextColumn("batch {task.fields[batch]}  {task.fields[measured]}"),
        rich.progress.TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    ) as bar:
        task = bar.add_task("", epoch="", batch="", measured="", total=None)

        def show(progress: Progress) -> None:
            epoch = f"{progress.epoch}/{progress.epochs}"
            measured = f"loss {progress.loss:.4f}  accuracy {progress.accuracy:.4f}"
            bar.update(
                task,
                completed=(progress.epoch - 1) * progress.batches + progress.batch,
                total=progress.epochs * progress.batches,
                epoch=epoch,
                batch=f"{progress.batch}/{progress.batches}",
                measured=measured,
            )
            if progress.batch == progress.batches:
                console.print(f"epoch {epoch}  {measured}", highlight=False, soft_wrap=True)

        yield show
