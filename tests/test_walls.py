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

# Which module (and all below it) must never import which. The most specific rule comes first.
WALLS = {
    "reference": ("scratchcnn",),
    "scratchcnn.oracle": ("scratchcnn.ops", "scratchcnn.layers", "scratchcnn.network", "torch"),
    "scratchcnn.ops": (
        *("scratchcnn.layers", "scratchcnn.network", "scratchcnn.training", "scratchcnn.datasets"),
        *("scratchcnn.oracle", "scratchcnn.cli", "reference", "torch"),
    ),
    "scratchcnn.layers": ("scratchcnn.training", "scratchcnn.oracle", "reference", "torch"),
    "scratchcnn.training": ("scratchcnn.oracle", "scratchcnn.cli", "reference", "torch"),
    "scratchcnn": ("torch", "reference"),
}
# The oracle is the one part of scratchcnn that knows the twins; cli alone ties the parts together.
EXEMPT = {"scratchcnn.oracle": ("reference",)}


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
    allowed = [free for part, frees in EXEMPT.items() if within(module, part) for free in frees]
    return [
        name
        for name in imported
        for part, forbidden in WALLS.items()
        if within(module, part)
        for wall in forbidden
        if within(name, wall) and not any(within(name, free) for free in allowed)
    ]


@pytest.mark.parametrize(("module", "path"), [pytest.param(*m, id=m[0]) for m in modules()])
def test_imports_nothing_through_a_wall(module: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = breaches(module, imports(source, module, is_package=path.name == "__init__.py"))
    assert not found, f"{module} imports {found}"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scratchcnn.oracle.judge", "from scratchcnn import ops"),
        ("scratchcnn.oracle.judge", "from .. import ops"),
        ("scratchcnn.oracle.judge", "from ..ops.conv import conv2d"),
        ("scratchcnn.oracle.judge", "def late():\n    import scratchcnn.ops.conv"),
        ("scratchcnn.ops.conv", "import torch.nn.functional as F"),
        ("scratchcnn.ops.conv", "from scratchcnn.layers import Conv2d"),
        ("scratchcnn.cli", "import reference.ops"),
        ("reference.ops", "from scratchcnn.ops import conv2d"),
    ],
)
def test_the_wall_test_sees_a_breach(module: str, source: str) -> None:
    assert breaches(module, imports(source, module, is_package=False))


def test_every_wall_stands_before_a_module_that_exists() -> None:
    names = [module for module, _ in modules()]
    assert all(any(within(name, part) for name in names) for part in WALLS)


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import scratchcnn", "torch"),
        (
            "import scratchcnn.ops, scratchcnn.layers, scratchcnn.network, scratchcnn.training",
            "torch",
        ),
        ("import scratchcnn.cli, scratchcnn.datasets", "torch"),
        ("import reference.ops, reference.network", "scratchcnn"),
        ("import scratchcnn.oracle", "scratchcnn.ops"),
    ],
)
def test_a_fresh_process_does_not_load_what_is_behind_the_wall(statement: str, absent: str) -> None:
    program = f"{statement}; import sys; sys.exit({absent!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
