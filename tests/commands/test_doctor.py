"""The command `scratchcnn doctor`."""

import json
from typing import Any

import pytest

from scratchcnn.cli import main
from scratchcnn.commands import doctor as doctor_command
from scratchcnn.oracle.process.runner import HomeworkError


def found(*protections: tuple[str, str, str]) -> dict[str, Any]:
    """Return what an examination may find."""
    versions = dict.fromkeys(("scratchcnn", "python", "numpy", "torch", "system"), "1")
    rows = [{"name": name, "by": by, "tried": tried} for name, by, tried in protections]
    return {**versions, "protections": rows}


def test_it_lets_homework_try_and_says_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor", "--json"])
    examined = json.loads(capsys.readouterr().out)
    rows = {one["name"]: one for one in examined["protections"]}
    assert set(doctor_command.TRIED) <= set(rows)
    assert {rows[name]["tried"] for name in doctor_command.TRIED} <= {"refused", "let through"}
    # What is said to be given holds.
    assert [one for one in rows.values() if one["by"] and one["tried"] == "let through"] == []
    assert code == (0 if all(one["by"] for one in rows.values()) else 1)


@pytest.mark.parametrize(
    ("protection", "code"),
    [
        (("network access", "a namespace of its own", "refused"), 0),
        (("network access", "", "refused"), 1),
        (("network access", "a namespace of its own", "let through"), 1),
    ],
)
def test_the_exit_code_says_whether_all_is_well(
    protection: tuple[str, str, str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_command, "examination", lambda: found(protection))
    assert main(["doctor"]) == code


def test_where_nothing_runs_it_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise HomeworkError("it ended its process with exit code 9")

    monkeypatch.setattr(doctor_command, "examination", refuse)
    assert main(["doctor"]) == 1
    assert "no homework can be run here: it ended its process" in capsys.readouterr().err


def test_it_says_what_would_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = found(("network access", "", ""), ("core file limit", "", ""))
    monkeypatch.setattr(doctor_command, "examination", lambda: missing)
    main(["doctor"])
    said = " ".join(capsys.readouterr().out.split())
    assert "network access │ missing" in said
    assert "Without network access: install bubblewrap, or allow user namespaces." in said
    assert "Without core file limit: this system has none." in said
