"""The report as a notebook shows it."""

from html.parser import HTMLParser

import pytest
from reported import homework, ok, without_verdict

from scratchcnn.oracle.report.html import to_html
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.understanding.layer import Layer

VOID = ("br",)


class Elements(HTMLParser):
    """The names of the elements, the text, and whether every element was closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.classes: list[str | None] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.classes += [value for name, value in attrs if name == "class"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def test_it_is_one_well_formed_fragment() -> None:
    elements = Elements(to_html(homework()))
    assert not elements.open
    assert elements.names[0] == "div"
    assert set(elements.names) <= {
        *("div", "style", "p", "strong", "table", "tr", "th", "td", "br", "details", "summary"),
        *("span", "pre", "mark", "figure", "figcaption", "svg", "rect", "circle", "title"),
    }


def test_it_needs_nothing_from_elsewhere() -> None:
    source = to_html(homework())
    assert not any(word in source for word in ("http", "<script", "<link", "@import", "url("))


def test_it_is_legible_in_light_and_in_the_dark() -> None:
    assert "@media (prefers-color-scheme: dark)" in to_html(homework())


def test_a_notebook_shows_it() -> None:
    report = homework()
    assert report._repr_html_() == to_html(report)


def test_it_shows_the_verdict_the_table_and_the_counterexample() -> None:
    source = to_html(homework())
    text = Elements(source).text
    assert "homework.py: wrong: conv2d (Conv2D): The stride is not applied; 2 more below" in text
    assert '<tr><th scope="row">stride</th><td class="bad">wrong</td><td class="">-</td>' in source
    assert '<td class="said">convention</td>' in source
    assert "[[[[ 1   4   0*]\n   [ 6  20   0*]\n   [ 0*  0*  0*]]]]" in text
    assert "<mark> 0*</mark>" in source
    assert "layer = Conv2D(1, 1, 2)" in text
    assert "6 checks on 81 cases, seed 0" in text


def test_what_is_right_has_no_details() -> None:
    assert "details" not in Elements(to_html(homework(ok("relu", "forward", "basic")))).names


def test_a_target_that_cannot_be_read_says_why() -> None:
    source = to_html(Report("homework.py", (), 0, "line 3: invalid syntax", False))
    assert "homework.py: error: line 3: invalid syntax" in Elements(source).text
    assert "table" not in Elements(source).names


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=y>', "</style>", "{{ 7 * 7 }}", "&lt;"],
)
def test_whatever_a_homework_says_is_text(text: str) -> None:
    results = (without_verdict("wrong", text, text), without_verdict("convention", text))
    layers = (Layer(text, text, text),)
    elements = Elements(to_html(Report(text, results, 0, error=text, layers=layers, notes=(text,))))
    assert not {"script", "img"} & set(elements.names)
    assert elements.text.count(text) >= 6
    assert set(elements.classes) <= {
        *("scratchcnn-report", "wide", "bad", "said", "good", "", "code"),
    }
