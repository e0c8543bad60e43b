import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from scratchcnn import ops

pytest.importorskip("tomllib", reason="mutmut runs on a Python that has it")

PYPROJECT = (
    '[tool.mutmut]\nonly_mutate = ["scratchcnn/ops/linear.py", "scratchcnn/ops/losses/*.py"]'
)


def load_plugin() -> ModuleType:
    # Tests are no packages, so a script beside one cannot be imported by name.
    spec = importlib.util.spec_from_file_location("plugin", Path(__file__).with_name("plugin.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


plugin = load_plugin()


def item(name, file="test_against_reference.py"):
    spec = SimpleNamespace(params={"name": name})
    return SimpleNamespace(path=Path(file), callspec=spec)


def test_a_file_is_mutated_if_a_pattern_fits_it():
    mutated = plugin.patterns(PYPROJECT)
    assert plugin.is_mutated(ops.linear, mutated)
    assert plugin.is_mutated(ops.mse_loss, mutated)
    assert not plugin.is_mutated(ops.conv2d, mutated)


def test_only_reference_tests_of_ops_that_are_not_mutated_are_left_out(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text(PYPROJECT)
    kept = [item("linear"), item("conv2d", "test_conv.py")]
    items = [*kept, item("conv2d")]
    plugin.pytest_collection_modifyitems(SimpleNamespace(inipath=path), items)
    assert items == kept
