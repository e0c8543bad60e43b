"""Random generators begin anew, with as little work as that takes."""

import traceback

import pytest
import torch

from scratchcnn.oracle.process.worker.loading.randomness import rewinding, seed_torch


def test_what_pytorch_draws_after_a_seed_is_what_its_own_function_gives() -> None:
    seed_torch(3)
    ours = torch.rand(4)
    torch.manual_seed(3)
    assert torch.equal(ours, torch.rand(4))


def test_a_seed_writes_no_stack_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> list[str]:
        raise AssertionError("the stack was formatted")

    monkeypatch.setattr(traceback, "format_stack", refuse)
    seed_torch(3)


def test_a_generator_of_pytorch_is_put_back() -> None:
    generator = torch.Generator().manual_seed(5)
    rewind = rewinding([generator, "no generator"])
    first = torch.rand(3, generator=generator)
    rewind()
    assert torch.equal(first, torch.rand(3, generator=generator))
