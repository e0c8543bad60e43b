"""Results for layers that need what NumPy and Python took away: given back, and said."""

import platform
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.process.runner import Runner, Use

# A message names so many; to mend these shows how the others go.
MOST_TOLD = 6


def uses_of(one: Judged, everything: Sequence[Judged], runner: Runner) -> list[Use]:
    """Return what a layer uses of yesterday: while it was judged, and where it is written.

    What was used while the file was loaded belongs to the layer in whose lines it stands; if it
    stands in none, every layer of the file is loaded with it.
    """
    places = spans(runner)
    known = set(names_of(everything))
    found = dict.fromkeys(runner.take_uses())
    for use in runner.loaded_with:
        owners = {
            name
            for name, file, first, last in places
            if name in known and file == use.file and first <= use.line <= last
        }
        of_file = {name for name, file, _, _ in places if file == use.file}
        mine = set(names_of([one]))
        if mine & owners or (not owners and mine & of_file):
            found[use] = None
    return sorted(found, key=lambda use: (use.file, use.line, use.name))


def names_of(layers: Iterable[Judged]) -> Iterator[str]:
    """Yield the names of the definitions that layers are made of."""
    for one in layers:
        yield from one.layer.implementation.split(" + ")


def spans(runner: Runner) -> list[tuple[str, str, int, int]]:
    """Return for each definition its name, its file, and its first and last line."""
    return [
        (known["name"], known["file"], known["line"], known["line"] + known["source"].count("\n"))
        for known in runner.definitions
    ]


def environment_result(op: str, uses: Sequence[Use]) -> Result:
    """Return the result that tells what a layer uses of yesterday, and what to write today."""
    told = [f"line {use.line}: {use.name}: {use.advice} ({use.source})" for use in uses[:MOST_TOLD]]
    rest = len(uses) - len(told)
    more = [f"and {rest} more"] if rest else []
    versions = f"NumPy {np.__version__} and Python {platform.python_version()}"
    message = f"runs only with what {versions} no longer have, given back here: "
    verdict = Verdict(
        False, float("inf"), message=message + "; ".join([*told, *more]), status="environment"
    )
    return Result(op, "forward", "basic", 0, verdict)
