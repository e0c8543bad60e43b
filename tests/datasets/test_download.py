"""Finding and downloading files, with servers on loopback in place of the mirrors."""

import io
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pooch  # type: ignore[import-untyped]  # pooch ships no types
import pytest
from mirrors import CONTENT, NAME, SHA256, Serve
from rich.console import Console

from scratchcnn.datasets import DownloadError, download, fetch


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


def test_the_default_cache_is_that_of_the_user(
    cache: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooch, "os_cache", lambda project: cache / project)
    path = fetch(NAME, sha256=SHA256, mirrors=[serve().url])
    assert path == cache / "scratchcnn" / NAME


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
