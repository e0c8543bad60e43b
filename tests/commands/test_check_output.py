"""What `scratchcnn check` prints of homework, and writes."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from checked import AS_JSON, FORMATS, RIGHT, SIGMOID, WRONG, Run, strict, targets

pytestmark = pytest.mark.one_python


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_be_read_is_told_in_every_format(run: Run, form: str) -> None:
    code, out = run("missing.py", "--format", form)
    assert code == 2
    assert "missing.py" in out
    assert "there is no such file" in out
    if form == "junit":
        assert ElementTree.fromstring(out).get("errors") == "1"
    elif form != "console":
        strict(out)


def test_junit_has_a_failure_for_every_wrong_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(WRONG)
    code, out = run("homework.py", "--format", "junit")
    suites = ElementTree.fromstring(out)
    assert code == 1
    assert suites.get("failures") == str(len(suites.findall(".//failure"))) != "0"
    assert {test.get("classname") for test in suites.iter("testcase")} == {"relu"}


def test_gradescope_has_a_test_for_every_check(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(WRONG)
    _, out = run("homework.py", "--format", "gradescope")
    found = {one["name"]: one["status"] for one in strict(out)["tests"]}
    assert (found["relu forward"], found["relu grad_x"]) == ("passed", "failed")


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_goes_into_a_file(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    arguments = ("homework.py", "--check", "forward", "--format", form)
    assert run(*arguments, "--output", "report") == (0, "")
    assert "relu" in (tmp_path / "report").read_text()


@pytest.mark.parametrize("form", FORMATS)
def test_names_without_numbers_can_be_revealed(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "homework.py").write_text(WRONG.replace("return grad", "return 7.125 * grad"))
    _, full = run("homework.py", "--format", form)
    code, out = run("homework.py", "--format", form, "--reveal", "name")
    assert code == 1
    numbers = {str(7.125 * times) for times in range(1, 5)}
    assert any(number in full for number in numbers)
    assert "grad_x" in out
    assert not any(word in out for word in ("[[", "np.array", *numbers))
    if form == "json":
        (found,) = targets(out)
        hidden = ("counterexample", "reproducer", "max_error", "allowed_error", "index")
        assert all(one[key] is None for one in found["results"] for key in hidden)


def test_the_same_seed_gives_the_same_report_to_the_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(f"{WRONG}\n{SIGMOID}")
    first = run("homework.py", *AS_JSON)
    assert run("homework.py", *AS_JSON) == first


def test_how_a_layer_was_understood_can_be_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    _, brief = run("homework.py", "--check", "forward")
    _, long = run("homework.py", "--check", "forward", "--explain")
    assert "ReLU  relu: class; any shape; backward(grad)" in brief
    assert len(long.splitlines()) > len(brief.splitlines())
