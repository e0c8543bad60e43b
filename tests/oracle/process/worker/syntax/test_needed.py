"""Which assignments run: those that a definition needs, and what they need in turn."""

import sys
from collections.abc import Callable

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.stubs import Broken, BrokenName, MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]


def test_assignments_that_definitions_need_run_with_those_that_they_need(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        BITS = 2
        EPS = np.finfo(float).eps * BITS
        EPS *= 2
        (LOW, HIGH), *REST = (0.0, 1.0), 5
        unused = undefined()
        scale: float = 3.0

        def log(x, floor=EPS):
            return scale * np.log(np.clip(x, LOW + floor, HIGH))
    """)
    namespace = result.namespaces["homework"]
    assert namespace["EPS"] == np.finfo(float).eps * 4
    assert namespace["HIGH"] == 1.0
    assert "unused" not in namespace
    assert result.find("log")(1.0) == 0.0


def test_names_of_parameters_and_locals_make_nothing_run(loaded: Loading) -> None:
    result = loaded("""
        images = undefined()
        batch = undefined()
        labels = undefined()
        index = undefined()

        def forward(images, *labels):
            batch = [index for index in images]
            return lambda batch: batch
    """)
    assert not {"images", "batch", "labels", "index"} & set(result.namespaces["homework"])


def test_what_globals_a_function_declares_is_made(loaded: Loading) -> None:
    result = loaded("""
        calls = 0
        def forward(x):
            global calls
            calls += 1
            return calls
    """)
    assert [result.find("forward")(1), result.find("forward")(1)] == [1, 2]


def test_what_only_the_program_s_functions_read_is_not_computed(loaded: Loading) -> None:
    result = loaded("""
        data = load_everything()
        LEARNING_RATE = 0.1
        def train(layer):
            return layer.forward(data) * LEARNING_RATE
    """)
    assert isinstance(result.namespaces["homework"]["data"], Broken)
    assert result.namespaces["homework"]["LEARNING_RATE"] == 0.1


def test_a_needed_name_that_cannot_be_made_fails_when_it_is_used(loaded: Loading) -> None:
    result = loaded("""
        weights = open("/nowhere/weights.npy").read()
        def forward(x):
            return x * weights
        def relu(x):
            return max(0, x)
    """)
    assert result.find("relu")(-1) == 0
    with pytest.raises(BrokenName, match="weights could not be made: FileNotFoundError"):
        result.find("forward")(np.ones(2))


def test_a_name_that_needs_a_missing_module_fails_with_that_module(loaded: Loading) -> None:
    result = loaded("""
        from tensorflow.keras.datasets import mnist
        import course_helpers
        (images, labels), _ = mnist.load_data()
        helper = course_helpers.make()
        def mean(x):
            return x - images.mean()
        def other(x):
            return helper(x)
    """)
    with pytest.raises(MissingModule, match="images could not be made") as caught:
        result.find("mean")(1.0)
    assert (caught.value.module, caught.value.framework) == ("tensorflow", False)
    with pytest.raises(MissingModule) as caught:
        result.find("other")(1.0)
    assert caught.value.module == "course_helpers"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer signals")
def test_a_needed_name_that_takes_too_long_is_given_up(
    loaded: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scratchcnn.oracle.process.worker.loading.unit.SECONDS_FOR_A_STATEMENT", 0.1
    )
    result = loaded("""
        def endless():
            while True:
                try:
                    while True:
                        pass
                except Exception:
                    pass
        table = endless()
        def forward(x):
            return table[x]
    """)
    with pytest.raises(BrokenName, match="table could not be made: it takes longer than"):
        result.find("forward")(0)


def test_a_variable_of_the_program_does_not_replace_a_function_of_its_name(loaded: Loading) -> None:
    result = loaded("""
        def relu(x):
            return max(0, x)
        relu = relu(-5)
        def forward(x):
            return relu(x)
    """)
    assert result.find("forward")(3) == 3


def test_conditional_definitions_follow_their_condition(loaded: Loading) -> None:
    result = loaded("""
        import sys
        FAST = sys.version_info < (3,)
        if FAST:
            def conv(x):
                return "fast"
        elif not FAST:
            print("slow")
            raise SystemExit
            def conv(x):
                return "slow"
        if undefined_name:
            def pool(x):
                pass
    """)
    assert result.find("conv")(1) == "slow"
    assert len(result.problems) == 1
    assert "homework.py, line 12: this condition could not be made: NameError" in result.problems[0]


def test_a_name_that_newer_pythons_lack_is_made_by_who_asks_for_it(loaded: Loading) -> None:
    result = loaded("""
        try:
            xrange
        except NameError:
            xrange = range

        def count(n):
            return [i for i in xrange(n)]
    """)
    assert result.find("count")(3) == [0, 1, 2]


def test_what_asks_a_missing_module_goes_the_other_way(loaded: Loading) -> None:
    result = loaded("""
        import torch
        if torch.cuda.is_available():
            device = "cuda"
        else:
            device = "cpu"
        def where():
            return device
    """)
    assert result.find("where")() == "cpu"


def test_generators_of_random_numbers_and_class_attributes_are_made(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        rng = np.random.default_rng(0)
        SCALE = 0.1
        class Dense:
            scale = SCALE
            table = [SCALE * i for i in range(3)]
            half = scale / 2
            def __init__(self, n):
                self.w = rng.normal(size=n) * self.scale
    """)
    np.testing.assert_array_equal(
        result.find("Dense")(3).w, np.random.default_rng(0).normal(size=3) * 0.1
    )
    assert result.find("Dense").half == 0.05


def test_walruses_and_match_statements_are_understood(loaded: Loading) -> None:
    result = loaded("""
        MODE = "max"
        if (limit := 5) > 3:
            def capped(x):
                return min(x, limit)
        match MODE:
            case "max":
                def pool(x):
                    return max(x)
            case _:
                def pool(x):
                    return sum(x) / len(x)
        def kind(x):
            match x:
                case {"pad": pad, **rest}:
                    return pad, rest
                case [first, *others]:
                    return first, others
    """)
    assert result.find("capped")(9) == 5
    assert result.find("pool")([1, 2]) == 2
    assert result.find("kind")({"pad": 1, "stride": 2}) == (1, {"stride": 2})


def test_a_name_that_only_the_program_makes_fails_as_such(loaded: Loading) -> None:
    result = loaded("""
        for size in range(3):
            last = size
        with open(__file__) as file:
            mean = file.read()
        def forward(x):
            return x - mean
        def crop(x):
            return x[:last]
        def typo(x):
            return meen
    """)
    with pytest.raises(BrokenName, match="mean could not be made: only the main program makes it"):
        result.find("forward")(1.0)
    with pytest.raises(BrokenName):
        result.find("crop")([1.0])
    with pytest.raises(NameError) as caught:
        result.find("typo")(1.0)
    assert not isinstance(caught.value, BrokenName)


def test_questions_to_a_notebook_s_surroundings_go_the_other_way(loaded: Loading) -> None:
    result = loaded("""
        if "google.colab" in str(get_ipython()):
            from google.colab import drive
            WHERE = "cloud"
        else:
            WHERE = "here"
        def where():
            return WHERE
    """)
    assert result.find("where")() == "here"
    assert not result.problems


def test_a_training_function_that_cannot_be_made_is_no_problem(loaded: Loading) -> None:
    result = loaded("from keras.datasets import x\ndef train(n=len(x)):\n    return n\n")
    assert (result.definitions, result.problems) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        'setattr(Tensor, "relu", relu)',
        'register("relu", relu)',
        'for name, f in (("relu", relu),):\n            setattr(Tensor, name, f)',
    ],
)
def test_what_gives_a_class_methods_runs(loaded: Loading, statement: str) -> None:
    result = loaded(f"""
        class Tensor:
            pass

        def relu(self):
            return 0

        def register(name, function):
            setattr(Tensor, name, function)

        {statement}
        register_nothing(undefined())
    """)
    assert result.find("Tensor").relu is result.find("relu")
