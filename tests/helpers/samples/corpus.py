"""The homework of the corpus with its labels, and what the oracle made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import toml_reader

from scratchcnn.oracle.report.report import Report

CORPUS = Path(__file__).parents[2] / "homework"


@dataclass(frozen=True)
class Homework:
    family: str
    name: str
    label: Mapping[str, Any]

    @property
    def path(self) -> Path:
        return CORPUS / self.family / self.name

    @property
    def id(self) -> str:
        return f"{self.family}/{self.name}"


def corpus() -> Iterator[Homework]:
    for labels in sorted(CORPUS.glob("*/labels.toml")):
        for name, label in toml_reader.read(labels).items():
            yield Homework(labels.parent.name, name, label)


def key(op: str, check: str) -> tuple[str, str]:
    """Return an op and a check; the gradient of a loss has one name, whatever the label says."""
    loss = "cross_entropy" in op or op.endswith("_loss")
    # From logits both names are right.
    op = "softmax_cross_entropy" if op == "cross_entropy" else op
    return op, "grad_x" if loss and check.startswith("grad_") else check


@dataclass(frozen=True)
class Score:
    """What the oracle made of one homework, against its label."""

    missed: tuple[Any, ...]
    unnamed: tuple[Any, ...]
    alarms: tuple[Any, ...]
    unjudged: tuple[str, ...]
    wanted: int
    verdict_right: bool


def is_named(bug: str, found: list[list[str]]) -> bool:
    """Return whether a bug is named first in some regime, and no other one in any."""
    first = {ids[0] for ids in found if ids}
    return first == {bug}


def score(homework: Homework, report: Report) -> Score:
    label = homework.label
    wrong: dict[tuple[str, str], list[list[str]]] = {}
    for result in report:
        if result.status == "wrong":
            ids = [bug.id for bug in result.bugs]
            wrong.setdefault(key(result.op, result.check), []).append(ids)
    said = {
        (*key(result.op, result.check), bug.id)
        for result in report
        if result.status == "convention"
        for bug in result.bugs
    }
    wanted = {key(entry["op"], entry["check"]): entry["bug"] for entry in label.get("wrong", [])}
    missed = [(*place, bug) for place, bug in wanted.items() if place not in wrong]
    unnamed = [
        (*place, bug, wrong[place])
        for place, bug in wanted.items()
        if place in wrong and not is_named(bug, wrong[place])
    ]
    for entry in label.get("convention", []):
        place = (*key(entry["op"], entry["check"]), entry["bug"])
        if place not in said:
            missed.append(("convention", *place))
    for entry in label.get("other", []):
        statuses = {r.status for r in report if r.op == entry["op"] and r.check == entry["check"]}
        if entry["status"] not in statuses:
            missed.append((entry["op"], entry["check"], entry["status"], statuses))
    alarms = [(place, ids) for place, ids in wrong.items() if place not in wanted]
    judged = {key(result.op, "")[0] for result in report}
    unjudged = tuple(op for op in label.get("judged", []) if key(op, "")[0] not in judged)
    return Score(
        tuple(missed),
        tuple(unnamed),
        tuple(alarms),
        unjudged,
        len(wanted),
        report.verdict == label["verdict"],
    )
