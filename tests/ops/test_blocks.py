"""Strips of rows, and the threads that they are shared out to."""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchcnn.ops import blocks
from scratchcnn.ops.blocks import blas_threads_for, in_strips, one_blas_thread


class Library:
    """A BLAS with so many threads, which remembers what it was told."""

    def __init__(self, threads: int) -> None:
        self.num_threads = threads
        self.told: list[int] = []

    def set_num_threads(self, count: int) -> None:
        self.num_threads = count
        self.told.append(count)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """NumPy's BLAS has three threads."""
    three = Library(3)
    monkeypatch.setattr(blocks, "blas", lambda: three)
    yield three
    assert three.num_threads == 3, "the threads were not given back"


def fit(row_bytes: int) -> int:
    """Return how many rows a strip has."""
    return blocks.STRIP_BYTES // row_bytes


def test_without_rows_nothing_is_called(library: Library) -> None:
    assert in_strips(lambda strips: pytest.fail("called"), 0, 8) == []


def test_a_strip_has_as_many_rows_as_the_cache_holds(library: Library) -> None:
    library.num_threads = 1
    row_bytes = blocks.STRIP_BYTES // 4
    assert in_strips(list, 9, row_bytes) == [[slice(0, 4), slice(4, 8), slice(8, 9)]]
    library.num_threads = 3


def test_a_row_that_is_too_large_is_a_strip_by_itself(library: Library) -> None:
    library.num_threads = 1
    assert in_strips(list, 2, 2 * blocks.STRIP_BYTES) == [[slice(0, 1), slice(1, 2)]]
    library.num_threads = 3


def test_rows_of_nothing_are_one_strip(library: Library) -> None:
    assert in_strips(list, 5, 0) == [[slice(0, 5)]]


@given(rows=st.integers(1, 40), threads=st.integers(1, 5))
def test_every_row_is_in_one_strip_and_shares_are_equal(rows: int, threads: int) -> None:
    library = Library(threads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "blas", lambda: library)
        shares = in_strips(list, rows, blocks.STRIP_BYTES)
    assert [i for share in shares for strip in share for i in range(strip.start, strip.stop)] == [
        *range(rows)
    ]
    sizes = [len(share) for share in shares]
    assert len(shares) == min(rows, threads)
    assert max(sizes) - min(sizes) <= 1


def test_two_rows_are_shared_out_to_two_threads(library: Library) -> None:
    assert in_strips(list, 2, blocks.STRIP_BYTES) == [[slice(0, 1)], [slice(1, 2)]]
    library.num_threads = 2
    assert len(in_strips(list, 5, blocks.STRIP_BYTES)) == 2
    library.num_threads = 3


def test_as_many_threads_wait_as_blas_has(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def helpers(count: int) -> ThreadPoolExecutor:
        asked.append(count)
        return ThreadPoolExecutor(count)

    monkeypatch.setattr(blocks, "helpers", helpers)
    in_strips(list, 3, blocks.STRIP_BYTES)
    assert asked == [3, 3]


def test_every_share_has_a_thread_of_its_own_and_the_first_has_ours(library: Library) -> None:
    together = threading.Barrier(3, timeout=10)

    def work(strips: Sequence[slice]) -> int:
        together.wait()
        return threading.get_ident()

    workers = in_strips(work, 3, blocks.STRIP_BYTES)
    assert workers[0] == threading.get_ident()
    assert len(set(workers)) == 3


def test_what_is_raised_in_a_thread_is_raised_here(library: Library) -> None:
    def work(strips: Sequence[slice]) -> None:
        if strips[0].start == 2:
            raise ValueError("in the last share")

    with pytest.raises(ValueError, match="in the last share"):
        in_strips(work, 3, blocks.STRIP_BYTES)


def test_blas_gets_its_threads_back_when_all_of_ours_are_done(library: Library) -> None:
    started, seen = threading.Event(), []

    def work(strips: Sequence[slice]) -> None:
        if strips[0].start == 0:
            assert started.wait(10)
            raise KeyError
        started.set()
        seen.append(library.num_threads)

    with pytest.raises(KeyError):
        in_strips(work, 3, blocks.STRIP_BYTES)
    assert seen == [1, 1]


def test_numpy_warns_in_a_thread_as_it_does_here(library: Library) -> None:
    with np.errstate(divide="raise", over="ignore"):
        settings = in_strips(lambda strips: np.geterr(), 3, blocks.STRIP_BYTES)
    assert [(one["divide"], one["over"]) for one in settings] == [("raise", "ignore")] * 3


def test_blas_has_one_thread_inside_and_its_own_again_after(library: Library) -> None:
    with one_blas_thread() as threads:
        assert (threads, library.num_threads) == (3, 1)
    assert library.told == [1, 3]


def test_blas_gets_its_threads_back_after_an_error(library: Library) -> None:
    with pytest.raises(KeyError), one_blas_thread():
        raise KeyError
    assert library.told == [1, 3]


def test_a_product_that_is_worth_it_has_all_threads(library: Library) -> None:
    with blas_threads_for(blocks.WORTH_A_THREAD - 1):
        assert library.num_threads == 1
    with blas_threads_for(blocks.WORTH_A_THREAD):
        assert library.num_threads == 3


def test_a_blas_of_one_thread_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Library(1)
    monkeypatch.setattr(blocks, "blas", lambda: one)
    with one_blas_thread() as threads:
        assert threads == 1
    assert one.told == []


def test_without_a_blas_that_tells_its_threads_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "blas", lambda: None)
    assert len(in_strips(list, 4, blocks.STRIP_BYTES)) == 1


def test_the_blas_is_the_one_that_numpy_brings() -> None:
    library = blocks.blas()
    if library is None:
        pytest.skip("NumPy's BLAS does not tell its threads")
    assert library.user_api == "blas"
    assert "scipy.libs" not in library.filepath


def test_threads_are_kept_for_the_next_call() -> None:
    assert blocks.helpers(2) is blocks.helpers(2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
# JAX has threads, too, if another test has loaded it.
@pytest.mark.filterwarnings(r"ignore:os.fork\(\) was called:RuntimeWarning")
def test_a_forked_process_starts_threads_of_its_own() -> None:
    assert blocks.helpers(2).submit(int, "1").result() == 1
    child = os.fork()
    if child == 0:
        answer = blocks.helpers(2).submit(int, "7").result(timeout=10)
        os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
