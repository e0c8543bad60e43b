"""Where homework is: the files below a directory, or a module by its dotted name."""

import importlib.machinery
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

NOT_HOMEWORK = re.compile(r"(test_.*|.*_test|conftest|setup)\.(py|ipynb)")
# Markdown is documentation more often than homework; Quarto's is run.
HOMEWORK = (".py", ".ipynb", ".qmd", ".rmd")
SKIPPED = {"__pycache__", "node_modules", "site-packages"}


def find_module(name: str) -> importlib.machinery.ModuleSpec | None:
    """Find a module by its dotted name, without importing the packages that it stands in."""
    spec, search = None, [os.getcwd(), *sys.path]
    importlib.invalidate_caches()
    for part in name.split("."):
        try:
            # By the last part alone: with its full name, a package without `__init__.py` would look
            # for its parent among the modules that are imported.
            spec = importlib.machinery.PathFinder.find_spec(part, search)
        except (ImportError, ValueError, AttributeError):
            return None
        if spec is None:
            return None
        search = list(spec.submodule_search_locations or ())
    return spec


def homework_files(root: Path) -> Iterator[Path]:
    """Yield the Python files, notebooks and Quarto files below a directory, in a fixed order."""
    # Path.resolve raises RuntimeError before Python 3.13 on links in a loop.
    inside = os.path.realpath(root)
    for directory, directories, files in os.walk(root):
        directories[:] = sorted(
            name for name in directories if not name.startswith(".") and name not in SKIPPED
        )
        for name in sorted(files):
            path = Path(directory, name)
            if path.suffix.lower() not in HOMEWORK or name.startswith("."):
                continue
            leads_to = Path(os.path.realpath(path))
            if not NOT_HOMEWORK.fullmatch(name) and leads_to.is_relative_to(inside):
                yield path


def module_name(path: Path, package: str) -> str:
    """Return the dotted name of a file, by its path below a directory or package."""
    parts = [part for part in (package, *path.with_suffix("").parts) if part]
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
