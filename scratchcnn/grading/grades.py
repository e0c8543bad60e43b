"""From outcomes and points to grades, Gradescope's files and an overview."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scratchcnn.grading.pages import rendered
from scratchcnn.grading.points import Points
from scratchcnn.oracle.report.gradescope import to_document
from scratchcnn.oracle.report.words import in_one_line

Record: TypeAlias = Mapping[str, Any]
COLUMNS = (
    *("submission", "verdict", "points", "max_points", "wrong", "bugs", "error", "seconds"),
    "not_judged",
)
# A spreadsheet takes a text for a formula if it begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Grade:
    """The grade of one submission."""

    name: str
    verdict: str
    points: float
    most: float
    wrong: tuple[str, ...]
    bugs: tuple[tuple[str, str], ...]
    error: str
    seconds: float
    adapter_failed: bool
    # Ops of layers that a person has to look at: they failed, and nothing is proven wrong.
    not_judged: tuple[str, ...] = ()


def grade(record: Record, points: Points) -> Grade:
    """Return the grade of a submission for its outcome."""
    parts = [(op, check, passed) for op, check, passed in record["parts"]]
    failed = dict.fromkeys(op for op, _, passed in parts if not passed)
    wrong = [op for op in failed if op not in record["not_judged"]]
    return Grade(
        record["name"],
        record["verdict"],
        points.score(parts),
        points.most(parts),
        tuple(wrong),
        tuple((op, bug) for op, bug in record["bugs"]),
        record["error"] or "",
        record["seconds"],
        record["adapter_failed"],
        tuple(record["not_judged"]),
    )


def to_csv(grades: Sequence[Grade]) -> str:
    """Return a table with a row for every submission."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in grades:
        bugs = " ".join(dict.fromkeys(bug for _, bug in one.bugs))
        by_hand = " ".join(one.not_judged)
        said = (one.name, one.verdict, " ".join(one.wrong), bugs, one.error, by_hand)
        name, verdict, wrong, bugs, error, by_hand = map(cell, said)
        numbers = (f"{one.points:g}", f"{one.most:g}")
        rows.writerow((name, verdict, *numbers, wrong, bugs, error, f"{one.seconds:.1f}", by_hand))
    return text.getvalue()


def cell(text: str) -> str:
    """Return a text that a spreadsheet shows and does not evaluate."""
    line = in_one_line(text)
    return f"'{line}" if line.startswith(FORMULA) else line


def to_gradescope(record: Record, points: Points) -> str:
    """Return one submission's results.json."""
    tests = []
    for test in record["tests"]:
        parts = test["parts"]
        score = sum(points.of(op, check) for op, check, passed in parts if passed)
        most = sum(points.of(op, check) for op, check, _ in parts)
        kept = {name: value for name, value in test.items() if name != "parts"}
        tests.append(kept | {"score": score, "max_score": most})
    tests += [
        {
            "score": 0,
            "max_score": points.of(op, check),
            "status": "failed",
            "name": f"{op} {check}",
            "output": f"No {op} was found whose {check} could be judged.",
            "output_format": "text",
        }
        for op, check in points.missing(record["parts"])
    ]
    output = in_one_line(record["error"] or f"verdict: {record['verdict']}")
    return to_document(tests, output, record["seconds"]) + "\n"


def to_overview(grades: Sequence[Grade], folders: Mapping[str, str]) -> str:
    """Return the page of the class: all grades, which ops fail most, and how often each bug occurs.

    Parameters
    ----------
    grades : of all submissions
    folders : the name of a submission -> that of its folder, as it is spelled in a link
    """
    return rendered(
        "overview.html",
        grades=grades,
        folders=folders,
        by_hand=[one for one in grades if one.not_judged],
        verdicts=Counter(one.verdict for one in grades).most_common(),
        shares=shares(grades),
        ops=Counter(op for one in grades for op in one.wrong).most_common(),
        bugs=Counter(
            f"{op}: {bug}" for one in grades for op, bug in dict.fromkeys(one.bugs)
        ).most_common(),
        one_line=in_one_line,
    )


def shares(grades: Sequence[Grade]) -> list[tuple[str, int]]:
    """Return how many submissions got what share of the points they could get, in bands."""
    found = [one.points / one.most if one.most else 0.0 for one in grades]
    bands = {"all": 1.0, "75 % and more": 0.75, "50 % and more": 0.5, "25 % and more": 0.25}
    counts = Counter(
        next((band for band, least in bands.items() if share >= least), "less" if share else "none")
        for share in found
    )
    return [(band, counts[band]) for band in (*bands, "less", "none")]
