"""Right homework in many hands: how much of it is judged, and that nothing of it is called wrong.

`tests/right_homework/` was written by seven hands that had not seen the oracle: by two in dozens of
styles each, by two with tensors, contexts and engines, by three as engineers, students and
hobbyists write. Every layer was compared with PyTorch before the oracle saw it. Two changes were
made since: what a comment of `layers_189.py` excluded, even kernels for `same`, the file refuses
now; and one picture is saved in another place.
`layers.toml` lists the layers of every file, which of them have no gradient of their own, and which
the oracle does not judge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import toml_reader

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

RIGHT = Path(__file__).parents[1] / "right_homework"
BAD = ("wrong", "crash", "timeout", "unimplemented", "not_from_scratch")


@dataclass(frozen=True)
class Work:
    path: Path
    label: Mapping[str, Any]


def every() -> Iterator[Work]:
    for labels in sorted(RIGHT.glob("*/layers.toml")):
        for name, label in toml_reader.read(labels).items():
            yield Work(labels.parent / name, label)


def name_of(layer: str) -> str:
    """Return the name of a layer's class, or of the function that computes its output."""
    return layer.split("/")[0].rpartition(".")[2]


def of_status(report: Report, statuses: tuple[str, ...], check: str = "") -> set[str]:
    """Return the names of the layers of which some result has one of these statuses.

    `check`: what the name of its check begins with.
    """
    return {
        part.rpartition(".")[2]
        for result in report
        if result.status in statuses and result.check.startswith(check)
        for part in result.implementation.split(" + ")
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "work", [pytest.param(one, id=f"{one.path.parent.name}/{one.path.name}") for one in every()]
)
def test_right_homework_is_judged_and_not_called_wrong(work: Work) -> None:
    report = judge_target(str(work.path), Settings(timeout=20, budget=0))
    assert not of_status(report, BAD)
    assert "scratchcnn itself fails" not in (report.error or "")
    good = ("ok", "convention")
    forward, backward = (of_status(report, good, check) for check in ("forward", "grad_"))
    doubtful = of_status(report, ("not_judged",))
    bare = set(work.label.get("forward_only", []))
    judged = {
        one
        for one in work.label["layers"]
        if name_of(one) in (forward if one in bare else backward) - doubtful
    }
    assert set(work.label["layers"]) - judged == set(work.label.get("not_judged", []))


def test_there_are_a_hundred_files_and_few_layers_are_not_judged() -> None:
    found = list(every())
    layers = sum(len(one.label["layers"]) for one in found)
    assert len(found) >= 100
    assert sum(len(one.label.get("not_judged", [])) for one in found) <= 0.05 * layers
