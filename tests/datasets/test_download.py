"""Finding and downloading files, with servers on loopback in place of the mirrors."""

import hashlib
import io
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch  # type: ignore[import-untyped]  # pooch ships no types
import pytest
from rich.console import Console
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    ProxyError,
    ReadTimeoutError,
)

from scratchcnn.datasets import DatasetError, DownloadError, download, fetch

POOL = HTTPConnectionPool("h")
NAME = "digits.gz"
CONTENT = bytes(range(256)) * 8
SHA256 = {NAME: hashlib.sha256(CONTENT).hexdigest()}


@dataclass(frozen=True)
class Mirror:
    """A server's address and the paths it was asked for."""

    url: str
    requests: list[str] = field(default_factory=list)


Serve = Callable[..., Mirror]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, with nothing in the environment that leads past it."""
    monkeypatch.delenv("SCRATCHCNN_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "cache"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that answer every request alike, and stop them after the test."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(
        content: bytes = CONTENT, *, status: int = 200, announced: int | None = None
    ) -> Mirror:
        requests: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.append(self.path)
                self.send_response(status)
                size = len(content) if announced is None else announced
                self.send_header("Content-Length", str(size))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the server's log off stderr."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return Mirror(f"http://127.0.0.1:{server.server_port}/mnist/", requests)

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def refusing_url() -> Iterator[str]:
    """An address that refuses connections: its port is taken, but nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/mnist/"


def test_downloads_the_file_into_the_cache(cache: Path, serve: Serve) -> None:
    path = fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert path == cache / NAME
    assert path.read_bytes() == CONTENT


def test_asks_the_mirror_for_the_file_below_its_folder(cache: Path, serve: Serve) -> None:
    mirror = serve()
    fetch(NAME, sha256=SHA256, mirrors=[mirror.url], cache=cache)
    assert mirror.requests == [f"/mnist/{NAME}"]


def test_leaves_only_the_file_in_the_cache(cache: Path, serve: Serve) -> None:
    fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert [path.name for path in cache.iterdir()] == [NAME]


def test_a_mirror_is_not_asked_when_the_one_before_delivers(cache: Path, serve: Serve) -> None:
    spare = serve()
    fetch(NAME, sha256=SHA256, mirrors=[serve().url, spare.url], cache=cache)
    assert spare.requests == []


def test_a_cached_file_needs_no_network(cache: Path, serve: Serve) -> None:
    fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert fetch(NAME, sha256=SHA256, mirrors=[], cache=cache) == cache / NAME


def test_a_damaged_cached_file_is_downloaded_anew(cache: Path, serve: Serve) -> None:
    cache.mkdir()
    (cache / NAME).write_bytes(b"damaged")
    fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert (cache / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "failure",
    [{"status": 404}, {"status": 500}, {"content": b"wrong"}, {"announced": len(CONTENT) + 1}],
    ids=["not found", "server error", "wrong content", "closed early"],
)
def test_the_second_mirror_is_used_when_the_first_fails(
    cache: Path, serve: Serve, failure: Mapping[str, int]
) -> None:
    mirrors = [serve(**failure).url, serve().url]
    path = fetch(NAME, sha256=SHA256, mirrors=mirrors, cache=cache)
    assert path.read_bytes() == CONTENT


def test_the_second_mirror_is_used_when_the_first_refuses_the_connection(
    cache: Path, serve: Serve, refusing_url: str
) -> None:
    path = fetch(NAME, sha256=SHA256, mirrors=[refusing_url, serve().url], cache=cache)
    assert path.read_bytes() == CONTENT


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


def test_the_default_cache_is_that_of_the_user(
    cache: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooch, "os_cache", lambda project: cache / project)
    path = fetch(NAME, sha256=SHA256, mirrors=[serve().url])
    assert path == cache / "scratchcnn" / NAME


def test_an_unknown_file_is_refused_with_the_choices(cache: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown file 'other', choose from: digits\.gz"):
        fetch("other", sha256=SHA256, mirrors=[], cache=cache)


def test_the_data_folder_comes_before_cache_and_mirrors(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    (tmp_path / NAME).write_bytes(CONTENT)
    assert fetch(NAME, sha256=SHA256, mirrors=[], cache=cache) == tmp_path / NAME


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_file_missing_from_the_data_folder_is_looked_for_further(
    folder: str, cache: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path / folder))
    path = fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert path == cache / NAME


def test_an_empty_variable_does_not_stand_for_the_current_folder(
    cache: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRATCHCNN_DATA", "")
    (tmp_path / NAME).write_bytes(CONTENT)
    assert fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache) == cache / NAME


def test_a_file_in_the_data_folder_with_a_wrong_checksum_is_refused(
    cache: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    (tmp_path / NAME).write_bytes(b"wrong")
    with pytest.raises(DatasetError, match=rf"digits\.gz: found sha256 .* expected {SHA256[NAME]}"):
        fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)


def test_nothing_is_written_to_stderr_when_it_is_no_terminal(
    cache: Path, serve: Serve, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(variable, raising=False)
    fetch(NAME, sha256=SHA256, mirrors=[serve(status=404).url, serve().url], cache=cache)
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_the_name_and_the_size(
    cache: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    console = Console(file=terminal, force_terminal=True, width=80, no_color=True, _environ={})
    monkeypatch.setattr(download, "Console", lambda **options: console)
    fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    shown = terminal.getvalue()
    assert NAME in shown
    assert "2.0/2.0 kB" in shown


@pytest.fixture
def pooch_log() -> Iterator[io.StringIO]:
    """What pooch's logger, set to let everything through, says during the test."""
    logger: logging.Logger = pooch.get_logger()
    level, log = logger.level, io.StringIO()
    handler = logging.StreamHandler(log)
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield log
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_pooch_logs_nothing(cache: Path, serve: Serve, pooch_log: io.StringIO) -> None:
    fetch(NAME, sha256=SHA256, mirrors=[serve().url], cache=cache)
    assert pooch_log.getvalue() == ""


@pytest.mark.usefixtures("pooch_log")
def test_poochs_logger_is_as_before_after_a_failure(cache: Path, serve: Serve) -> None:
    with pytest.raises(DownloadError):
        fetch(NAME, sha256=SHA256, mirrors=[serve(status=404).url], cache=cache)
    assert pooch.get_logger().level == logging.DEBUG
