"""The report as CI systems read it."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import conv, homework, ok, without_verdict, zero_at_the_edge

from scratchcnn.oracle.report.junit import to_junit
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.words import STATUSES


def parsed(*reports: Report) -> ElementTree.Element:
    return ElementTree.fromstring(to_junit(reports))


def test_every_target_is_a_suite_and_every_result_a_test() -> None:
    report = homework()
    root = parsed(report, Report("other.py", (ok("relu", "forward", "basic", "ReLU"),), 0))
    assert [suite.get("name") for suite in root] == ["homework.py", "other.py"]
    assert len(root[0].findall("testcase")) == len(report)
    test = root[1].find("testcase")
    assert test is not None
    assert (test.get("classname"), test.get("name")) == ("relu", "ReLU forward[basic]")


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_decides_the_outcome(status: str) -> None:
    outcomes = {"wrong": "failure", "unimplemented": "failure", "unsupported": "skipped"}
    outcomes |= dict.fromkeys(("ok", "convention"))  # type: ignore[arg-type] # None: it has passed
    result = without_verdict(status, "the message") if status != "ok" else ok("relu", "a", "b")
    test = parsed(homework(result)).find(".//testcase")
    assert test is not None
    found = [child.tag for child in test if child.tag != "system-out"]
    expected = outcomes.get(status, "error")
    assert found == ([] if expected is None else [expected])


def test_the_counts_agree_with_the_tests() -> None:
    root = parsed(homework(), homework())
    for element, times in ((root, 2), (root[0], 1)):
        assert element.get("tests") == str(6 * times)
        assert element.get("failures") == str(3 * times)
        assert element.get("errors") == str(1 * times)
        assert element.get("skipped") == "0"


def test_a_failure_holds_what_the_console_shows() -> None:
    failure = parsed(homework(conv("grad_x", "stride", zero_at_the_edge))).find(".//failure")
    assert failure is not None
    assert failure.get("message", "").startswith("unidentified: grad_x differs in 5 of 9 elements")
    assert "  came out  [[[[ 1   4   0*]\n" in (failure.text or "")


def test_a_convention_passes_and_is_told() -> None:
    (test,) = parsed(homework(without_verdict("convention", "ties are split"))).iter("testcase")
    assert test.findtext("system-out") == "convention: ties are split"


def test_a_target_without_results_is_an_error() -> None:
    root = parsed(Report("homework.py", (), 0, "line 3: invalid syntax", False))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    error = root.find(".//error")
    assert error is not None
    assert error.get("message") == "line 3: invalid syntax"


def test_what_could_not_be_read_stands_beside_the_tests() -> None:
    report = homework(ok("relu", "forward", "basic"), error="cell 3: invalid syntax", notes=("a",))
    assert parsed(report).findtext(".//system-out") == "cell 3: invalid syntax\na"


@given(
    st.text(st.characters()) | st.text(st.sampled_from("\x00\x1b\x0b\ud800\ufffe\uffff<&]>'\"\n"))
)
def test_any_text_is_valid_xml(text: str) -> None:
    results = [without_verdict(status, text, text) for status in ("wrong", "crash", "convention")]
    document = to_junit([Report(text, tuple(results), 0, error=text, notes=(text,))])
    assert document.isascii()
    root = ElementTree.fromstring(document)
    assert len(list(root.iter("testcase"))) == 3
