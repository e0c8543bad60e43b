"""Work in processes of their own."""

import os
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest

from scratchcnn import processes
from scratchcnn.processes import in_processes


def double_or_die(item: int, *, dies: int) -> tuple[int, int]:
    """Return twice the item and the process that computed it."""
    if item == dies:
        os._exit(9)
    return 2 * item, os.getpid()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)


def test_results_come_in_the_order_of_the_items_from_other_processes() -> None:
    results = list(in_processes(partial(abs), [-3, -1, -2]))
    assert results == [3, 1, 2]


def test_a_single_item_needs_no_process() -> None:
    assert list(in_processes(partial(double_or_die, dies=0), [4])) == [(8, os.getpid())]


def test_nothing_makes_nothing() -> None:
    assert list(in_processes(abs, [])) == []


def test_a_process_that_dies_is_an_error() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_processes(os._exit, [3, 3]))


def test_there_is_a_core() -> None:
    assert processes.cores() >= 1
