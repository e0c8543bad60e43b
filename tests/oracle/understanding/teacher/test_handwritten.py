"""What a handwritten adapter says is judged, and what the homework does."""

from pathlib import Path

import numpy as np
from by_hand import CLIP, OF_CLIP, OF_SLIDERULE, SLIDERULE, bad_checks, judged, offer, only, results

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.understanding.teacher.adapter_file import read_adapter
from scratchcnn.oracle.understanding.teacher.handwritten import Handwritten, handwritten


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
