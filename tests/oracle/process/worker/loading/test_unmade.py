"""What could not be made is handed over with the reason; what was made after all is not."""

from collections.abc import Callable

import pytest

from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]
FAILS = "try:\n    class Conv:\n        size = missing\n"
READER = "class Net:\n    def forward(self, x):\n        return tanh(x)\n"


def unmade(result: Loaded) -> dict[str, tuple[str, str]]:
    return {one["name"]: (one["kind"], one["reason"]) for one in result.unmade}


def test_a_class_or_function_whose_making_fails_is_handed_over(loaded: Loading) -> None:
    result = loaded("""
        class Conv2D:
            size = missing
        def relu_backward(grad, x=missing):
            return grad
    """)
    reason = "NameError: name 'missing' is not defined"
    assert unmade(result) == {
        "Conv2D": ("class", reason),
        "relu_backward": ("function", reason),
    }
    assert [(one["file"], one["line"]) for one in result.unmade] == [
        ("homework.py", 2),
        ("homework.py", 4),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "import numpy as np\ntanh = np.vectorise(lambda x: x)\n",
            "AttributeError: module 'numpy' has no attribute 'vectorise'",
        ),
        (
            "import numpy as np\ndef scalar(x):\n    return x\ntanh = np.vectorise(scalar)\n",
            "AttributeError: module 'numpy' has no attribute 'vectorise'",
        ),
        (f"OPS = {{}}\ntanh = OPS['tanh']\n{READER}", "KeyError: 'tanh'"),
        (f"tanh = elsewhere\n{READER}", "NameError: name 'elsewhere' is not defined"),
        (f"tanh = build('tanh')\n{READER}", "NameError: name 'build' is not defined"),
        (
            f"OPS = build()\ntanh = OPS['tanh']\n{READER}",
            "OPS could not be made: NameError: name 'build' is not defined",
        ),
    ],
)
def test_an_assignment_of_a_function_that_fails_is_handed_over(
    loaded: Loading, text: str, reason: str
) -> None:
    assert unmade(loaded(text)) == {"tanh": ("assignment", reason)}


@pytest.mark.parametrize(
    "value",
    [
        "open('nowhere')",
        "nowhere.open(1)",
        "Build('tanh')",
        "x + 1",
        "build('tanh', 3)",
        "torch.tanh",
    ],
)
def test_an_assignment_of_data_or_of_an_object_that_fails_says_nothing(
    loaded: Loading, value: str
) -> None:
    assert unmade(loaded(f"import torch\ntanh = {value}\n{READER}")) == {}


def test_what_lacks_data_that_is_not_there_says_nothing(loaded: Loading) -> None:
    result = loaded(f"DATA = open('nowhere')\ntanh = DATA['tanh']\n{READER}")
    assert unmade(result) == {}


def test_an_entry_that_only_the_main_program_sets_says_nothing(loaded: Loading) -> None:
    text = "OPS = {}\nfor name in ['tanh']:\n    OPS[name] = len\ntanh = OPS['tanh']\n"
    assert unmade(loaded(text + READER)) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "try:\n    class Conv:\n        size = missing\nexcept ValueError:\n    pass\n",
            "NameError: name 'missing' is not defined",
        ),
        (
            "try:\n    class Conv:\n        size = missing\nexcept NameError:\n    pass\n",
            "an exception in the `try` around it left it out",
        ),
        (
            "if missing:\n    class Conv:\n        pass\n",
            "the condition around it fails: NameError: name 'missing' is not defined",
        ),
        (
            "for _ in range(1):\n    class Conv:\n        pass\n",
            "it stands in a part of the main program, which is not run",
        ),
        (
            "if __name__ == '__main__':\n    class Conv:\n        pass\n",
            "it stands in a part of the main program, which is not run",
        ),
        (
            "with open('nowhere') as f:\n    class Conv:\n        size = f.read()\n",
            "NameError: name 'f' is not defined",
        ),
    ],
)
def test_a_class_within_a_statement_that_does_not_come_to_it_is_handed_over(
    loaded: Loading, text: str, reason: str
) -> None:
    assert unmade(loaded(text)) == {"Conv": ("class", reason)}


@pytest.mark.parametrize(
    "text",
    [
        f"{FAILS}except NameError:\n    class Conv:\n        pass\n",
        "class Conv:\n    size = missing\nclass Conv:\n    pass\n",
        "for _ in range(1):\n    class Conv:\n        pass\nclass Conv:\n    pass\n",
        "if True:\n    class Dense:\n        pass\nelse:\n    class Conv:\n        pass\n",
        FAILS.replace("    class", "    import torch\n    class")
        + "except ImportError:\n    pass\n",
        "try:\n    if False:\n        class Conv:\n            pass\nexcept NameError:\n    pass\n",
        "def make():\n    class Conv:\n        size = missing\n    return Conv\n",
        "def train(x=missing):\n    return x\n",
    ],
)
def test_what_is_made_elsewhere_or_was_not_meant_to_be_made_says_nothing(
    loaded: Loading, text: str
) -> None:
    assert unmade(loaded(text)) == {}


def test_of_several_files_a_name_says_which_it_is_of(directory: Loading) -> None:
    result = directory(a="class Conv:\n    size = missing\n", b="class Dense:\n    pass\n")
    assert list(unmade(result)) == ["a.Conv"]


def test_a_later_cell_that_makes_it_is_enough(loaded: Loading) -> None:
    assert unmade(loaded("class Conv:\n    size = missing", "class Conv:\n    size = 3")) == {}
