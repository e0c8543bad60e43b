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


@pytest.mark.parametrize("link", ["guide/one.html", "guide/one.html#here", "https://a.org/no"])
def test_a_link_that_leads_somewhere_is_right(
    link: str, site: Path, site_links: ModuleType
) -> None:
    (site / "index.html").write_text(f'<body><a href="{link}">it</a></body>')
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
