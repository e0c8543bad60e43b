from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from time import monotonic

import numpy as np
import pytest

from scratchcnn.oracle.adapters.adapter_file import AdapterError, read_adapter
from scratchcnn.oracle.adapters.handwritten import ByHand, Handwritten, handwritten
from scratchcnn.oracle.homework import Judge
from scratchcnn.oracle.homework_regimes import regimes
from scratchcnn.oracle.offers import Offer
from scratchcnn.oracle.process import Homework
from scratchcnn.oracle.report import Result
from scratchcnn.oracle.runner import Runner
from scratchcnn.oracle.sources import read
from scratchcnn.oracle.target import Settings, judge_subject

SLIDERULE = """
import numpy as np


class Sliderule:
    def __init__(self, taps, hop=1):
        self.taps, self.hop = taps, hop

    def windows(self):
        for i in range(self.rows):
            for j in range(self.cols):
                top, left = i * self.hop, j * self.hop
                yield i, j, np.s_[top : top + self.taps["r"], left : left + self.taps["c"]]

    def gaze(self, pictures):
        self.seen = pictures
        k, h, w = self.taps["k"], *pictures.shape[:2]
        self.rows = (h - self.taps["r"]) // self.hop + 1
        self.cols = (w - self.taps["c"]) // self.hop + 1
        out = np.zeros((self.rows, self.cols, pictures.shape[2], k.shape[3]))
        for i, j, place in self.windows():
            out[i, j] = np.tensordot(pictures[place], k, ((0, 1, 3), (0, 1, 2)))
        return out

    def regret(self, blame, tell):
        to_pictures, to_taps = np.zeros_like(self.seen), np.zeros_like(self.taps["k"])
        for i, j, place in self.windows():
            to_taps += np.tensordot(self.seen[place], blame[i, j], ((2,), (0,)))
            back = np.tensordot(blame[i, j], self.taps["k"], ((1,), (3,))).transpose(1, 2, 0, 3)
            to_pictures[place] += back
        tell("pictures", to_pictures)
        tell("taps", to_taps)
"""
OF_SLIDERULE = """
OFFERS = {"conv2d": {"rectangular_kernel": True}}


def conv2d(homework, x, weight, *, stride=1):
    taps = {"r": weight.shape[2], "c": weight.shape[3], "k": weight.transpose(2, 3, 1, 0)}
    layer = homework.Sliderule(taps, hop=stride)
    out = layer.gaze(x.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)

    def pullback(grad_out):
        told = {}
        layer.regret(grad_out.transpose(2, 3, 0, 1), told.__setitem__)
        return told["pictures"].transpose(2, 3, 0, 1), told["taps"].transpose(3, 2, 0, 1)

    return out, pullback
"""
CLIP = """
def clip(numbers):
    return numbers * (numbers > 0)


def clip_back(numbers, given):
    return given * (numbers > 0)
"""
OF_CLIP = """
def relu(homework, x):
    return homework.clip(x), lambda grad_out: homework.clip_back(x, grad_out)
"""


@contextmanager
def judged(tmp_path: Path, homework: str, adapter: str) -> Iterator[tuple[Runner, Path]]:
    (tmp_path / "homework.py").write_text(dedent(homework), encoding="utf-8")
    path = tmp_path / "adapter.py"
    path.write_text(dedent(adapter), encoding="utf-8")
    sources = read(tmp_path / "homework.py")
    with Homework.start(sources.sources, sources.root) as runner:
        yield runner, path


def only(tmp_path: Path, homework: str, adapter: str) -> ByHand:
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        return one


def error(tmp_path: Path, adapter: str, homework: str = CLIP) -> str:
    with pytest.raises(AdapterError) as caught:
        only(tmp_path, homework, adapter)
    return str(caught.value)


def unreadable(tmp_path: Path, adapter: str) -> str:
    path = tmp_path / "adapter.py"
    path.write_text(dedent(adapter), encoding="utf-8")
    with pytest.raises(AdapterError) as caught:
        read_adapter(path)
    return str(caught.value)


def offer(tmp_path: Path, adapter: str) -> Offer:
    path = tmp_path / "adapter.py"
    path.write_text(dedent(adapter), encoding="utf-8")
    return read_adapter(path).functions[0].offer


def bad_checks(one: ByHand, examples: int = 2) -> set[tuple[str, str]]:
    assert one.subject is not None
    judge = Judge(one.subject)
    found = {
        (finding.check, regime)
        for regime in regimes(one.subject.op, one.subject.offer)
        for finding in judge.examine(regime, examples)
        if finding.bad
    }
    found |= {(finding.check, finding.regime) for finding in judge.again(()) if finding.bad}
    judge.close()
    return found


def results(one: ByHand, *checks: str) -> list[Result]:
    assert one.subject is not None
    return list(judge_subject(one.subject, Settings(checks=checks), monotonic()))


def test_a_convention_that_nobody_could_guess_is_right_by_its_adapter(tmp_path: Path) -> None:
    with judged(tmp_path, SLIDERULE, OF_SLIDERULE) as (runner, path):
        (one,) = handwritten(runner, path)
        assert one.understood.layer.implementation == "Sliderule"
        assert one.understood.layer.op == "conv2d"
        assert bad_checks(one) == set()


def test_a_bug_in_such_a_convention_is_found_and_named(tmp_path: Path) -> None:
    planted = SLIDERULE.replace("to_pictures[place] += back", "to_pictures[place] = back")
    assert planted != SLIDERULE
    with judged(tmp_path, planted, OF_SLIDERULE) as (runner, path):
        (one,) = handwritten(runner, path)
        found = results(one, "forward", "grad_x")
    assert {result.check for result in found if result.status == "wrong"} == {"grad_x"}
    ids = {bug.id for result in found for bug in result.bugs}
    assert ids == {"overlap-overwritten"}


def test_what_the_function_has_no_parameter_for_is_not_judged(tmp_path: Path) -> None:
    names = set(regimes("conv2d", offer(tmp_path, OF_SLIDERULE)))
    assert "stride" in names
    assert "padding" not in names
    without = OF_SLIDERULE.replace(", *, stride=1", "").replace("hop=stride", "hop=1")
    assert "stride" not in regimes("conv2d", offer(tmp_path, without))


def test_a_bias_is_offered_as_the_parameter_says(tmp_path: Path) -> None:
    head = "def linear(homework, x, weight{}):\n    pass\n"
    assert offer(tmp_path, head.format("")).bias == ("none",)
    assert offer(tmp_path, head.format(", bias")).bias == ("tied",)
    assert offer(tmp_path, head.format(", bias=None")).bias == ("tied", "none")


def test_offers_are_read_from_the_dictionary(tmp_path: Path) -> None:
    told = offer(tmp_path, 'OFFERS = {"relu": {"batch": False, "upstream": "ones"}}\n' + OF_CLIP)
    assert not told.batch
    assert told.upstream == ("ones",)


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        ('{"relu": {"bacth": False}}', "bacth is nothing that can be offered; there are batch,"),
        ('{"relu": {"batch": "no"}}', "batch has to be True or False, got 'no'"),
        ('{"relu": {"upstream": "two"}}', "upstream has to be some of nonzero,"),
        ('{"relu": {"stride": True}}', "stride needs a parameter `stride`"),
        ('{"conv2d": {}}', "OFFERS has 'conv2d', but no function is called so"),
        ('{"relu": dict(batch=False)}', "line 1: OFFERS is read, not run: write it out"),
        ("[]", "OFFERS has to be a dictionary of dictionaries"),
    ],
)
def test_an_offer_that_is_none_is_refused(tmp_path: Path, offers: str, words: str) -> None:
    assert words in unreadable(tmp_path, f"OFFERS = {offers}\n{OF_CLIP}")


@pytest.mark.parametrize(
    ("adapter", "words"),
    [
        ("def relu(homework, x:\n", "adapter.py, line 1: "),
        ("import numpy\n", "holds no function that is named as an op. An op is one of conv2d,"),
        ("def rellu(homework, x): pass\n", "line 1: rellu is no op. An op is one of conv2d,"),
        ("def relu(x): pass\n", "the first parameter of relu has to be `homework`"),
        ("def relu(homework): pass\n", "line 1: relu has no parameter `x`"),
        ("def linear(homework, x): pass\n", "linear has no parameter `weight`"),
        ("def max_pool2d(homework, x): pass\n", "max_pool2d has no parameter `kernel_size`"),
        (
            "def conv2d(homework, x, weight, strides=1): pass\n",
            "conv2d has no argument `strides`; it may have x, weight, bias, stride, padding,",
        ),
        ("def relu(homework, x, **options): pass\n", "have to be written out"),
    ],
)
def test_an_adapter_that_cannot_be_used_is_refused(
    tmp_path: Path, adapter: str, words: str
) -> None:
    assert words in unreadable(tmp_path, adapter)


def test_an_adapter_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match=r"nowhere\.py cannot be read"):
        read_adapter(tmp_path / "nowhere.py")


def test_an_exception_of_the_adapter_itself_is_told_with_its_line(tmp_path: Path) -> None:
    told = error(tmp_path, "def relu(homework, x):\n    return x.nonsense, None\n")
    assert "the adapter's relu raised AttributeError: 'numpy.ndarray' object" in told
    assert "adapter.py, line 2: `return x.nonsense, None`" in told


def test_an_exception_while_the_adapter_is_loaded_is_told_with_its_line(tmp_path: Path) -> None:
    told = error(tmp_path, "import not_installed_anywhere\n" + OF_CLIP)
    assert "ModuleNotFoundError" in told
    assert "adapter.py, line 1" in told


def test_an_exception_in_a_callback_of_the_adapter_is_its_own(tmp_path: Path) -> None:
    homework = "def through(x, tell):\n    tell(x)\n"
    adapter = """
    def relu(homework, x):
        def told(value):
            raise KeyError("mine")
        homework.through(x, told)
    """
    assert "the adapter's relu raised KeyError" in error(tmp_path, adapter, homework)


@pytest.mark.parametrize(
    ("returns", "words"),
    [
        ("return x", "relu has to return (out, pullback)"),
        ("return x, x", "relu has to return (out, pullback)"),
        ("return x, lambda g: (g, g)", "its pullback returned 2 for 1 gradients, of x"),
    ],
)
def test_what_is_not_in_the_op_protocol_is_told(tmp_path: Path, returns: str, words: str) -> None:
    assert words in error(tmp_path, f"def relu(homework, x):\n    {returns}\n")


def test_a_name_that_the_homework_lacks_is_told_as_that(tmp_path: Path) -> None:
    one = only(tmp_path, "def other(x):\n    return x\n", OF_CLIP)
    assert one.subject is None
    assert one.understood.layer.op is None
    assert one.understood.layer.understood == "not judged: clip is not in the homework"
    assert one.understood.failure is not None
    assert one.understood.failure.kind == "absent"


def test_a_name_that_only_the_pullback_needs_is_told_as_that_too(tmp_path: Path) -> None:
    one = only(tmp_path, CLIP.replace("clip_back", "backwards"), OF_CLIP)
    assert one.understood.layer.understood == "not judged: clip_back is not in the homework"


def test_an_adapter_may_ask_whether_a_name_is_there(tmp_path: Path) -> None:
    adapter = """
    def relu(homework, x):
        clip = getattr(homework, "clip", None) or homework.relu
        return clip(x), None
    """
    homework = "def relu(x):\n    return x * (x > 0)\n"
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        assert bad_checks(one) == set()


def test_what_the_homework_leaves_empty_is_not_the_adapters_error(tmp_path: Path) -> None:
    homework = "class Clip:\n    def forward(self, x):\n        pass\n"
    adapter = """
    def relu(homework, x):
        return homework.Clip().forward(x).reshape(x.shape), None
    """
    one = only(tmp_path, homework, adapter)
    assert one.understood.layer.understood == "not judged: Clip.forward is empty"
    assert one.understood.failure is not None
    assert one.understood.failure.type == "NotImplementedError"


def test_an_exception_of_the_homework_is_the_homeworks(tmp_path: Path) -> None:
    homework = CLIP.replace("return numbers * (numbers > 0)", "return numbers / undefined")
    with judged(tmp_path, homework, OF_CLIP) as (runner, path):
        (one,) = handwritten(runner, path)
        messages = {result.verdict.message for result in results(one, "forward")}
    assert len(messages) == 1
    assert "NameError: name 'undefined' is not defined (line 3:" in messages.pop()


def test_a_gradient_that_is_not_offered_is_not_judged(tmp_path: Path) -> None:
    homework = "def dense(x, w):\n    return x @ w.T\n"
    adapter = """
    def linear(homework, x, weight):
        return homework.dense(x, weight), lambda grad_out: (None, grad_out.T @ x)
    """
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        checks = {result.check for result in results(one)}
    assert "grad_weight" in checks
    assert "grad_x" not in checks


def test_a_gradient_from_an_update_may_have_its_roundings(tmp_path: Path) -> None:
    homework = """
    class Dense:
        def step(self, x, g, rate):
            self.w -= rate * (g.T @ x)
            return g @ self.old
    """
    adapter = """
    def linear(homework, x, weight, *, learning_rate=1.0):
        layer = homework.Dense()
        layer.w, layer.old = weight, weight.copy()

        def pullback(grad_out):
            before = layer.w.copy()
            grad_x = layer.step(x, grad_out, learning_rate)
            return grad_x, (before - layer.w) / learning_rate

        return x @ weight.T, pullback
    """
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        assert one.subject is not None
        assert one.subject.has_rate
        assert bad_checks(one, examples=8) == set()


def test_arguments_that_the_homework_writes_into_are_seen(tmp_path: Path) -> None:
    homework = CLIP.replace("return numbers *", "numbers *= numbers > 0; return numbers *")
    with judged(tmp_path, homework, OF_CLIP) as (runner, path):
        (one,) = handwritten(runner, path)
        assert ("inputs_unchanged", "basic") in bad_checks(one)


def test_the_adapter_remembers_within_a_subject_and_not_beyond(tmp_path: Path) -> None:
    adapter = """
    CALLS = []

    def relu(homework, x):
        CALLS.append(1)
        return x + len(CALLS), None
    """
    with judged(tmp_path, CLIP, adapter) as (runner, path):
        written = read_adapter(path)
        for _ in range(2):
            implementation = Handwritten(runner, written, written.functions[0])
            outs = [implementation(x=np.zeros(1))[0][0] for _ in range(2)]
            implementation.close()
            assert outs == [1, 2]


def test_two_functions_of_one_op_are_told_apart_by_their_names(tmp_path: Path) -> None:
    homework = CLIP + "\n\ndef slow_clip(numbers):\n    return clip(numbers)\n"
    adapter = OF_CLIP + "\n\ndef relu__slow(homework, x):\n    return homework.slow_clip(x), None\n"
    with judged(tmp_path, homework, adapter) as (runner, path):
        found = handwritten(runner, path)
    assert [one.understood.op for one in found] == ["relu", "relu"]
    names = [one.understood.layer.implementation for one in found]
    assert names == ["clip, clip_back", "slow_clip"]


def test_a_helper_is_no_op(tmp_path: Path) -> None:
    adapter = """
    def flip(x):
        return -x

    def _clip(homework, x):
        return homework.clip(x)

    def relu(homework, x):
        return flip(flip(_clip(homework, x))), None
    """
    one = only(tmp_path, CLIP, adapter)
    assert one.understood.layer.implementation == "clip"


def test_global_names_of_the_homework_can_be_read_and_set(tmp_path: Path) -> None:
    homework = "w = None\n\n\ndef dense(x):\n    return x @ w.T\n"
    adapter = """
    def linear(homework, x, weight):
        homework.w = weight
        assert homework.w is weight
        return homework.dense(x), None
    """
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        assert bad_checks(one) == set()


def test_definitions_of_several_files_are_found_by_both_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "layers.py").write_text(CLIP, encoding="utf-8")
    (folder / "losses.py").write_text("def loss(x):\n    return x\n", encoding="utf-8")
    path = tmp_path / "adapter.py"
    path.write_text(OF_CLIP.replace("homework.clip(", "homework.layers.clip("), encoding="utf-8")
    sources = read(folder)
    with Homework.start(sources.sources, sources.root) as runner:
        (one,) = handwritten(runner, path)
        assert bad_checks(one) == set()
