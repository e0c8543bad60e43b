from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from corpus import CORPUS

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.checks.homework import Judge
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, from_form, to_form
from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError, parsed
from scratchcnn.oracle.understanding.teacher.handwritten import ByHand, handwritten
from scratchcnn.oracle.understanding.teacher.layout_text import from_form_text, to_form_text
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton

SIZES = dict(zip("NCHWFKLDTVES", range(2, 14), strict=True))


@contextmanager
def loaded(path: Path) -> Iterator[Runner]:
    sources = read(path)
    with Homework.start(sources.sources, sources.root) as runner:
        yield runner


def written_for(path: Path) -> str:
    with loaded(path) as runner:
        return skeleton(runner, str(path))


def wrong(one: ByHand) -> set[tuple[str, str, str]]:
    assert one.subject is not None, one.understood.layer
    judge = Judge(one.subject)
    found = {
        (one.subject.op, finding.check, regime)
        for regime in regimes(one.subject.op, one.subject.offer)
        for finding in judge.examine(regime, 2)
        if finding.bad
    }
    found |= {(one.subject.op, f.check, f.regime) for f in judge.again(()) if f.bad}
    judge.close()
    return found


@pytest.mark.parametrize(
    "family",
    ["saito", *(pytest.param(one, marks=pytest.mark.slow) for one in ("guide", "deeplearning_ai"))],
)
def test_a_skeleton_judges_the_homework_that_it_was_written_for_as_right(
    tmp_path: Path, family: str
) -> None:
    adapter = tmp_path / "adapter.py"
    with loaded(CORPUS / family / "right.py") as runner:
        adapter.write_text(skeleton(runner, "right.py"), encoding="utf-8")
        for one in handwritten(runner, adapter):
            assert wrong(one) == set()


def test_a_skeleton_finds_the_bugs_of_another_submission(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.py"
    adapter.write_text(written_for(CORPUS / "deeplearning_ai" / "right.py"), encoding="utf-8")
    with loaded(CORPUS / "deeplearning_ai" / "wrong_stride_ignored.py") as runner:
        found = set().union(*(wrong(one) for one in handwritten(runner, adapter) if one.subject))
    assert ("max_pool2d", "forward", "stride") in found
    assert not any(op == "conv2d" for op, _, _ in found)


def test_a_softmax_and_its_loss_that_are_right_together_become_a_function(tmp_path: Path) -> None:
    path = CORPUS / "others" / "softmax_and_loss_pair.py"
    adapter = tmp_path / "adapter.py"
    with loaded(path) as runner:
        adapter.write_text(skeleton(runner, str(path)), encoding="utf-8")
        found = {one.understood.op: one for one in handwritten(runner, adapter)}
        assert {"softmax", "categorical_cross_entropy", "softmax_cross_entropy"} <= set(found)
        checks = {place[1] for one in found.values() for place in wrong(one)}
    # An epsilon in the logarithm shows in the loss's value alone.
    assert checks <= {"forward", "repeatable"}


def test_what_is_recognised_but_not_understood_is_to_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(
        "class Conv2D:\n"
        "    def __init__(self, quux, zork=3):\n        self.quux = quux\n\n"
        "    def forward(self, x):\n        return self.quux.no(x)\n\n"
        "    def backward(self, x):\n        pass\n",
        encoding="utf-8",
    )
    text = written_for(path)
    assert "# TODO: Conv2D was not understood: " in text
    assert "class Conv2D(quux, zork=3)  # homework.py, line 1" in text
    assert ".backward(x)  # empty" in text
    adapter = tmp_path / "adapter.py"
    adapter.write_text(text, encoding="utf-8")
    with loaded(path) as runner, pytest.raises(AdapterError, match="say how Conv2D is called"):
        handwritten(runner, adapter)


def test_what_is_not_recognised_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(
        "class Sliderule:\n    def gaze(self, pictures, *, hop=1):\n        return pictures\n",
        encoding="utf-8",
    )
    text = written_for(path)
    compile(text, "adapter.py", "exec")
    assert "#   class Sliderule()  # homework.py, line 1" in text
    assert "#       .gaze(pictures, hop=1)" in text
    with pytest.raises(AdapterError, match="has no function that is named after an op"):
        parsed(Path("adapter.py"), text)


def test_the_text_of_a_skeleton_is_always_the_same() -> None:
    path = CORPUS / "saito" / "right.py"
    assert written_for(path) == written_for(path)


@pytest.mark.parametrize(
    ("axes", "form"), [(axes, form) for axes, forms in FORMS.items() for form in forms if axes]
)
def test_layouts_in_words_of_python_are_those_of_the_plans(axes: str, form: str) -> None:
    shape = [SIZES[letter] if letter in form else 1 for letter in axes]
    array = np.arange(np.prod(shape)).reshape(shape)
    names = {"np": np, "array": array}
    moved = eval(to_form_text("array", axes, form), names)
    np.testing.assert_array_equal(moved, to_form(array, axes, form))
    back = eval(from_form_text("moved", "array", axes, form), {**names, "moved": moved})
    np.testing.assert_array_equal(back, from_form(np.asarray(moved), axes, form, array.shape))


def test_the_forms_of_two_axes_of_one_size_keep_their_order() -> None:
    for axes, form in product(("NCHW",), ("NHWC", "CHWN")):
        array = np.arange(16).reshape(2, 2, 2, 2)
        moved = eval(to_form_text("array", axes, form), {"array": array})
        np.testing.assert_array_equal(moved, to_form(array, axes, form))
