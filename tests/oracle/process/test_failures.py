import pytest

from scratchcnn.oracle.process.failures import HomeworkFailure, status_of
from scratchcnn.oracle.process.runner import Failure
from tests.helpers.failing import raised, told


def test_a_framework_is_not_from_scratch():
    status, message = status_of(Failure("missing", module="torch", framework=True))
    assert status == "not_from_scratch"
    assert "torch" in message


def test_a_missing_module_is_a_matter_of_the_environment():
    status, message = status_of(Failure("missing", module="utils"))
    assert status == "environment"
    assert "utils" in message
    assert "pip" not in message


def test_what_an_extra_installs_is_said_with_the_extra():
    status, message = status_of(Failure("missing", module="jax"))
    assert status == "environment"
    told = "which is not installed here: pip install 'scratchcnn[jax]'"
    assert message == f"it needs the module jax, {told}"


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


def test_a_missing_module_that_no_extra_installs_is_said_alone():
    _, message = status_of(Failure("missing", module="gone"))
    assert message == "it needs the module gone, which is not installed here"
