"""Wrong homework of a hand that had not seen the oracle: its places, and its edits, run anew.

`tests/wrong_homework/one_bug_each/` holds 36 files with one bug each. `bugs.toml` says for each in
which layer it is and on which line, as its author planted it, and whether an edit is found;
`elsewhere` is the line of an edit that mends the layer in another way. When they were first seen,
28 of the 36 layers were found to be wrong, and 13 of those got an edit: all of them right, 12 on
the line of the bug.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import toml_reader
from lots import by_lot

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

FOLDER = Path(__file__).parents[2] / "wrong_homework" / "one_bug_each"
SETTINGS = Settings(budget=1e-9, repair=True)
BY_LOT = 3


def every() -> Iterator[Any]:
    for name, label in toml_reader.read(FOLDER / "bugs.toml").items():
        yield pytest.param(name, label, id=name, marks=by_lot(name, BY_LOT))


def wrong(report: Report, layer: str) -> list[Any]:
    return [one for one in report if one.implementation == layer and one.status == "wrong"]


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no `patch`")
@pytest.mark.parametrize(("name", "label"), list(every()))
def test_an_edit_that_is_offered_mends_the_layer_in_a_new_run(
    name: str, label: Mapping[str, Any], tmp_path: Path
) -> None:
    handed_in = tmp_path / name
    handed_in.write_bytes((FOLDER / name).read_bytes())
    found = wrong(judge_target(str(handed_in), SETTINGS), label["layer"])
    assert bool(found) == label["found"]
    repairs = [result.repair for result in found]
    assert all((repair is not None) == label["mended"] for repair in repairs)
    if label["mended"]:
        assert found[0].location.line == label.get("elsewhere", label["line"])
        told = f"{repairs[0].diff}\n"
        subprocess.run(["patch", "-p0"], cwd=tmp_path, input=told, text=True, check=True)
        assert wrong(judge_target(str(handed_in), SETTINGS), label["layer"]) == []


def test_two_thirds_of_what_is_found_are_mended() -> None:
    labels = toml_reader.read(FOLDER / "bugs.toml").values()
    found = [label for label in labels if label["found"]]
    mended = [label for label in found if label["mended"]]
    at_the_bug = [label for label in mended if "elsewhere" not in label]
    assert (len(labels), len(found), len(mended), len(at_the_bug)) == (36, 28, 21, 19)
