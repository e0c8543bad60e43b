"""Ops from a file, a package or a commit: themselves and not the installed ones, or a clear no."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.oracle.against.ops_source import LoadError, load_ops

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FACTOR = "FACTOR = {}\n"
RELU = """\
def relu(x):
    mask = x > 0
    return FACTOR * x * mask, lambda grad_out: (FACTOR * grad_out * mask,)
"""
ABSOLUTE = "from scratchcnn.ops.factor import FACTOR\n"


def package(folder: Path, factor: int = 7, start: str = ABSOLUTE) -> Path:
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("from scratchcnn.ops.active import relu\n")
    (folder / "factor.py").write_text(FACTOR.format(factor))
    (folder / "active.py").write_text(start + RELU)
    return folder


def git(repository: Path, *arguments: str) -> str:
    # Whatever a hook or a configuration of the machine says is of another repository.
    environment = {name: value for name, value in os.environ.items() if "GIT" not in name}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    done = subprocess.run(
        command, cwd=repository, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def no_repository_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet")
    (root / "README.md").write_text("Nothing yet.\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "without ops")
    git(root, "tag", "empty")
    folder = package(root / "scratchcnn" / "ops", 5)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "first")
    git(root, "tag", "first")
    (folder / "factor.py").write_text(FACTOR.format(6))
    git(root, "commit", "--quiet", "-am", "second")
    (folder / "factor.py").write_text("not committed")
    (root / "docs").mkdir()
    return root


def factor(source: str) -> float:
    out, _ = load_ops(source)["relu"](np.ones(1))
    return float(out[0])


def why_not(source: str) -> str:
    with pytest.raises(LoadError) as caught:
        load_ops(source)
    assert str(caught.value).startswith(f"{source}: ")
    return str(caught.value).removeprefix(f"{source}: ")


def test_a_file_gives_its_ops(tmp_path: Path) -> None:
    path = tmp_path / "old.py"
    path.write_text(FACTOR.format(3) + RELU + "def helper(x):\n    return x\n")
    assert list(load_ops(str(path))) == ["relu"]
    assert factor(str(path)) == 3


def test_what_a_file_imports_from_the_installed_ops_is_not_its_own(tmp_path: Path) -> None:
    path = tmp_path / "old.py"
    path.write_text("from scratchcnn.ops import tanh\n" + FACTOR.format(3) + RELU)
    assert list(load_ops(str(path))) == ["relu"]


def test_a_package_that_calls_itself_scratchcnn_gets_its_own_modules(tmp_path: Path) -> None:
    assert factor(str(package(tmp_path / "old"))) == 7


@pytest.mark.parametrize(
    "start",
    [
        "from .factor import FACTOR\n",
        "from old.factor import FACTOR\n",
        "from scratchcnn.ops import factor\nFACTOR = factor.FACTOR\n",
        "import scratchcnn.ops.factor as factor\nFACTOR = factor.FACTOR\n",
        "import scratchcnn.ops as itself, math\nimport scratchcnn.ops.factor as _\n"
        "FACTOR = itself.factor.FACTOR * math.cos(0)\n",
        "from scratchcnn import __version__, ops as itself\nfrom . import factor\n"
        "FACTOR = itself.factor.FACTOR if __version__ else 0\n",
        "def factor():\n    from scratchcnn.ops.factor import FACTOR\n    return FACTOR\n"
        "class Late:\n    def __rmul__(self, x): return factor() * x\n"
        "    def __mul__(self, x): return factor() * x\nFACTOR = Late()\n",
    ],
)
def test_every_form_of_import_finds_the_package_itself(tmp_path: Path, start: str) -> None:
    assert factor(str(package(tmp_path / "old", start=start))) == 7


def test_a_package_inside_a_package_knows_its_full_name(tmp_path: Path) -> None:
    folder = package(tmp_path / "mine" / "old", start="from mine.old.factor import FACTOR\n")
    (tmp_path / "mine" / "__init__.py").write_text("")
    assert factor(str(folder)) == 7


def test_an_import_that_cannot_be_told_apart_is_refused_with_its_line(tmp_path: Path) -> None:
    start = "\nimport scratchcnn.ops.factor\n"
    message = why_not(str(package(tmp_path / "old", start=start)))
    assert message == (
        "line 2: `import scratchcnn.ops.factor` would import the installed module; "
        "`import scratchcnn.ops.factor as ...` would not"
    )


def test_nothing_takes_the_place_of_the_installed_ops(tmp_path: Path) -> None:
    source = str(package(tmp_path / "old"))
    load_ops(source)
    assert sys.modules["scratchcnn.ops"] is ops
    out, _ = ops.relu(np.ones(1))
    assert out[0] == 1


def test_two_packages_stand_side_by_side(tmp_path: Path) -> None:
    first, second = (load_ops(str(package(tmp_path / str(n), n))) for n in (2, 3))
    assert [each["relu"](np.ones(1))[0][0] for each in (first, second)] == [2, 3]


def test_nothing_is_written_beside_the_sources(tmp_path: Path) -> None:
    folder = package(tmp_path / "old")
    load_ops(str(folder))
    assert sorted(path.name for path in folder.iterdir()) == [
        "__init__.py",
        "active.py",
        "factor.py",
    ]


def test_what_failed_leaves_nothing_behind(tmp_path: Path) -> None:
    before = set(sys.modules), list(sys.meta_path)
    why_not(str(package(tmp_path / "old", start="raise ValueError\n")))
    assert (set(sys.modules), list(sys.meta_path)) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def relu(:\n", "it cannot be imported: SyntaxError: invalid syntax (old.py, line 1)"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("from .windows import x", "ImportError: attempted relative import"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def rectifier(x): ...", "it has none of the ops conv2d, "),
        ("relu = 3", "it has none of the ops conv2d, "),
        ("from scratchcnn.ops import relu", "it has none of the ops conv2d, "),
    ],
)
def test_a_file_that_cannot_serve_says_why(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "old.py"
    path.write_text(text)
    assert message in why_not(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert why_not(str(tmp_path / "gone.py")) == "no such file or directory"


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text(RELU)
    assert why_not(str(path)) == "it is neither a .py file nor a directory, nor git:REVISION"


def test_a_directory_that_is_no_package_is_refused(tmp_path: Path) -> None:
    assert why_not(str(tmp_path)) == "it is not a package: it has no __init__.py"


@needs_git
@pytest.mark.parametrize(("revision", "expected"), [("first", 5), ("HEAD", 6), ("HEAD~1", 5)])
@pytest.mark.parametrize("folder", [".", "docs", "scratchcnn/ops"])
def test_a_commit_gives_its_ops_from_anywhere_inside_the_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch, folder: str, revision: str, expected: int
) -> None:
    monkeypatch.chdir(repository / folder)
    assert factor(f"git:{revision}") == expected


@needs_git
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("git:no-such-branch", "has no commit no-such-branch"),
        ("git:HEAD:README.md", "has no commit HEAD:README.md"),
        ("git:empty", "the commit empty has no scratchcnn/ops"),
        ("git:", "'' is not a revision"),
        ("git:--output=stolen", "'--output=stolen' is not a revision"),
    ],
)
def test_a_commit_that_cannot_serve_is_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    monkeypatch.chdir(repository)
    assert message in why_not(source)


@needs_git
def test_a_place_without_a_repository_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert why_not("git:HEAD").startswith(f"there is no git repository around {tmp_path}")


def test_a_machine_without_git_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git does not run" in why_not("git:HEAD")
