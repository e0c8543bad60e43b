import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from repaired import function_of

from scratchcnn.oracle.repair.edit import Change, Edit, diff, together

TEXT = "def f(x):\n    a = x + 1\n    return a\n"


def edit(*changes: tuple[int, int, str]) -> Edit:
    return Edit(tuple(Change(*one) for one in changes), "rule", 1)


def test_changes_do_not_move_each_other() -> None:
    assert edit((18, 19, "yy"), (22, 23, "22")).applied(TEXT) == TEXT.replace("x + 1", "yy + 22")


def test_edits_of_one_idea_are_in_the_order_of_the_text() -> None:
    whole = together([edit((22, 23, "2")), edit((18, 19, "y"))])
    assert whole is not None
    assert whole.applied(TEXT) == TEXT.replace("x + 1", "y + 2")
    assert whole.cost == 2


def test_what_overlaps_is_not_one_idea() -> None:
    assert together([edit((18, 21, "y")), edit((20, 23, "z"))]) is None
    assert together([edit((18, 18, "y")), edit((18, 18, "z"))]) is None


def test_a_diff_has_the_lines_of_the_file() -> None:
    function = function_of(TEXT, first=41)
    assert diff(function, TEXT.replace("+ 1", "+ 2")).split("\n") == [
        "--- homework.py",
        "+++ homework.py",
        "@@ -41,3 +41,3 @@",
        " def f(x):",
        "-    a = x + 1",
        "+    a = x + 2",
        "     return a",
    ]


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no `patch`")
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("f(x):", "f(x):   ").replace("+ 1", "+ 1\t "),
        TEXT.replace("def f", "# \x0c\ndef f").replace("    return", "    \n    return"),
    ],
    ids=["plain", "spaces at the ends of lines", "form feed and empty lines"],
)
def test_a_diff_is_one_that_patch_applies(text: str, tmp_path: Path) -> None:
    before = "import numpy as np\n\n\n" + text + "\n\nb = 1\n"
    (tmp_path / "homework.py").write_text(before)
    changed = text.replace("    a", "    x = x.copy()\n    a", 1).replace("+ 1", "+ 2")
    told = diff(replace(function_of(TEXT, first=4), text=text), changed) + "\n"
    subprocess.run(["patch", "-p0", "-F0"], cwd=tmp_path, input=told, text=True, check=True)
    assert (tmp_path / "homework.py").read_text() == before.replace(text, changed)
