"""A teacher's list of calls is a part of what determines the results of a submission."""

from dataclasses import replace

from scratchcnn.grading.results import key_of
from scratchcnn.grading.submissions import Submission
from scratchcnn.grading.work import Task


def test_another_list_judges_anew() -> None:
    task = Task(Submission("a"))
    assert key_of(task) != key_of(replace(task, calls=((), ("torch.einsum",))))
    assert key_of(replace(task, calls=(("torch.einsum",), ()))) != key_of(
        replace(task, calls=((), ("torch.einsum",)))
    )
