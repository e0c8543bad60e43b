import numpy as np
import pytest

from scratchcnn.oracle.process.failures import HomeworkFailure, status_of
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.bygone.names import NUMPY


def raised(function):
    """Return the failure of calling a function on an array."""
    step = {"call": {"name": function.__name__}, "args": [{"array": np.ones(3)}], "save": "out"}
    return Live(function).run([step], ["out"]).failure


def told(kind, message="", source="", *, explicit=False):
    failure = Failure("exception", kind, message, 12, "hw.py", source, explicit)
    return status_of(failure)


def test_a_framework_is_not_from_scratch():
    status, message = status_of(Failure("missing", module="torch", framework=True))
    assert status == "not_from_scratch"
    assert "torch" in message


def test_a_missing_module_is_a_matter_of_the_environment():
    status, message = status_of(Failure("missing", module="utils"))
    assert status == "environment"
    assert "utils" in message


def test_a_call_that_takes_too_long_is_a_timeout():
    assert status_of(Failure("timeout", message="no answer")) == ("timeout", "no answer")


def test_a_call_that_is_left_by_sys_exit_is_refused():
    status, message = status_of(Failure("exit", "SystemExit", "odd filters only"))
    assert status == "unsupported"
    assert "odd filters only" in message


@pytest.mark.parametrize("kind", ["crash", "memory", "exit", "lost"])
def test_a_process_that_ended_crashed(kind):
    status, message = status_of(Failure(kind, "KeyboardInterrupt"))
    assert status == "crash"
    assert message


@pytest.mark.parametrize("name", ["float", "int", "bool", "product", "infty"])
def test_what_numpy_took_away_says_what_stands_there_now(name):
    message = f"module 'numpy' has no attribute '{name}'.\n`np.{name}` was a deprecated alias"
    status, text = told("AttributeError", message)
    assert status == "environment"
    assert f"write {NUMPY[name][1]} for np.{name}" in text


def test_an_alias_that_numpy_took_away_is_known_as_it_is_raised():
    def layer(x):
        return x.astype(np.float)

    assert status_of(raised(layer))[0] == "environment"


def test_what_numpy_never_had_is_no_fault_of_the_homework_either():
    status, text = told("AttributeError", "module 'numpy' has no attribute 'frobnicate'")
    assert status == "environment"
    assert text.endswith(": the installed NumPy has no frobnicate; no replacement is known")


def test_an_attribute_that_the_layer_lacks_is_its_own_fault():
    assert told("AttributeError", "'Conv' object has no attribute 'x'")[0] == "wrong"


def test_a_number_made_of_an_array_is_a_matter_of_the_environment():
    def layer(x):
        return float(np.ones((2, 2))[:, :1])

    message = "only 0-dimensional arrays can be converted to Python scalars"
    status, text = told("TypeError", message, "return float(a)")
    assert status == "environment"
    advice = (
        "the installed NumPy cannot convert an array to a number; write float(a.item()) or np.sum"
    )
    assert text.endswith(f": {advice}")
    assert status_of(raised(layer))[0] == "environment"


def test_a_copy_that_cannot_be_avoided_is_a_matter_of_the_environment():
    status, text = told("ValueError", "Unable to avoid copy while creating an array as requested.")
    assert status == "environment"
    assert text.endswith(": NumPy 2 treats copy=False as a guarantee; write np.asarray")


def test_what_python_took_away_is_a_matter_of_the_environment():
    message = "module 'collections' has no attribute 'Iterable'"
    status, text = told("AttributeError", message)
    assert status == "environment"
    assert text.endswith(": the installed Python no longer has it")


def test_an_operand_of_a_wrong_type_is_wrong():
    assert told("TypeError", "unsupported operand type(s) for +: 'int' and 'str'")[0] == "wrong"


def test_a_name_that_the_homework_lacks_is_still_to_be_written():
    absent = Failure("absent", message="there is no Dense in hw.py")
    assert status_of(absent) == ("unimplemented", "there is no Dense in hw.py")


def test_a_name_that_could_not_get_its_value_is_a_matter_of_the_environment():
    status, text = told("BrokenName", "DATA, which is read from a file")
    assert status == "environment"
    assert text == "it uses a name that has no value: DATA, which is read from a file"


def test_what_is_still_to_be_written_is_unimplemented():
    def layer(x):
        raise NotImplementedError

    status, message = status_of(raised(layer))
    assert status == "unimplemented"
    assert "raise NotImplementedError" in message


def test_an_error_that_the_homework_means_is_unsupported():
    def layer(x):
        raise ValueError("only stride 1")

    status, message = status_of(raised(layer))
    assert status == "unsupported"
    assert "only stride 1" in message


def test_an_assert_about_arguments_is_unsupported():
    def layer(x):
        assert x.ndim == 4, "images only"
        return x

    assert status_of(raised(layer))[0] == "unsupported"


def test_an_assert_about_the_result_is_wrong():
    def layer(x):
        out = x[:2]
        assert out.shape == x.shape
        return out

    assert status_of(raised(layer))[0] == "wrong"


def test_an_error_that_the_homework_stumbles_over_is_wrong():
    def layer(x):
        return x[0] + x[7]

    status, message = status_of(raised(layer))
    assert status == "wrong"
    assert "IndexError" in message
    assert "return x[0] + x[7]" in message


def test_without_a_line_only_the_exception_is_told():
    assert status_of(Failure("exception", "KeyError", "'W'")) == ("wrong", "raised KeyError: 'W'")


def test_an_exception_without_words_is_told_by_its_type():
    assert status_of(Failure("exception", "ZeroDivisionError")) == (
        "wrong",
        "raised ZeroDivisionError",
    )


@pytest.mark.parametrize(("type_", "words"), [("KeyError", "KeyError: no W"), ("", "no W")])
def test_a_failed_call_carries_what_failed_where_and_says_so(type_, words):
    failure = Failure("exception", type_, "no W")
    error = HomeworkFailure(failure, "backward")
    assert str(error) == words
    assert (error.failure, error.stage) == (failure, "backward")
