"""What homework imports from outside its folder, and what it may not."""

import os
from pathlib import Path

import pytest

from scratchcnn.oracle.reading import above as module
from scratchcnn.oracle.reading.above import Above
from scratchcnn.oracle.reading.sources import read

APPEND = "import sys, os\nsys.path.append(os.pardir)\n"


def written(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / f"{name.replace('__in__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(target: Path, root: Path) -> list[str]:
    return [file.relative_to(root).as_posix() for file in read(target).above.files]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (APPEND + "from common.layers import *", ["__init__", "layers", "functions"]),
        (APPEND + "from common import functions", ["__init__", "functions"]),
        (APPEND + "import common.functions as f", ["__init__", "functions"]),
        (APPEND + "def f():\n    from common.functions import a\n", ["__init__", "functions"]),
        (APPEND + "import common.missing, numpy.linalg, os.path, os.missing", []),
        ("from common.layers import *", []),
        (APPEND, []),
        (APPEND + "x = 'from common.layers import *'", []),
    ],
)
def test_a_package_above_is_read_if_the_homework_adds_that_to_its_path(
    tmp_path: Path, text: str, files: list[str]
) -> None:
    written(
        tmp_path,
        common__in____init__="",
        common__in__layers="from common.functions import *",
        common__in__functions="import common.missing",
        common__in__unused="",
        ch07__in__homework=text,
    )
    target = tmp_path / "ch07" / "homework.py"
    assert found(target, tmp_path) == [f"common/{name}.py" for name in files]
    assert read(target).above.bases == ((tmp_path,) if files else ())
    assert read(target, alone=True).above == Above()


def test_the_package_in_which_a_file_lies_is_read(tmp_path: Path) -> None:
    written(
        tmp_path,
        nn__in__base="",
        nn__in__layers__in__dense="from nn.base import Layer\nfrom nn.layers.act import relu\n",
        nn__in__layers__in__act="from ..base import Layer\nfrom .dense import Dense\n",
        nn__in__layers__in__alone="from .. import base, missing\n",
    )
    layers = tmp_path / "nn" / "layers"
    for name in ("dense.py", "act.py", "alone.py"):
        assert found(layers / name, tmp_path) == ["nn/base.py"]
    assert read(layers / "dense.py").above.bases == (tmp_path,)
    # What lies beside it is read, too: that finds its package from above.
    assert read(layers / "act.py").above.bases == (tmp_path,)
    assert found(layers, tmp_path) == ["nn/base.py"]


def test_a_package_is_found_from_within_itself_where_nothing_else_is_read(tmp_path: Path) -> None:
    written(tmp_path, common__in__layers="from common.functions import *", common__in__functions="")
    assert read(tmp_path / "common" / "layers.py").above == Above((), (tmp_path,))


def test_packages_of_the_folder_in_which_it_is_started_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, utils="", ch07__in__deep__in__homework="import utils\n")
    target = tmp_path / "ch07" / "deep" / "homework.py"
    assert found(target, tmp_path) == []
    monkeypatch.chdir(tmp_path)
    assert found(target, tmp_path) == ["utils.py"]


def test_what_lies_beside_the_homework_is_not_looked_for_above(tmp_path: Path) -> None:
    written(tmp_path, utils="", ch07__in__utils="", ch07__in__homework=APPEND + "import utils\n")
    assert found(tmp_path / "ch07" / "homework.py", tmp_path) == []


def test_what_lies_in_a_folder_around_the_importer_is_not_looked_for_above(tmp_path: Path) -> None:
    written(
        tmp_path,
        utils="",
        course__in__hw3__in__utils="",
        course__in__hw3__in__layers__in__relu=APPEND + "import utils\n",
    )
    assert found(tmp_path / "course", tmp_path) == []
    assert found(tmp_path / "course" / "hw3" / "layers", tmp_path) == ["course/hw3/utils.py"]


@pytest.mark.parametrize("name", ["numpy", "scratchcnn", "reference", "json"])
def test_what_is_installed_and_the_judge_are_not_looked_for(tmp_path: Path, name: str) -> None:
    written(tmp_path, **{f"{name}__in____init__": "", "a__in__homework": f"{APPEND}import {name}"})
    assert found(tmp_path / "a" / "homework.py", tmp_path) == []


def test_nothing_is_found_higher_than_some_folders(tmp_path: Path) -> None:
    written(tmp_path, utils="", a__in__b__in__c__in__d__in__homework=APPEND + "import utils\n")
    written(tmp_path / "a", utils="")
    target = tmp_path / "a" / "b" / "c" / "d" / "homework.py"
    assert found(target, tmp_path) == ["a/utils.py"]
    (tmp_path / "a" / "utils.py").unlink()
    assert found(target, tmp_path) == []


@pytest.mark.parametrize("text", ["from .....far import x", "from a.far import x"])
def test_neither_a_relative_import_nor_a_name_leads_higher(tmp_path: Path, text: str) -> None:
    written(tmp_path, far__in__x="", a__in__far="", a__in__b__in__c__in__d__in__homework=text)
    target = tmp_path / "a" / "b" / "c" / "d" / "homework.py"
    assert found(target, tmp_path) == []
    target = target.rename(tmp_path / "a" / "b" / "c" / "homework.py")
    text = text.replace(".....", "....")
    target.write_text(text)
    assert len(found(target, tmp_path)) == 1


def test_no_link_leads_out(tmp_path: Path) -> None:
    written(
        tmp_path, secret__in__answers="", course__in__a__in__homework=APPEND + "import common.a"
    )
    (tmp_path / "course" / "common").mkdir()
    os.symlink(tmp_path / "secret" / "answers.py", tmp_path / "course" / "common" / "a.py")
    assert found(tmp_path / "course" / "a" / "homework.py", tmp_path) == []


def test_no_more_than_some_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    written(
        tmp_path, c__in__x="", c__in__y="", c__in__z="", a__in__h=f"{APPEND}from c import x, y, z"
    )
    assert found(tmp_path / "a" / "h.py", tmp_path) == ["c/x.py", "c/y.py"]


@pytest.mark.parametrize("held", [b"def f(:", b"# caf\xe9", b"x = 1\n" * 2**18])
def test_what_cannot_be_parsed_is_found_all_the_same(tmp_path: Path, held: bytes) -> None:
    written(tmp_path, a__in__homework=f"{APPEND}import utils")
    (tmp_path / "utils.py").write_bytes(held)
    assert found(tmp_path / "a" / "homework.py", tmp_path) == ["utils.py"]


def test_what_is_read_is_told(tmp_path: Path) -> None:
    files = tuple(tmp_path / "common" / f"{name}.py" for name in "abcdef")
    assert Above(files, (tmp_path,)).told == (
        "read with it, for it imports them: common/a.py, common/b.py, common/c.py, common/d.py "
        f"and 2 more (in {tmp_path})"
    )
    assert str(Above(files[:1]).told).endswith(f"a.py (in {tmp_path / 'common'})")
    assert Above().told is None


def test_the_packages_around_a_file_are_read_with_all_that_they_import(tmp_path: Path) -> None:
    written(
        tmp_path,
        nets__in____init__="from . import ops",
        nets__in__ops="from .kept import table",
        nets__in__kept="table = {}",
        nets__in__layers__in____init__="",
        nets__in__layers__in__dense="x = 1",
    )
    target = tmp_path / "nets" / "layers" / "dense.py"
    assert read(target).above.packages == (tmp_path / "nets" / "__init__.py",)
    assert found(target, tmp_path) == ["nets/__init__.py", "nets/ops.py", "nets/kept.py"]
    assert read(target, alone=True).above == Above()


def test_packages_around_end_where_a_folder_is_none(tmp_path: Path) -> None:
    written(
        tmp_path, __init__="", plain__in__nets__in____init__="", plain__in__nets__in__dense="x = 1"
    )
    assert read(tmp_path / "plain" / "nets" / "dense.py").above.packages == ()


@pytest.mark.parametrize("sources", ["src", "lib", "python"])
def test_packages_in_a_folder_of_sources_are_found_from_all_over_the_project(
    tmp_path: Path, sources: str
) -> None:
    written(
        tmp_path, **{f"{sources}__in__nets__in__base": "", "examples__in__own": "import nets.base"}
    )
    target = tmp_path / "examples" / "own.py"
    assert found(target, tmp_path) == []
    (tmp_path / "pyproject.toml").touch()
    assert found(target, tmp_path) == [f"{sources}/nets/base.py"]
    assert read(target).above.bases == (tmp_path / sources,)


def test_a_folder_of_sources_is_found_where_the_homework_adds_what_is_above(
    tmp_path: Path,
) -> None:
    written(tmp_path, python__in__nets="", apps__in__own=APPEND + "import nets")
    assert found(tmp_path / "apps" / "own.py", tmp_path) == ["python/nets.py"]
