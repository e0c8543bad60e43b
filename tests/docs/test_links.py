"""Links of a site that lead nowhere are noticed."""

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def site_links() -> ModuleType:
    pytest.importorskip("bs4", reason="links are checked where the site is built")
    import site_links

    return site_links


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with one page that has one anchor."""
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "one.html").write_text('<body><h1 id="here">One</h1></body>')
    monkeypatch.setattr("sys.argv", ["site_links.py", str(tmp_path)])
    return tmp_path


@pytest.mark.parametrize(
    "body",
    [
        '<a href="guide/one.html">it</a>',
        '<a href="guide/one.html#here">it</a>',
        '<a href="https://a.org/no">it</a>',
        '<img src="guide/one.html" alt="html">',
        '<img><a href="guide/one.html">it</a>',
    ],
)
def test_a_link_that_leads_somewhere_is_right(
    body: str, site: Path, site_links: ModuleType
) -> None:
    (site / "index.html").write_text(f"<body>{body}</body>")
    with pytest.raises(SystemExit) as ended:
        site_links.main()
    assert not ended.value.code


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="two.html">it</a>', "two.html: there is no such file"),
        ('<a href="guide/one.html#there">it</a>', "there is no such anchor"),
        ('<a href="#there">it</a>', "there is no such anchor"),
        ('<img src="no.png">', "no.png: there is no such file"),
        ('<img src="guide/one.html">', "one.html: it has no alternative text"),
        ('<img src="guide/one.html" alt=" ">', "one.html: it has no alternative text"),
        ('<img src="guide/one.html" alt="guide/one.html">', "one.html: it has no alternative"),
        ('<img src="guide/one.html" alt="one">', "one.html: it has no alternative text"),
        ("nothing", "there are no links"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(
    body: str,
    said: str,
    site: Path,
    site_links: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (site / "index.html").write_text(f"<body>{body}</body>")
    with pytest.raises(SystemExit) as ended:
        site_links.main()
    assert ended.value.code
    assert said in capsys.readouterr().out + str(ended.value.code)
