"""The walls between the packages, as the syntax trees and a fresh process show them."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reference
import scratchcnn

# What each part may import of our own packages and of PyTorch; the most specific line counts.
MAY_IMPORT = {
    "reference": ("reference", "torch"),
    "scratchcnn.ops": ("scratchcnn.ops",),
    "scratchcnn.nn.initialization": ("scratchcnn.ops",),
    "scratchcnn.nn.layers": ("scratchcnn.ops", "scratchcnn.nn.initialization"),
    "scratchcnn.nn.batch_norm": (
        "scratchcnn.ops",
        "scratchcnn.nn.initialization",
        "scratchcnn.nn.layers",
    ),
    "scratchcnn.nn.network": (
        "scratchcnn.ops",
        "scratchcnn.nn.initialization",
        "scratchcnn.nn.layers",
    ),
    "scratchcnn.oracle": ("scratchcnn.oracle", "scratchcnn.__version__", "reference"),
    "scratchcnn.datasets": ("scratchcnn.datasets", "scratchcnn.files"),
    "scratchcnn": ("scratchcnn",),
}


ROOTS = ("scratchcnn", "reference", "torch")


def modules() -> Iterator[tuple[str, Path]]:
    for package in (scratchcnn, reference):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def imports(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever it stands in it."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def breaches(module: str, imported: Iterator[str]) -> list[str]:
    part = max((part for part in MAY_IMPORT if within(module, part)), key=len)
    ours = (name for name in imported if any(within(name, root) for root in ROOTS))
    # `from scratchcnn import ops` yields "scratchcnn" too, which says nothing by itself.
    return [
        name
        for name in ours
        if name != "scratchcnn" and not any(within(name, free) for free in MAY_IMPORT[part])
    ]


def test_no_module_imports_anything_through_a_wall() -> None:
    found = {
        module: breaches(
            module,
            imports(path.read_text("utf-8"), module, is_package=path.name == "__init__.py"),
        )
        for module, path in modules()
    }
    assert {module: names for module, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scratchcnn.oracle.checks.judge", "from scratchcnn import ops"),
        ("scratchcnn.oracle.checks.judge", "from ... import ops"),
        ("scratchcnn.oracle.checks.judge", "from ...ops.conv import conv2d"),
        ("scratchcnn.oracle.checks.judge", "from scratchcnn.training.fit import fit"),
        ("scratchcnn.oracle.checks.judge", "import torch"),
        ("scratchcnn.ops.conv", "from scratchcnn.nn.initialization import draw"),
        ("scratchcnn.nn.layers", "from scratchcnn import network"),
        ("scratchcnn.oracle.checks.judge", "def late():\n    import scratchcnn.ops.conv"),
        ("scratchcnn.ops.conv", "import torch.nn.functional as F"),
        ("scratchcnn.ops.conv", "from scratchcnn.nn.layers import Conv2d"),
        ("scratchcnn.cli", "import reference.ops"),
        ("reference.ops", "from scratchcnn.ops import conv2d"),
    ],
)
def test_the_wall_test_sees_a_breach(module: str, source: str) -> None:
    assert breaches(module, imports(source, module, is_package=False))


def test_every_wall_stands_before_a_module_that_exists() -> None:
    names = [module for module, _ in modules()]
    assert all(any(within(name, part) for name in names) for part in MAY_IMPORT)


@pytest.mark.parametrize(
    "walls",
    [
        # In each process one after the other: what the later ones do not load, none before did.
        [
            ("scratchcnn", "torch"),
            (
                "scratchcnn.ops, scratchcnn.nn.layers, scratchcnn.training.fit",
                "torch",
            ),
            ("scratchcnn.cli, scratchcnn.datasets", "torch"),
        ],
        [
            ("reference.ops, reference.network", "scratchcnn"),
            ("scratchcnn.oracle", "scratchcnn.ops"),
        ],
    ],
    ids=["numpy alone", "pytorch"],
)
def test_a_fresh_process_does_not_load_what_is_behind_the_wall(
    walls: list[tuple[str, str]],
) -> None:
    lines = ["import sys"]
    for modules, absent in walls:
        lines += [f"import {modules}", f"assert {absent!r} not in sys.modules, {modules!r}"]
    program = "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
