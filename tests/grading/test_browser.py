"""The pages of a class in a real browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.cli import main

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("SCRATCHCNN_CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed"),
]

WRONG = """\
import numpy as np

def conv2d(x, weight, bias, stride=1, padding=0):
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((n, f, oh, ow))
    for i in range(max(oh - 1, 1)):
        for j in range(ow):
            part = x[:, None, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = (part * weight).sum((2, 3, 4)) + bias
    return out

def relu(x):
    return np.abs(x)
"""
INJECTION = "def relu(x):\n    raise ValueError('<img src=x onerror=alert(1)>')\n"
NAME = "<img src=x onerror=alert(2)>.py"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a class of two."""
    place = tmp_path_factory.mktemp("class")
    (place / "submissions").mkdir()
    (place / "submissions/wrong.py").write_text(WRONG)
    (place / "submissions" / NAME).write_text(INJECTION)
    output = place / "results"
    command = ["grade", str(place / "submissions"), "--output", str(output), "--budget", "1e-9"]
    assert main(command) == 0
    return output


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    with sync_api.sync_playwright() as playwright:
        # It refuses to put itself into its own sandbox for root.
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of a phone's width, in the dark; nothing may be said on its console."""
    context = browser.new_context(
        viewport={"width": 380, "height": 800},
        color_scheme="dark",
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened, said = context.new_page(), []
    for event in ("console", "pageerror", "dialog", "requestfailed"):
        opened.on(event, lambda what: said.append(str(what)))
    yield opened
    context.close()
    assert said == []


def report(results: Path, name: str = "wrong.py") -> str:
    """Return the address of a submission's page."""
    found = [it for it in results.glob("submissions/*/report.html") if name in it.parent.name]
    return found[0].as_uri()


def test_the_button_copies_what_repeats_the_failure(results: Path, page: Any) -> None:
    page.goto(report(results))
    page.locator("button.copy").first.click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre.code").first.text_content()
    compile(copied, "copied", "exec")


def test_a_failure_is_seen_in_three_heat_maps(results: Path, page: Any) -> None:
    page.goto(report(results))
    first = page.locator("figure").first
    titles = [it.get_attribute("aria-label") for it in first.locator("svg").all()]
    assert [title.partition(":")[0] for title in titles] == ["came out", "expected", "difference"]
    assert first.locator("svg circle").first.bounding_box()["width"] > 2


@pytest.mark.parametrize("name", ["overview.html", "report"])
def test_a_page_fits_a_phone_and_is_dark_in_the_dark(results: Path, page: Any, name: str) -> None:
    page.goto(report(results) if name == "report" else (results / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(30, 30, 30)"


def test_everything_is_open_on_paper(results: Path, page: Any) -> None:
    page.goto(report(results))
    assert page.locator("details:not([open])").count() > 0
    page.pdf()
    assert page.locator("details:not([open])").count() == 0


def test_every_submission_is_linked(results: Path, page: Any) -> None:
    page.goto((results / "overview.html").as_uri())
    page.get_by_role("link", name="wrong.py").click()
    assert page.get_by_role("heading", name="wrong.py").count() == 1


def test_what_a_submission_says_is_no_markup(results: Path, page: Any) -> None:
    page.goto((results / "overview.html").as_uri())
    page.get_by_role("cell").get_by_role("link", name=NAME).click()
    assert page.locator("img").count() == 0
    assert "onerror=alert(1)" in page.inner_text("main")


def test_a_script_that_got_in_would_not_run(results: Path, browser: Any, tmp_path: Path) -> None:
    source = Path(report(results).removeprefix("file://")).read_text()
    evil = tmp_path / "evil.html"
    evil.write_text(source.replace("</h1>", "</h1><script>document.title = 'owned'</script>"))
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(evil.as_uri())
    assert opened.title() == "wrong.py"
    context.close()
