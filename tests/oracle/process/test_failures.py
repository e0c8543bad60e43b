import numpy as np
import pytest

from scratchcnn.oracle.process.failures import OF_ARRAYS, HomeworkFailure, status_of
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


@pytest.mark.parametrize("kind", ["UnreadName", "UnreadAttribute"])
def test_a_name_that_may_be_bound_where_nothing_was_read_is_not_judged(kind):
    status, message = told(kind, "EPS is bound nowhere in what was read; not: cell 1")
    assert status == "not_judged"
    assert "EPS" in message
    assert "cell 1" in message


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


@pytest.mark.parametrize(
    ("message", "told_as"),
    [
        (
            "`np.cast` was removed in the NumPy 2.0 release. Use `np.asarray(arr, dtype=dtype)`",
            "the installed NumPy has no cast; write np.asarray(..., dtype=...) for np.cast",
        ),
        (
            "`np.find_common_type` was removed in the NumPy 2.0 release. Use `numpy.result_type`",
            "the installed NumPy has no find_common_type; "
            "write np.result_type for np.find_common_type",
        ),
        (
            "`np.who` was removed in the NumPy 2.0 release. Use an IDE variable explorer.",
            "the installed NumPy has no who; NumPy says what to write",
        ),
        (
            "`np.compat` was removed in the NumPy 2.0 release. There's no replacement.",
            "the installed NumPy has no compat; no replacement is known",
        ),
        (
            "'numpy.ndarray' object has no attribute 'newbyteorder'",
            "the installed NumPy has no newbyteorder; "
            "write a.view(a.dtype.newbyteorder(...)) for a.newbyteorder",
        ),
        (
            "`newbyteorder` was removed from scalar types in NumPy 2.0. Use `sc.view(...)`.",
            "the installed NumPy has no newbyteorder; "
            "write a.view(a.dtype.newbyteorder(...)) for a.newbyteorder",
        ),
        (
            "`itemset` was removed from the ndarray class in NumPy 2.0. Use `arr[index] = value`.",
            "the installed NumPy has no itemset; write a[...] = value for a.itemset",
        ),
        (
            "'numpy.float64' object has no attribute 'ptp'",
            "the installed NumPy has no ptp; write np.ptp(a) for a.ptp",
        ),
        (
            "module 'numpy.lib' has no attribute 'pad'",
            "the installed NumPy has no pad; write np.pad for np.lib.pad, if NumPy has it",
        ),
        (
            "numpy.lib.arraypad is now private. If you are using a public function, look elsewhere",
            "the installed NumPy has no arraypad; no replacement is known",
        ),
    ],
)
def test_numpys_own_words_about_what_it_removed_are_no_fault_of_the_homework(message, told_as):
    status, text = told("AttributeError", message)
    assert status == "environment"
    assert text.endswith(f": {told_as}")


@pytest.mark.parametrize(
    "attribute", ["newbyteorder", "ptp", "itemset", "tostring", "cast", "find_common_type", "math"]
)
def test_what_numpy_removed_is_known_as_it_is_raised(attribute):
    def layer(x):
        return getattr(x if attribute in OF_ARRAYS else np, attribute)

    # The oldest NumPy that is supported still has some.
    assert hasattr(np.ones(3), attribute) or status_of(raised(layer))[0] == "environment"


@pytest.mark.parametrize(
    ("kind", "message", "told_as"),
    [
        (
            "TypeError",
            "Calling np.sum(generator) is deprecated.Use np.sum(np.fromiter(generator))",
            "the installed NumPy adds no generator up; write sum(...), or np.sum of a list",
        ),
        (
            "TypeError",
            "Converting `np.inexact` or `np.floating` to a dtype not allowed",
            "the installed NumPy takes no kind for a type; write np.float64 or np.int64",
        ),
        (
            "TypeError",
            "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed",
            "the installed NumPy takes no kind for a type; write np.float64 or np.int64",
        ),
        (
            "TypeError",
            "Alias 'bool8' was removed in NumPy 2.0. Use a name without a digit at the end.",
            "the installed NumPy has no type of that name; write it without the digit",
        ),
        (
            "TypeError",
            "percentile() got an unexpected keyword argument 'interpolation'",
            "the installed NumPy calls it otherwise; write method=",
        ),
        (
            "TypeError",
            "nanquantile() got an unexpected keyword argument 'interpolation'",
            "the installed NumPy calls it otherwise; write method=",
        ),
        (
            "TypeError",
            "reshape() got an unexpected keyword argument 'newshape'",
            "the installed NumPy calls it otherwise; write shape=",
        ),
        (
            "TypeError",
            "list indices must be integers or slices, not numpy.bool",
            "the installed NumPy takes no truth value for an index; write int(...)",
        ),
        (
            "TypeError",
            "'numpy.bool' object cannot be interpreted as an integer",
            "the installed NumPy takes no truth value for an index; write int(...)",
        ),
        (
            "OverflowError",
            "Python integer 300 out of bounds for uint8",
            "NumPy 2 keeps the small type of an array; write a.astype(int) before",
        ),
    ],
)
def test_what_numpy_did_once_and_refuses_today_is_a_matter_of_the_environment(
    kind, message, told_as
):
    status, text = told(kind, message)
    assert status == "environment"
    assert text.endswith(f": {told_as}")
    assert told("RuntimeError", message)[0] == "wrong"


def test_what_numpy_never_had_is_no_fault_of_the_homework_either():
    status, text = told("AttributeError", "module 'numpy' has no attribute 'frobnicate'")
    assert status == "environment"
    assert text.endswith(": the installed NumPy has no frobnicate; no replacement is known")


@pytest.mark.parametrize(
    "message",
    [
        "'Conv' object has no attribute 'x'",
        "'Conv' object has no attribute 'ptp'",
        "'numpy.ndarray' object has no attribute 'append'",
    ],
)
def test_an_attribute_that_there_never_was_is_the_homeworks_own_fault(message):
    assert told("AttributeError", message)[0] == "wrong"


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
