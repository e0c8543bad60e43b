"""What NumPy and Python took away, and say of it, is no fault of the homework."""

import numpy as np
import pytest

from scratchcnn.oracle.process.failures import OF_ARRAYS, status_of
from scratchcnn.oracle.process.worker.bygone.names import NUMPY
from tests.helpers.failing import raised, told


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
