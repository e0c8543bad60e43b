"""A teacher's list of calls: what is read, and what is said of a bad one."""

from pathlib import Path

import pytest

from scratchcnn.oracle.process.worker.imports.torch_calls import NEEDED
from scratchcnn.oracle.understanding.teacher.calls_file import BadCalls, Calls, calls_of, read_calls


def test_a_list_allows_and_forbids(tmp_path: Path) -> None:
    file = tmp_path / "calls.txt"
    file.write_text("# week 3\nallow torch.nn.functional.linear  # free\n\nforbid torch.einsum\n")
    assert read_calls(file) == Calls(("torch.nn.functional.linear",), ("torch.einsum",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("permit torch.einsum", "c, line 1: 'permit torch.einsum' is no rule"),
        ("\nallow", "c, line 2: 'allow' is no rule"),
        ("allow torch.einsun", "c, line 1: PyTorch has no function 'torch.einsun'"),
        ("allow torch.nn.Linear", "c, line 1: PyTorch has no function 'torch.nn.Linear'"),
        ("allow numpy.dot", "c, line 1: PyTorch has no function 'numpy.dot'"),
        ("allow torch.relu.__call__", "c, line 1: PyTorch has no function 'torch.relu.__call__'"),
        ("forbid torch.from_numpy", "c, line 1: torch.from_numpy cannot be forbidden"),
        ("forbid torch.Tensor.__repr__", "c, line 1: torch.Tensor.__repr__ cannot be forbidden"),
        ("allow torch.mm\nforbid torch.mm", "c, line 2: torch.mm is in line 1 already"),
    ],
)
def test_a_bad_line_is_named(text: str, said: str) -> None:
    with pytest.raises(BadCalls) as raised:
        calls_of(text, "c")
    assert str(raised.value).startswith(said)


def test_names_of_jax_are_looked_for_in_jax() -> None:
    pytest.importorskip("jax")
    assert calls_of("allow jax.nn.softmax", "c").allowed == ("jax.nn.softmax",)
    with pytest.raises(BadCalls, match=r"JAX has no function 'jax\.nn\.softmac'"):
        calls_of("allow jax.nn.softmac", "c")


def test_without_jax_a_name_of_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    where = "scratchcnn.oracle.understanding.teacher.calls_file.is_absent"
    monkeypatch.setattr(where, lambda _: True)
    with pytest.raises(BadCalls, match=r"pip install 'scratchcnn\[jax\]'"):
        calls_of("allow jax.nn.softmax", "c")


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "is not a text in UTF-8"), (b"\0", "is a binary file")]
)
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "calls.txt"
    file.write_bytes(content)
    with pytest.raises(BadCalls, match=said):
        read_calls(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCalls, match="No such file"):
        read_calls(tmp_path / "absent")


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_what_the_judge_needs_may_be_allowed_but_not_forbidden(name: str) -> None:
    assert calls_of(f"allow {name}", "c").allowed == (name,)
    with pytest.raises(BadCalls, match=f"{name} cannot be forbidden, for the judge itself"):
        calls_of(f"forbid {name}", "c")


def test_an_operator_may_be_forbidden() -> None:
    assert calls_of("forbid torch.Tensor.__matmul__", "c").refused == ("torch.Tensor.__matmul__",)
