import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scratchcnn.oracle.process.worker.imports.finder import forbid_frameworks


@pytest.fixture(autouse=True)
def own_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))


def test_a_framework_is_found_by_nobody() -> None:
    forbid_frameworks()
    with pytest.raises(ModuleNotFoundError, match="No module named 'tinygrad'"):
        importlib.import_module("tinygrad")


def test_a_library_of_arrays_is_found_where_it_is_computed_with_and_no_other_framework() -> None:
    forbid_frameworks(["torch"])
    assert importlib.util.find_spec("torchgen") is not None
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("keras")


def test_a_module_is_prepared_once_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "to_be_prepared.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "to_be_prepared", raising=False)
    prepared: list[ModuleType] = []
    forbid_frameworks([], {"to_be_prepared": prepared.append})
    module = importlib.import_module("to_be_prepared")
    assert prepared == [module]
    assert module.value == 1
