"""What the README and the documentation show is what happens."""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest
from readme_commands import NAMES, readme_commands

from scratchcnn.cli import main
from scratchcnn.oracle import target
from scratchcnn.oracle.cards.bugs import BUGS, FUSED_BUGS
from scratchcnn.oracle.dropouts.words import OWN as OF_DROPOUT
from scratchcnn.oracle.networks.words import OWN
from scratchcnn.oracle.optimizers.words import OWN as OF_OPTIMIZERS
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.schedules.words import OWN as OF_SCHEDULES
from scratchcnn.oracle.target import judge_target

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = "scratchcnn check examples/homework.py"
# Every name in the guides' code, but for NumPy's own, Python's own and those of one or two letters.
NAMES_OF_THE_GUIDES = Path(__file__).with_name("names_of_the_guides.txt").read_text().split()


@pytest.mark.parametrize("page", ["judging.md", "ops.md"])
def test_the_examples_of_a_page_print_what_they_say(page: str) -> None:
    path = ROOT / "docs" / page
    results = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert results.attempted > 5
    assert results.failed == 0


def test_no_other_page_has_examples_that_nobody_runs() -> None:
    with_examples = [path.name for path in PAGES if ">>> " in path.read_text(encoding="utf-8")]
    assert with_examples == ["judging.md", "ops.md"]


def test_a_page_says_what_every_name_of_the_guides_is_here() -> None:
    names = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")
    table = names.split("| in the guides | here |")[1]
    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines()[1:] if row]
    said = {word for row in rows for word in re.findall(r"\w+", row)}
    assert len(NAMES_OF_THE_GUIDES) > 100
    assert [name for name in NAMES_OF_THE_GUIDES if name not in said] == []


def test_the_readme_begins_with_two_commands_for_pip_and_for_uv() -> None:
    commands = readme_commands(README.read_text(encoding="utf-8"))
    assert tuple(commands) == NAMES
    for name, command in commands.items():
        what, installer = name.split("-")
        *_, install, last = command.split(" && ")
        assert command.startswith({"pip": "python3 -m venv", "uv": "uv venv"}[installer])
        # In the versions that are tested, and for tests with what they need.
        extra = {"check": ".", "test": "'.[test]'"}[what]
        prefix = {"pip": "pip", "uv": "uv pip"}[installer]
        assert install == f"{prefix} install -c constraints.txt {extra}"
        assert last == {"check": COMMAND, "test": "pytest"}[what]
    assert commands["check-pip"] in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "```sh\none\n```\n" * 3,
        "```sh\none\n```\n" * 3 + "```console\n$ four\n```\n",
        "```sh\none\ntwo\n```\n" * 4,
    ],
)
def test_a_readme_that_does_not_begin_so_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not begin with 4 commands"):
        readme_commands(text)


def test_ci_runs_the_commands_of_the_readme_and_no_copy() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    run = re.findall(r"readme (\S+) \d$", text, re.MULTILINE)
    each = [name.replace("${installer}", one) for name in run for one in ("pip", "uv")]
    assert {name.strip('"') for name in each} == set(NAMES)
    for command in readme_commands(README.read_text(encoding="utf-8")).values():
        for part in command.split(" && "):
            assert part == "pytest" or part not in text


def without_counts(text: str) -> str:
    """Leave out how many cases there were, which a slow machine may change."""
    return re.sub(r"\d+ (cases|of them)", r"N \1", text)


@pytest.mark.one_python
def test_the_first_run_of_the_readme_prints_what_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = README.read_text(encoding="utf-8")
    shown = text.split(f"```console\n$ {COMMAND}\n")[1].split("```")[0]
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    reports: list[Report] = []

    def judged(*arguments: Any) -> Report:
        reports.append(judge_target(*arguments))
        return reports[-1]

    monkeypatch.setattr(target, "judge_target", judged)
    assert main(COMMAND.split()[1:]) == 1
    assert without_counts(capsys.readouterr().out) == without_counts(shown)
    # As many tests as results, and as many failures.
    (report,) = reports
    failed = sum(not result for result in report)
    judging = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
    assert f"{failed} failed, {len(report) - failed} passed" in judging


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_is_linked_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\((?!https://)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_format_lists_every_bug_and_no_other() -> None:
    text = (ROOT / "docs" / "oracle-format.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([a-z0-9-]+) \|", text.split("## Bug ids")[1], re.MULTILINE)
    known = {bug.id for bug in (*BUGS, *FUSED_BUGS)}
    known |= {*OWN, *OF_OPTIMIZERS, *OF_SCHEDULES, *OF_DROPOUT}
    assert sorted(set(listed) - {"id"}) == sorted(known)
