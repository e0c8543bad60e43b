"""Downloads that fail: what is said, and what is left behind."""

from pathlib import Path

import pytest
from mirrors import CONTENT, NAME, SHA256, Serve
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    ProxyError,
    ReadTimeoutError,
)

from scratchcnn.datasets import DatasetError, DownloadError, download, fetch

POOL = HTTPConnectionPool("h")


def test_the_error_names_every_mirror_and_why_it_failed(
    cache: Path, serve: Serve, refusing_url: str
) -> None:
    mirrors = [serve(status=404).url, serve(b"wrong").url, refusing_url]
    with pytest.raises(DownloadError) as error_info:
        fetch(NAME, sha256=SHA256, mirrors=mirrors, cache=cache)
    _, *reasons, _ = str(error_info.value).splitlines()
    expected = ["404", "SHA256", "refused"]
    found = [
        line.startswith(f"  {url}{NAME}: ") and reason in line
        for line, url, reason in zip(reasons, mirrors, expected, strict=True)
    ]
    assert found == [True, True, True]


def test_the_error_says_a_connections_failure_in_its_own_words(
    cache: Path, refusing_url: str
) -> None:
    with pytest.raises(DownloadError) as raised:
        fetch(NAME, sha256=SHA256, mirrors=[refusing_url], cache=cache)
    line = str(raised.value).splitlines()[1]
    assert line.startswith(f"  {refusing_url}{NAME}: ")
    assert "onnection refused" in line
    assert "Max retries" not in line
    assert "HTTPConnection" not in line


def test_the_error_says_that_the_folder_does_not_hold_the_file(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    with pytest.raises(DownloadError) as raised:
        fetch(NAME, sha256=SHA256, mirrors=[], cache=cache)
    assert f"SCRATCHCNN_DATA is {tmp_path}, which holds no {NAME}. " in str(raised.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            MaxRetryError(POOL, "/a", ConnectTimeoutError(POOL, "Connection to h timed out.")),
            "Connection to h timed out.",
        ),
        (ReadTimeoutError(POOL, "/a", "Read timed out."), "Read timed out."),
        (
            MaxRetryError(POOL, "/a", ProxyError("no proxy", OSError(111, "Connection refused"))),
            "Connection refused",
        ),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("SHA256 hash does not match"), "SHA256 hash does not match"),
    ],
    ids=["connect", "read", "proxy", "disk", "hash"],
)
def test_the_reason_of_a_failure_is_what_lies_at_its_bottom(error: Exception, told: str) -> None:
    # requests wraps what urllib3 raises once more.
    assert download._reason(OSError(error)) == told
    assert download._reason(error) == told


def test_the_error_says_what_to_do(cache: Path) -> None:
    with pytest.raises(DownloadError, match=r"Set SCRATCHCNN_DATA to .* use --dataset sample"):
        fetch(NAME, sha256=SHA256, mirrors=[], cache=cache)


@pytest.mark.parametrize("announced", [len(CONTENT) + 1, None], ids=["closed early", "whole"])
def test_a_failed_download_leaves_nothing_in_the_cache(
    cache: Path, serve: Serve, announced: int | None
) -> None:
    mirror = serve(CONTENT[:-1], announced=announced)
    with pytest.raises(DownloadError):
        fetch(NAME, sha256=SHA256, mirrors=[mirror.url], cache=cache)
    assert list(cache.iterdir()) == []


def test_an_interrupt_leaves_nothing_in_the_cache(
    cache: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scratchcnn.datasets.download._RichBar.update", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(cache: Path, serve: Serve) -> None:
    cache.write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match=r"cannot write to the cache .*cache: "):
        fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)


def test_a_folder_in_the_place_of_the_cached_file_is_reported(cache: Path, serve: Serve) -> None:
    (cache / NAME).mkdir(parents=True)
    with pytest.raises(DownloadError, match=rf"could not download {NAME}"):
        fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)


def test_an_unknown_file_is_refused_with_the_choices(cache: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown file 'other', choose from: digits\.gz"):
        fetch("other", sha256=SHA256, mirrors=[], cache=cache)


def test_a_file_in_the_data_folder_with_a_wrong_checksum_is_refused(
    cache: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    (tmp_path / NAME).write_bytes(b"wrong")
    with pytest.raises(DatasetError, match=rf"digits\.gz: found sha256 .* expected {SHA256[NAME]}"):
        fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
