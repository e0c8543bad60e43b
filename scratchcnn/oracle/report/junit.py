"""The report as CI systems read it: JUnit XML."""

from collections.abc import Sequence
from xml.etree import ElementTree

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.text import as_text
from scratchcnn.oracle.report.words import NOTHING, finding, in_one_line, printable

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# The outcome of a test, by the status of its result; ok and convention have passed.
OUTCOMES = {
    "wrong": "failure",
    "unimplemented": "failure",
    "unsupported": "skipped",
    "ok": None,
    "convention": None,
}


def to_junit(reports: Sequence[Report]) -> str:
    """Return a document with a suite for every target, and a test for every result.

    What is wrong or not implemented has failed; what the code refuses to do is skipped;
    a crash, a timeout and whatever else kept the mathematics from being judged is an error.
    """
    root = ElementTree.Element("testsuites", name="scratchcnn check")
    for report in reports:
        root.append(suite(report))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(one.get(key, "0")) for one in root)))
    ElementTree.indent(root)
    # In ASCII, which is the same in every encoding in which it may be written.
    return f"{DECLARATION}\n{ElementTree.tostring(root, encoding='us-ascii').decode()}\n"


def suite(report: Report) -> ElementTree.Element:
    """Return the suite of one target."""
    tests = [testcase(result) for result in report]
    if not tests:
        tests = [error(report)]
    counts = {
        "tests": len(tests),
        "failures": sum(test.find("failure") is not None for test in tests),
        "errors": sum(test.find("error") is not None for test in tests),
        "skipped": sum(test.find("skipped") is not None for test in tests),
    }
    element = ElementTree.Element("testsuite", name=in_one_line(report.target))
    element.attrib.update({key: str(count) for key, count in counts.items()})
    element.extend(tests)
    told = [report.error] if report.error and report.results else []
    if told or report.notes:
        add(element, "system-out", text="\n".join([*told, *report.notes]))
    return element


def testcase(result: Result) -> ElementTree.Element:
    """Return the test of one result."""
    name = f"{result.implementation} {result.check}[{result.regime}]".strip()
    test = ElementTree.Element("testcase", classname=in_one_line(result.op), name=in_one_line(name))
    outcome = OUTCOMES.get(result.status, "error")
    if outcome is not None:
        child = add(test, outcome, text="" if outcome == "skipped" else as_text(result))
        child.set("type", in_one_line(result.status))
        child.set("message", finding(result))
    elif result.status != "ok":
        add(test, "system-out", text=f"{result.status}: {finding(result)}")
    return test


def error(report: Report) -> ElementTree.Element:
    """Return a test case that says why there are no others."""
    test = ElementTree.Element("testcase", classname="target", name=in_one_line(report.target))
    add(test, "error").set("message", in_one_line(report.error or NOTHING))
    return test


def add(parent: ElementTree.Element, tag: str, text: str = "") -> ElementTree.Element:
    """Append an element with a text that XML can hold."""
    child = ElementTree.SubElement(parent, tag)
    child.text = printable(text, len(text))
    return child
