import functools
import random
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process import live
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import HomeworkError, Reply


class Base:
    def backward(self, dout: Any) -> Any:
        return self.w * dout


class Scale(Base):
    """Multiply by a factor."""

    def __init__(self, factor: float = 2.0) -> None:
        self.w = np.full(2, factor)

    def forward(self, x: Any) -> Any:
        self.w += 1
        return self.w * x


def add(x: Any, y: Any = 0) -> Any:
    return x + y


def overwrite(x: Any) -> Any:
    x += 1
    return x


def draw() -> Any:
    print("drawn")
    return random.random(), np.random.rand()


def fail() -> None:
    raise ValueError("no")


def interrupt() -> None:
    raise KeyboardInterrupt


def leave() -> None:
    raise SystemExit


def call(homework: Live, name: str, *args: Any, session: int | None = None) -> Reply:
    arguments = [{"array": arg} if type(arg) is np.ndarray else {"value": arg} for arg in args]
    step = {"call": {"name": name}, "args": arguments, "save": "out"}
    return homework.run([step], ["out"], session)


def names(homework: Live) -> list[str]:
    return [definition["name"] for definition in homework.definitions]


def test_a_function_is_called() -> None:
    assert call(Live(add), "add", np.ones(2), 1).values["out"].tolist() == [2, 2]


def test_a_class_is_described_as_that_of_a_file_is() -> None:
    (definition,) = Live(Scale).definitions
    assert (definition["name"], definition["kind"]) == ("Scale", "class")
    assert definition["file"] == Path(__file__).name
    assert definition["doc"] == "Multiply by a factor."
    assert [param["name"] for param in definition["params"]] == ["factor"]
    assert set(definition["methods"]) == {"__init__", "forward", "backward"}
    assert definition["methods"]["forward"]["source"].strip().startswith("def forward")


def test_an_object_is_judged_by_copies() -> None:
    layer = Scale(5)
    homework = Live(layer)
    assert homework.definitions[0]["params"] == []
    session = homework.new_session()
    steps = [
        {"call": {"name": "Scale"}, "save": "layer"},
        {"call": {"attr": [{"var": "layer"}, "forward"]}, "args": [{"value": 1}], "save": "out"},
    ]
    assert homework.run(steps, ["out"], session).values["out"].tolist() == [6, 6]
    assert layer.w.tolist() == [5, 5]


def test_a_module_is_what_is_defined_in_it() -> None:
    module = types.ModuleType("homework")
    program = "import json\nfrom math import sqrt\nX = 1\ndef f(): pass\nclass C: pass\ng = f"
    exec(program, vars(module))
    assert names(Live(module)) == ["f", "C", "g"]


def test_several_targets_are_judged_together() -> None:
    assert names(Live(add, Scale, np.tanh, len)) == ["add", "Scale", "tanh", "len"]


def test_functions_may_be_wrapped() -> None:
    @functools.wraps(add)
    def wrapper(x: Any, y: Any = 0) -> Any:
        return add(x, y)

    assert call(Live(wrapper), "add", 1, 2).values["out"] == 3
    assert call(Live(functools.lru_cache(add)), "add", 1, 2).values["out"] == 3
    assert call(Live(functools.partial(add, 1)), "partial", 2).values["out"] == 3
    assert call(Live(Scale(1).forward), "forward", 1).values["out"].tolist() == [2, 2]


def test_nothing_in_an_answer_is_shared() -> None:
    homework = Live(overwrite)
    session = homework.new_session()
    steps = [{"let": "x", "value": {"array": np.zeros(1)}}]
    again = {"call": {"name": "overwrite"}, "args": [{"var": "x"}], "save": "out"}
    first = homework.run([*steps, again], ["out"], session)
    homework.run([again], ["out"], session)
    assert (first.values["out"], first.changed["x"]) == ([1], [1])


def test_sessions_are_kept_until_they_are_forgotten() -> None:
    homework = Live(add)
    session = homework.new_session()
    call(homework, "add", 1, session=session)
    assert homework.run([], ["out"], session).values["out"] == 1
    homework.forget(session)
    with pytest.raises(HomeworkError):
        homework.run([], ["out"], session)


def test_what_is_closed_has_no_variables() -> None:
    homework = Live(add)
    session = homework.new_session()
    call(homework, "add", 1, session=session)
    homework.close()
    with pytest.raises(HomeworkError):
        homework.run([], ["out"], session)


def test_random_numbers_are_those_of_a_seed_and_disturb_nobody() -> None:
    homework = Live(draw)
    before = np.random.get_state()[1].tolist(), random.getstate()
    first = call(homework, "draw").values["out"]
    assert call(homework, "draw").values["out"] == first
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before


def test_what_is_printed_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    homework = Live(draw)
    call(homework, "draw")
    assert (homework.printed, homework.printed_total) == ("drawn\n", 6)
    assert capsys.readouterr().out == ""


def test_a_failure_has_the_line() -> None:
    failure = call(Live(fail), "fail").failure
    assert failure is not None
    assert (failure.file, failure.source) == (Path(__file__).name, 'raise ValueError("no")')
    assert failure.explicit


def test_leaving_is_a_failure_but_an_interrupt_is_the_users() -> None:
    failure = call(Live(leave), "leave").failure
    assert failure is not None
    assert failure.kind == "exit"
    with pytest.raises(KeyboardInterrupt):
        call(Live(interrupt), "interrupt")


def test_says_that_nothing_is_protected() -> None:
    homework = Live(add)
    assert "a process of its own" in homework.missing_protections
    assert (list(homework.notes), list(homework.problems)) == ([], [])


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("/home/me/homework.py", "homework.py"),
        ("/tmp/ipykernel_12/345.py", "notebook"),
        ("<ipython-input-3-abc>", "notebook"),
        ("<string>", "<string>"),
        ("<frozen importlib._bootstrap>", None),
        (np.__file__, None),
        (functools.__file__, None),
        (live.__file__, None),
        (str(Path(live.__file__).parents[2] / "nn" / "layer.py"), "layer.py"),
    ],
)
def test_files_of_the_user_have_a_name(file: str, name: str | None) -> None:
    assert live.naming_of_user_code()(file) == name


def test_code_whose_file_is_no_python_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.linecache, "getlines", lambda _: ["%magic\n"])
    (definition,) = Live(add).definitions
    assert (definition["file"], definition["source"]) == ("", "")
