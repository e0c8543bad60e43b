"""Ops from elsewhere: a file, a package, or a commit; they do not replace the installed ones.

The code runs in this process: load only your own, never homework.
"""

import ast
import importlib
import importlib.machinery
import importlib.util
import io
import os
import secrets
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import InspectLoader, MetaPathFinder
from pathlib import Path, PurePosixPath
from types import CodeType, ModuleType
from typing import Any

from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Implementation

INSTALLED = "scratchcnn.ops"
FOLDER = "scratchcnn/ops"
GIT = "git:"


class LoadError(ValueError):
    """Ops that cannot be loaded; the message names from where, and says why."""


@dataclass(frozen=True)
class Module:
    """The text of one module, and where it came from."""

    text: bytes
    origin: str
    is_package: bool


@dataclass(frozen=True)
class Code:
    """A module or a package.

    Parameters
    ----------
    modules
        Its modules by their names inside it; "" is itself.
    names
        What it is called where it imports itself by its full name.
    """

    modules: Mapping[str, Module]
    names: Sequence[str] = ()


def load_ops(source: str) -> Mapping[str, Implementation]:
    """Load ops beside the installed ones.

    Parameters
    ----------
    source : a Python file; the directory of a package; or "git:" and a commit of the repository
        around the current directory, whose `scratchcnn/ops` is taken. In a package, absolute
        imports of itself or of `scratchcnn.ops` give the package itself. A file by itself gets the
        installed modules, and ops that it only imports from there are not its own

    Returns
    -------
    ops : by name, those of the catalogue

    Raises
    ------
    LoadError
        There is nothing there, it cannot be imported, or it has no op.
    """
    if source.startswith(GIT):
        code = git_code(source)
    else:
        try:
            code = path_code(source)
        except OSError as error:
            raise LoadError(f"{source}: {error.strerror or error}") from error
    module = imported(source, code)
    found = {name: getattr(module, name, None) for name in ours()}
    ops = {name: op for name, op in found.items() if callable(op) and not is_installed(op)}
    if not ops:
        raise LoadError(f"{source}: it has none of the ops {', '.join(found)}")
    return ops


def is_installed(op: Any) -> bool:
    """Return whether an op is one of those that are installed."""
    return within(str(getattr(op, "__module__", "")), INSTALLED)


def within(name: str, package: str) -> bool:
    """Return whether a name is a package's or one of its modules'."""
    return name == package or name.startswith(f"{package}.")


def path_code(source: str) -> Code:
    """Read a file or a package."""
    path = Path(os.path.realpath(source))
    if path.is_file() and path.suffix == ".py":
        return Code({"": Module(path.read_bytes(), str(path), is_package=False)})
    if path.is_dir():
        if not (path / "__init__.py").is_file():
            raise LoadError(f"{source}: it is not a package: it has no __init__.py")
        files = {file.relative_to(path): file for file in sorted(path.rglob("*.py"))}
        modules = {
            module_name(relative.parts): Module(
                file.read_bytes(), str(file), file.name == "__init__.py"
            )
            for relative, file in files.items()
        }
        return Code(modules, (full_name(path), INSTALLED))
    if path.exists():
        raise LoadError(f"{source}: it is neither a .py file nor a directory, nor {GIT}REVISION")
    raise LoadError(f"{source}: no such file or directory")


def module_name(parts: Sequence[str]) -> str:
    """Return the name of the module in a file, by the file's path in the package."""
    *folders, file = parts
    return ".".join([*folders, *([] if file == "__init__.py" else [file.removesuffix(".py")])])


def full_name(package: Path) -> str:
    """Return a package's name with those of the packages around it."""
    names = [package.name]
    while (package.parent / "__init__.py").is_file():
        package = package.parent
        names.insert(0, package.name)
    return ".".join(names)


def git_code(source: str) -> Code:
    """Read the ops of a commit."""
    revision = source.removeprefix(GIT)
    # Git would take it for an option.
    if not revision or revision.startswith("-"):
        raise LoadError(f"{source}: {revision!r} is not a revision")
    top = git(
        source, f"there is no git repository around {Path.cwd()}", "rev-parse", "--show-toplevel"
    )
    inside = ("-C", top.decode().rstrip("\n"))
    commit = git(
        source,
        f"the repository {inside[1]} has no commit {revision}",
        *(*inside, "rev-parse", "--verify", f"{revision}^{{commit}}"),
    )
    archive = git(
        source,
        f"the commit {revision} has no {FOLDER}",
        *(*inside, "archive", "--format=tar", commit.decode().strip(), FOLDER),
    )
    modules = dict(archived(source, archive))
    if "" not in modules:
        raise LoadError(f"{source}: {FOLDER} is not a package there: it has no __init__.py")
    return Code(modules, (INSTALLED,))


def git(source: str, otherwise: str, *arguments: str) -> bytes:
    """Return what git prints; if it fails, raise LoadError with the meaning and git's message."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        raise LoadError(f"{source}: git does not run: {error.strerror or error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise LoadError(f"{source}: {otherwise}{f' (git: {said[-1]})' if said else ''}")
    return done.stdout


def archived(source: str, archive: bytes) -> Iterator[tuple[str, Module]]:
    """Yield the modules in an archive of the ops."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            path = PurePosixPath(member.name)
            content = files.extractfile(member) if path.suffix == ".py" else None
            if content is not None:
                is_package = path.name == "__init__.py"
                module = Module(content.read(), f"{source}:{path}", is_package)
                yield module_name(path.relative_to(FOLDER).parts), module


def imported(source: str, code: Code) -> ModuleType:
    """Import code under a name that nothing else has."""
    private = f"_scratchcnn_ops_{secrets.token_hex(8)}"
    importer = Importer(private, code)
    # It stays there, for a function may import when it is called.
    sys.meta_path.append(importer)
    try:
        return importlib.import_module(private)
    except (Exception, SystemExit) as error:
        sys.meta_path.remove(importer)
        for name in [name for name in sys.modules if within(name, private)]:
            del sys.modules[name]
        if isinstance(error, LoadError):
            raise LoadError(f"{source}: {error}") from error
        raise LoadError(
            f"{source}: it cannot be imported: {type(error).__name__}: {error}"
        ) from error


class Importer(MetaPathFinder, InspectLoader):
    """Imports code from memory under a private name. It writes no compiled files anywhere."""

    def __init__(self, private: str, code: Code) -> None:
        self.renaming = Renaming(code.names, private)
        self.modules = {
            f"{private}.{name}" if name else private: module
            for name, module in code.modules.items()
        }

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module of this code, and no other."""
        if fullname not in self.modules:
            return None
        return importlib.util.spec_from_loader(
            fullname,
            self,
            origin=self.modules[fullname].origin,
            is_package=self.is_package(fullname),
        )

    def is_package(self, fullname: str) -> bool:
        """Return whether a module is a package."""
        return self.modules[fullname].is_package

    def get_source(self, fullname: str) -> str:
        """Return the text of a module, for tracebacks."""
        return importlib.util.decode_source(self.modules[fullname].text)

    def get_code(self, fullname: str) -> CodeType:
        """Compile a module, its imports of the package by its own name renamed."""
        origin = self.modules[fullname].origin
        tree = self.renaming.visit(ast.parse(self.modules[fullname].text, origin))
        return compile(ast.fix_missing_locations(tree), origin, "exec", dont_inherit=True)


class Renaming(ast.NodeTransformer):
    """Gives the imports of a package another name for it."""

    def __init__(self, names: Sequence[str], private: str) -> None:
        self.names = names
        self.private = private

    def renamed(self, module: str) -> str | None:
        """Return the private name of a module; None if it is not in the package."""
        for name in self.names:
            if within(module, name):
                return self.private + module.removeprefix(name)
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        """Rename `from scratchcnn.ops import conv2d` and `from scratchcnn import ops`."""
        if node.level or node.module is None:
            return [node]
        node.module = self.renamed(node.module) or node.module
        statements: list[ast.stmt] = []
        for alias in node.names:
            private = self.renamed(f"{node.module}.{alias.name}")
            if private is None:
                statements.append(ast.ImportFrom(node.module, [alias], 0))
            else:
                statements.append(ast.Import([ast.alias(private, alias.asname or alias.name)]))
        return [ast.copy_location(statement, node) for statement in statements]

    def visit_Import(self, node: ast.Import) -> ast.Import:
        """Rename `import scratchcnn.ops.linear as linear`; without `as` it cannot be renamed."""
        for alias in node.names:
            private = self.renamed(alias.name)
            if private is not None and alias.asname is None and "." in alias.name:
                raise LoadError(
                    f"line {node.lineno}: `import {alias.name}` would import the installed module; "
                    f"`import {alias.name} as ...` would not"
                )
            if private is not None:
                alias.name, alias.asname = private, alias.asname or alias.name
        return node
