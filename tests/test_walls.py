"""The walls between the rooms, as the syntax trees and a fresh process show them.

A room imports those below it, and none above: data that two rooms need lies below both.
"""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import reference
import scratchcnn

# The rooms of every package that has several, from below. What is not named stands above them all.
ORDER: Mapping[str, tuple[str, ...]] = {
    "scratchcnn": (
        *("__version__", "files", "processes", "ranges", "ops", "nn", "optim", "datasets"),
        *("training", "oracle", "grading", "commands", "cli"),
    ),
    "scratchcnn.nn": (
        *("initialization", "layer", "layers_without_parameters", "layers_with_parameters"),
        *("dropout", "batch_norm", "architectures", "weights", "network"),
    ),
    "scratchcnn.oracle": (
        *("reading", "process", "cases", "cards", "understanding", "checks", "naming", "against"),
        *(
            "report",
            "without_twin",
            "networks",
            "optimizers",
            "schedules",
            "dropouts",
            "written_out",
            "training_steps",
            "neurons",
            "repair",
        ),
    ),
    "scratchcnn.oracle.process.worker": (
        *("imports", "confinement", "syntax", "bygone", "loading", "answering"),
    ),
    "scratchcnn.oracle.process.worker.loading": (
        *("describing", "time_limit", "running", "randomness", "parts", "registrars", "unmade"),
        *("unit", "lines"),
    ),
    "scratchcnn.oracle.cards": (
        *("titles", "words", "name_rule", "card", "bug", "bounds", "families", "table", "trials"),
        *("bugs", "networks", "optimizers"),
    ),
    "scratchcnn.oracle.cards.bugs": ("groups", "sliding", "formulas", "any_op"),
    "scratchcnn.oracle.cards.bugs.formulas": ("activations", "losses", "normalization", "shapes"),
    "scratchcnn.oracle.understanding": (
        *("layer", "names", "carriers", "signatures", "protocols", "plans", "calls", "teacher"),
    ),
    "scratchcnn.oracle.understanding.signatures": (
        *("cut", "setting", "signature", "layout", "from_source", "probes", "arguments"),
    ),
    "scratchcnn.oracle.understanding.protocols": (
        *("reading", "direct", "place", "callee", "way", "sources", "readings", "callers"),
        *("protocol", "table"),
    ),
    "scratchcnn.oracle.understanding.calls": (
        *("engines", "probing", "searching", "offers", "one_layer", "nameless"),
    ),
}


@dataclass(frozen=True)
class Wall:
    """What a part must not import, but for some of it, and why."""

    part: str
    others: tuple[str, ...]
    why: str
    free: tuple[str, ...] = ()


WALLS = (
    Wall(
        "scratchcnn.oracle",
        ("scratchcnn",),
        "a judge that uses the code of whom it judges is no judge",
        ("scratchcnn.oracle", "scratchcnn.__version__"),
    ),
    Wall("scratchcnn", ("torch",), "PyTorch is for the twins, in `reference`"),
    Wall("scratchcnn", ("reference",), "the twins are reached by `oracle.cases.twins` alone"),
    Wall("reference", ("scratchcnn",), "the twins owe nothing to what they are compared with"),
    Wall(
        "scratchcnn.oracle.process.worker",
        ("scratchcnn",),
        "the worker runs beside the homework, and the rest of us is not there",
        ("scratchcnn.oracle.process.worker",),
    ),
    Wall("scratchcnn.ops", ("scratchcnn",), "an op is NumPy alone", ("scratchcnn.ops",)),
    Wall(
        "scratchcnn.optim",
        ("scratchcnn",),
        "a rule takes arrays by name, and knows of no network",
        ("scratchcnn.optim", "scratchcnn.ops.arguments"),
    ),
    *(
        Wall(part, ("scratchcnn",), "it needs nothing of ours, and should not begin to", (part,))
        for part in ("oracle.reading", "oracle.process", "oracle.cases")
        for part in [f"scratchcnn.{part}"]
    ),
)
# Behind its wall, for it is the door.
TWINS = "scratchcnn.oracle.cases.twins"


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
            yield from (f"{name}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def room(name: str, package: str) -> str:
    """Return the room of a package in which something is; "" for none."""
    return name.removeprefix(f"{package}.").partition(".")[0] if name != package else ""


def height(room: str, rooms: tuple[str, ...]) -> int:
    return rooms.index(room) if room in rooms else len(rooms)


def breaches(module: str, imported: Iterable[str]) -> list[str]:
    """Return a sentence for everything that a module imports through a wall."""
    return [told for name in imported for told in (*upward(module, name), *walled(module, name))]


def upward(module: str, name: str) -> Iterator[str]:
    """Yield that a module imports a room above its own, and where that belongs."""
    for package, rooms in ORDER.items():
        own, other = room(module, package), room(name, package)
        both = within(module, package) and within(name, package)
        if both and own in rooms and other != "" and height(other, rooms) > height(own, rooms):
            yield (
                f"{module} imports {name}, but in {package} `{own}` is below `{other}`: data that "
                f"both need belongs in `{own}` or below it, words into a report above"
            )


def walled(module: str, name: str) -> Iterator[str]:
    """Yield that a module imports something from behind a wall, and why there is one."""
    for wall in WALLS:
        behind = any(within(name, other) for other in wall.others)
        free = any(within(name, one) for one in wall.free) or module == TWINS
        if within(module, wall.part) and behind and not free:
            yield f"{module} imports {name}: {wall.why}"


def test_no_module_imports_anything_through_a_wall() -> None:
    told = [
        sentence
        for module, path in modules()
        for sentence in breaches(
            module,
            imports(path.read_text("utf-8"), module, is_package=path.name == "__init__.py"),
        )
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scratchcnn.oracle.checks.judge", "from scratchcnn import ops"),
        ("scratchcnn.oracle.checks.judge", "from ... import ops"),
        ("scratchcnn.oracle.checks.judge", "from ...ops.conv import conv2d"),
        ("scratchcnn.oracle.checks.judge", "from scratchcnn.training.loop import fit"),
        ("scratchcnn.oracle.checks.judge", "import torch"),
        ("scratchcnn.oracle.checks.judge", "import reference.ops"),
        ("scratchcnn.oracle.checks.judge", "from scratchcnn.oracle.report.report import Report"),
        ("scratchcnn.oracle.cases.case", "from scratchcnn.oracle.cards.table import cards"),
        ("scratchcnn.oracle.naming.matching", "from scratchcnn.oracle.target import judge_target"),
        ("scratchcnn.oracle.report.html", "from scratchcnn.oracle import without_twin"),
        ("scratchcnn.oracle.process.runner", "from scratchcnn.oracle.reading import cells"),
        (
            "scratchcnn.oracle.process.worker.loading.unit",
            "from scratchcnn.oracle.process import runner",
        ),
        ("scratchcnn.ops.sliding.conv", "from scratchcnn.nn.initialization import draw"),
        ("scratchcnn.ops.sliding.conv", "from scratchcnn import files"),
        ("scratchcnn.nn.layer", "from scratchcnn.nn import network"),
        ("scratchcnn.oracle.checks.judge", "def late():\n    import scratchcnn.ops.sliding.conv"),
        ("scratchcnn.ops.sliding.conv", "import torch.nn.functional as F"),
        ("scratchcnn.ops.sliding.conv", "from scratchcnn.nn import Conv2d"),
        ("scratchcnn.training.runs", "from scratchcnn.commands import arguments"),
        ("scratchcnn.cli", "import reference.ops"),
        ("reference.ops", "from scratchcnn.ops import conv2d"),
    ],
)
def test_the_wall_test_sees_a_breach(module: str, source: str) -> None:
    assert breaches(module, imports(source, module, is_package=False))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scratchcnn.oracle.checks.judge", "from scratchcnn.oracle.cards.table import ours"),
        ("scratchcnn.oracle.report.json_format", "from scratchcnn import __version__"),
        ("scratchcnn.oracle.cases.twins", "import reference.ops"),
        ("scratchcnn.oracle.api", "from scratchcnn.oracle.target import judge_target"),
        ("scratchcnn.commands.check", "from scratchcnn import oracle, ops"),
    ],
)
def test_a_room_may_import_those_below_it(module: str, source: str) -> None:
    assert not breaches(module, imports(source, module, is_package=False))


def test_a_breach_is_told_with_its_rule_and_where_the_thing_belongs() -> None:
    (told,) = breaches(
        "scratchcnn.oracle.cards.table", ["scratchcnn.oracle.checks.comparing.Verdict"]
    )
    assert "in scratchcnn.oracle `cards` is below `checks`" in told
    assert "belongs in `cards` or below it" in told


def test_every_room_and_every_wall_is_one_of_a_package_that_exists() -> None:
    names = {module for module, _ in modules()}
    rooms = {f"{package}.{name}" for package, order in ORDER.items() for name in order}
    assert rooms - names == {"scratchcnn.__version__"}
    assert {wall.part for wall in WALLS} - names == set()


def test_every_package_of_the_oracle_has_its_place_in_the_order() -> None:
    folders = {
        module
        for module, path in modules()
        if path.name == "__init__.py" and module.rpartition(".")[0] in ORDER
    }
    rooms = {f"{package}.{name}" for package, order in ORDER.items() for name in order}
    assert folders - rooms == set()


def test_every_package_says_what_comes_in_what_goes_out_and_what_it_may_import() -> None:
    thin = [
        module
        for package, order in ORDER.items()
        for module, path in modules()
        if path.name == "__init__.py" and module.rpartition(".")[0] == package
        for said in [ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""]
        if not all(word in said.lower() for word in ("in come", "out go", "import"))
    ]
    assert thin == []


@pytest.mark.parametrize(
    "walls",
    [
        # In each process one after the other: what the later ones do not load, none before did.
        [
            ("scratchcnn", "torch"),
            (
                "scratchcnn.ops, scratchcnn.nn.network, scratchcnn.training.loop",
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
    for loaded, absent in walls:
        lines += [f"import {loaded}", f"assert {absent!r} not in sys.modules, {loaded!r}"]
    program = "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
