"""How far two implementations differ, as a person and as a program reads it."""

import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scratchcnn import __version__
from scratchcnn.oracle.against.comparing import ONE_SIDED, SHOWN, Drift, exit_code
from scratchcnn.oracle.against.differences import ORDER, Status
from scratchcnn.oracle.report.arrays import Lines, call_lines, result_lines
from scratchcnn.oracle.report.console import percentage
from scratchcnn.oracle.report.homework_console import drawable, grid, say, show
from scratchcnn.oracle.report.json_format import counterexample, number, storable
from scratchcnn.oracle.report.words import counted, in_one_line

NOTHING = "nothing could be compared: no op is on both sides"
COLOURS: dict[Status, str] = {
    "bit-equal": "green",
    "within bounds": "yellow",
    "old raises": "yellow",
    "both raise": "yellow",
    "only new": "dim",
    "only old": "yellow",
}


@dataclass(frozen=True)
class Row:
    """All regimes of one check of one op."""

    drifts: tuple[Drift, ...]

    @property
    def op(self) -> str:
        """The op."""
        return self.drifts[0].op

    @property
    def check(self) -> str:
        """The check."""
        return self.drifts[0].check

    @property
    def status(self) -> Status:
        """The worst status of all regimes."""
        return min((drift.status for drift in self.drifts), key=ORDER.index)

    @property
    def examples(self) -> int:
        """How many cases were run."""
        return sum(drift.examples for drift in self.drifts)

    @property
    def worst(self) -> tuple[Drift, ...]:
        """The drifts of the worst status."""
        return tuple(drift for drift in self.drifts if drift.status == self.status)

    @property
    def where(self) -> str:
        """In how many regimes the worst was seen."""
        return f"{len(self.worst)} of {len(self.drifts)}"


def rows(drifts: Sequence[Drift]) -> list[Row]:
    """Group drifts by op and check."""
    found: dict[tuple[str, str], list[Drift]] = {}
    for drift in drifts:
        found.setdefault((drift.op, drift.check), []).append(drift)
    return [Row(tuple(same)) for same in found.values()]


def print_drift(drifts: Sequence[Drift], source: str, seed: int, console: Console) -> None:
    """Print how far the ops differ from the old ones, and where they got worse.

    Of every check the largest drift is printed: in ULP, and as a share of what is allowed, which is
    twice the bound.

    Parameters
    ----------
    drifts : what `scratchcnn.oracle.against.comparing.against` returned
    source : where the old ops come from, as the user wrote it
    seed : with which the cases were drawn
    console : where to print
    """
    found = rows(drifts)
    style = "bold green" if exit_code(drifts) == 0 else "bold red"
    say(console, f"against {in_one_line(source)}: {summary(found)}", style)
    console.print()
    show(console, table(found))
    for same in alike(drifts):
        if same[0].status in SHOWN:
            print_shown(same, console)
    notes = [same for same in alike(drifts) if same[0].status not in (*SHOWN, *ONE_SIDED)]
    console.print()
    for same in notes:
        if same[0].message:
            say(console, f"{same[0].op}, {same[0].check}, {places(same)}: {same[0].message}")
    say(console, f"{counted(sum(row.examples for row in found), 'comparison')}, seed {seed}")


def alike(drifts: Sequence[Drift]) -> list[list[Drift]]:
    """Group the regimes in which the same check of an op has the same status."""
    found: dict[tuple[str, str, str], list[Drift]] = {}
    for drift in drifts:
        found.setdefault((drift.op, drift.check, drift.status), []).append(drift)
    return list(found.values())


def summary(found: Sequence[Row]) -> str:
    """Return how many checks have each status, the worst first."""
    both = [row.status for row in found if row.status not in ONE_SIDED]
    if not both:
        return NOTHING
    counts = [f"{both.count(status)} {status}" for status in ORDER if status in both]
    told = f"{counted(len(both), 'check')}: {', '.join(counts)}"
    for status in ONE_SIDED:
        alone = [row.op for row in found if row.status == status]
        told += f"; {status}: {', '.join(alone)}" if alone else ""
    return told


def table(found: Sequence[Row]) -> Table:
    """Return a row for every check; those of an op that are bit-equal share one."""
    drawn = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    drawn.add_column("op", no_wrap=True)
    drawn.add_column("check", overflow="fold", min_width=11)
    for name in ("ulp", "share", "regimes"):
        drawn.add_column(name, justify="right", no_wrap=True)
    drawn.add_column("verdict", no_wrap=True)
    for same in shared(found):
        first = same[0]
        apart = first.status in ONE_SIDED
        drawn.add_row(
            first.op,
            "" if apart else ", ".join(row.check for row in same),
            *drifted(first),
            "" if apart or first.status == "bit-equal" else first.where,
            Text(first.status, COLOURS.get(first.status, "red")),
        )
    return drawn


def drifted(row: Row) -> tuple[str, str]:
    """Return the largest drift in ULP and its share; nothing where no number differs."""
    ulp = max(drift.ulp for drift in row.drifts)
    share = max(drift.share for drift in row.drifts)
    if row.status != "within bounds" and not ulp:
        return "", ""
    return (
        f"{ulp:.3g}" if ulp < 1000 else f"{ulp:.0e}",
        percentage(share) if share < 10 or np.isinf(share) else f"{100 * share:.0e}%",
    )


def shared(found: Sequence[Row]) -> list[list[Row]]:
    """Return the rows, the bit-equal ones of an op together."""
    together: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        key = "" if row.status == "bit-equal" else row.check
        together.setdefault((row.op, key), []).append(row)
    return list(together.values())


def places(drifts: Sequence[Drift]) -> str:
    """Return the regimes of some drifts."""
    return ", ".join(drift.regime for drift in drifts)


def print_shown(drifts: Sequence[Drift], console: Console) -> None:
    """Print the smallest case of drifts that have one."""
    drift = min(drifts, key=size)
    console.print()
    title = Text(f"{drift.status}: {drift.op}, {drift.check}: ", COLOURS.get(drift.status, "red"))
    console.print(title.append(drawable(console, in_one_line(drift.message)), "bold"))
    lines: list[tuple[str, str | Lines, str | None]] = [("shows in", places(drifts), None)]
    trial, verdict = drift.counterexample, drift.verdict
    if trial is not None:
        lines.append(("dtype", str(trial.dtype), None))
        lines += [(name, value, None) for name, value in call_lines(trial, drift.check).items()]
    if verdict is not None and verdict.got is not None:
        new, old = result_lines(verdict)
        lines += [("new", new, "red"), ("old", old, "green")]
        if verdict.index is not None:
            error, allowed = f"{verdict.error:.3g}", f"{verdict.allowed:.3g}"
            place = f"at {list(verdict.index)} by {error}, allowed is {allowed}"
            lines.append(("differs", place, None))
    show(console, Padding(grid(lines), (0, 0, 0, 2)))


def size(drift: Drift) -> float:
    """Return how large a counterexample is."""
    trial = drift.counterexample
    return np.inf if trial is None else sum(array.size for array in trial.arrays.values())


def drift_json(drifts: Sequence[Drift], source: str, seed: int) -> str:
    """Return strict JSON: an entry for every op, check and regime; see `print_drift`."""
    compared = any(drift.status not in ONE_SIDED for drift in drifts)
    verdict = "ok" if exit_code(drifts) == 0 else "wrong" if compared else "error"
    document = {
        "schema": 1,
        "tool": {
            "scratchcnn": __version__,
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "torch": version("torch").partition("+")[0],
        },
        "seed": seed,
        "against": source,
        "verdict": verdict,
        "error": None if compared else NOTHING,
        "drifts": [drift_data(drift) for drift in drifts],
    }
    return json.dumps(storable(document), allow_nan=False, indent=2)


def drift_data(drift: Drift) -> dict[str, Any]:
    """Return one drift; `max_ulp` and `share` are null where they are infinite."""
    trial, verdict = drift.counterexample, drift.verdict
    index = None if verdict is None else verdict.index
    shown = None
    if trial is not None and verdict is not None:
        shown = counterexample(trial, verdict.got, verdict.expected)
        shown["new"], shown["old"] = shown.pop("got"), shown.pop("expected")
    return {
        "op": drift.op,
        "check": drift.check,
        "regime": drift.regime,
        "status": drift.status,
        "examples": drift.examples,
        "max_ulp": number(drift.ulp),
        "share": number(drift.share),
        "index": None if index is None else list(index),
        "counterexample": shown,
        "message": drift.message,
    }
