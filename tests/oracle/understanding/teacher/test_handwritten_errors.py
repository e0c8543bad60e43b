"""What is wrong with an adapter is told as that, and not as the homework's."""

from pathlib import Path

import pytest
from by_hand import CLIP, OF_CLIP, bad_checks, error, judged, offer, only, results, unreadable

from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError, read_adapter
from scratchcnn.oracle.understanding.teacher.handwritten import handwritten


def test_offers_are_read_from_the_dictionary(tmp_path: Path) -> None:
    told = offer(tmp_path, 'OFFERS = {"relu": {"batch": False, "upstream": "ones"}}\n' + OF_CLIP)
    assert not told.batch
    assert told.upstream == ("ones",)


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        ('{"relu": {"bacth": False}}', "bacth cannot be offered; what can be offered is batch,"),
        ('{"relu": {"batch": "no"}}', "batch has to be True or False, got 'no'"),
        ('{"relu": {"upstream": "two"}}', "upstream has to be some of nonzero,"),
        ('{"relu": {"stride": True}}', "stride needs a parameter `stride`"),
        ('{"conv2d": {}}', "OFFERS has 'conv2d', but no function has that name"),
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
        ("import numpy\n", "has no function that is named after an op. An op is one of conv2d,"),
        ("def rellu(homework, x): pass\n", "line 1: rellu is not an op. An op is one of conv2d,"),
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
