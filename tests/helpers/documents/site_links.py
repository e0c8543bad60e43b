"""Check that every link and picture of a built site leads to something that is in it.

Of every picture its alternative text has to say what is on it.

    python site_links.py SITE

Links to other hosts are left out: nothing here needs a network.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

ATTRIBUTES = {"a": "href", "img": "src", "link": "href", "script": "src"}


@cache
def page(path: Path) -> BeautifulSoup:
    """Return a page, read once."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def links(path: Path) -> Iterator[str]:
    """Yield what a page refers to."""
    for tag, attribute in ATTRIBUTES.items():
        for element in page(path).find_all(tag, attrs={attribute: True}):
            yield str(element[attribute])


def problem(path: Path, link: str) -> str | None:
    """Return what is wrong with a link of a page, None if nothing is."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return "there is no such file"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and page(target).find(id=anchor) is None:
        return "there is no such anchor"
    return None


def untold(path: Path) -> Iterator[str]:
    """Yield the pictures of a page of which nothing is said; Sphinx then says their address."""
    for image in page(path).find_all("img", src=True):
        said, source = str(image.get("alt", "")).strip(), PurePosixPath(str(image["src"]))
        if said in ("", str(source), source.name, source.stem):
            yield str(source)


def main() -> None:
    """Print every link that leads nowhere and every picture without words; fail if there is one."""
    site = Path(sys.argv[1]).resolve()
    pages = sorted(site.rglob("*.html"))
    checked = [(path, link) for path in pages for link in links(path)]
    if not checked:
        raise SystemExit(f"there are no links in {site}")
    wrong = {(path, link, what) for path, link in checked if (what := problem(path, link))}
    silent = {
        (path, image, "it has no alternative text") for path in pages for image in untold(path)
    }
    for path, link, what in sorted(wrong | silent):
        print(f"{path.relative_to(site)}: {link}: {what}")
    print(f"{len(checked):,} links, {len(wrong)} of them lead nowhere")
    print(f"{len(silent)} pictures without alternative text")
    raise SystemExit(bool(wrong or silent))


if __name__ == "__main__":
    main()
