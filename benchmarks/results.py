"""What the benchmarks measured: as data, as JSON and as tables on the console."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_info,
)

from benchmarks.timing import Timing


@dataclass(frozen=True)
class Row:
    """One case of a table.

    Attributes
    ----------
    case : what was measured
    threads : of both
    timings : who -> what it took; "ours" is held against "PyTorch"
    numbers : other figures, by their names
    """

    case: str
    threads: int
    timings: dict[str, Timing] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Ours as a multiple of PyTorch's."""
        return self.timings["ours"].median / self.timings["PyTorch"].median


@dataclass(frozen=True)
class Section:
    """One table."""

    name: str
    title: str
    rows: Sequence[Row]


def geometric_mean(rows: Sequence[Row], threads: int) -> float:
    """Return the geometric mean of the ratios at one number of threads."""
    return float(np.exp(np.mean([np.log(row.ratio) for row in rows if row.threads == threads])))


def against_the_faster(rows: Sequence[Row], case: str) -> float:
    """Return our fastest time as a multiple of PyTorch's fastest, whatever its threads."""
    own = [row for row in rows if row.case == case]
    return min(row.timings["ours"].median for row in own) / min(
        row.timings["PyTorch"].median for row in own
    )


def environment() -> dict[str, str]:
    """Say what was measured on: versions, processor, and the kernels that BLAS chose."""
    kernels = {
        f"{Path(library['filepath']).parent.name}: {library['internal_api']}"
        f" {library['version']}, kernel {library['architecture']}"
        for library in threadpool_info()
        if library["user_api"] == "blas"
    }
    return {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "SciPy": scipy.__version__,
        "PyTorch": f"{torch.__version__}, {torch.backends.cpu.get_cpu_capability()}",
        "BLAS": "; ".join(sorted(kernels)),
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE", "not set"),
        "processor": processor(),
        "cores": str(os.cpu_count()),
    }


def processor() -> str:
    """Return the processor's name where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def show(section: Section, console: Console) -> None:
    """Print one table."""
    # Markdown, so that what is printed can stand in a README as it is.
    table = Table(box=MARKDOWN)
    table.add_column("case")
    table.add_column("threads", justify="right")
    whose = list(dict.fromkeys(name for row in section.rows for name in row.timings))
    figures = list(dict.fromkeys(name for row in section.rows for name in row.numbers))
    compared = {"ours", "PyTorch"} <= set(whose)
    for name in [*(f"{name}, ms" for name in whose), *["ours / PyTorch"] * compared, *figures]:
        table.add_column(name, justify="right")
    for row in section.rows:
        times = [shown(row.timings.get(name)) for name in whose]
        both = {"ours", "PyTorch"} <= set(row.timings)
        ratio = [f"{row.ratio:.2f}" if both else ""] * compared
        numbers = [f"{row.numbers[name]:.4g}" if name in row.numbers else "" for name in figures]
        table.add_row(row.case, str(row.threads), *times, *ratio, *numbers)
    console.print(f"\n{section.title}\n", highlight=False)
    console.print(table)


def shown(timing: Timing | None) -> str:
    """Return a median and its spread, as 1.23 (4 %)."""
    if timing is None:
        return ""
    # A single call has no spread.
    return f"{timing.median:.3g}" + f" ({timing.spread:.0%})" * (timing.calls > 1)


def as_data(section: Section) -> dict[str, Any]:
    """Return one table as JSON has it, with the ratios."""
    rows = [
        asdict(row) | ({"ratio": row.ratio} if {"ours", "PyTorch"} <= set(row.timings) else {})
        for row in section.rows
    ]
    return {"name": section.name, "title": section.title, "rows": rows}


def write_json(path: Path, sections: Sequence[Section]) -> None:
    """Write everything that was measured."""
    content = {"environment": environment(), "sections": [as_data(one) for one in sections]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
