"""What is left around a run over a class, and what its results say."""

import json
import os
import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from submission import Hostile


def everything_below(place: Path) -> set[str]:
    """Return all that is below a folder, but for what is meant to be made there."""
    made = ("results", "tmp", "bin")
    return {
        os.path.join(directory, name)
        for directory, folders, names in os.walk(place)
        for name in [*folders, *names]
        if Path(directory, name).relative_to(place).parts[0] not in made
    }


def complaints(results: Path, expected: dict[str, Hostile]) -> Iterator[str]:
    """Yield what is not as it has to be: a verdict, or what is said of it."""
    found = {}
    for place in results.glob("submissions/*/outcome.json"):
        name, verdict = itemgetter("name", "verdict")(json.loads(place.read_text()))
        found[name] = verdict, place.with_name("report.json").read_text()
    yield from (f"{name!r} has no result" for name in expected.keys() - found.keys())
    yield from (f"{name!r} has a result" for name in found.keys() - expected.keys())
    for name in expected.keys() & found.keys():
        verdict, report = found[name]
        if verdict != expected[name].verdict:
            yield f"{name!r} is {verdict}, not {expected[name].verdict}: {report}"
        elif not re.search(expected[name].told, report):
            yield f"{name!r}: not {expected[name].told!r}, but: {report}"
