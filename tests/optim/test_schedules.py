"""Schedules beside those of PyTorch."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from scratchcnn import optim

Made = Callable[[torch.optim.Optimizer], Any]
BESIDE: list[tuple[optim.Schedule, Made]] = [
    (optim.Constant(), lr_scheduler.ConstantLR),
    (optim.Constant(0.25, 3), lambda o: lr_scheduler.ConstantLR(o, 0.25, 3)),
    (optim.Steps(3), lambda o: lr_scheduler.StepLR(o, 3)),
    (optim.Steps(2, 0.5), lambda o: lr_scheduler.StepLR(o, 2, 0.5)),
    (optim.Exponential(0.9), lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
    (optim.Cosine(5), lambda o: lr_scheduler.CosineAnnealingLR(o, 5)),
    (optim.Cosine(4, 0.1), lambda o: lr_scheduler.CosineAnnealingLR(o, 4, 0.1 * 0.3)),
    (optim.Linear(), lr_scheduler.LinearLR),
    (optim.Linear(1.0, 0.0, 7), lambda o: lr_scheduler.LinearLR(o, 1.0, 0.0, 7)),
    (
        optim.Sequential([optim.Linear(0.1, 1.0, 3), optim.Constant(1.0), optim.Steps(2)], [3, 6]),
        lambda o: lr_scheduler.SequentialLR(
            o,
            [
                lr_scheduler.LinearLR(o, 0.1, 1.0, 3),
                lr_scheduler.ConstantLR(o, 1.0),
                lr_scheduler.StepLR(o, 2),
            ],
            [3, 6],
        ),
    ),
]


@pytest.mark.parametrize(("ours", "made"), BESIDE)
def test_a_schedule_is_that_of_pytorch(ours: optim.Schedule, made: Made) -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    theirs = made(optimizer)
    for step in range(12):
        # PyTorch multiplies from step to step; each may round once or twice.
        expected = optimizer.param_groups[0]["lr"]
        assert 0.3 * ours(step) == pytest.approx(expected, rel=1e-13, abs=1e-16)
        optimizer.step()
        theirs.step()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: optim.Constant(-0.1), "factor must be "),
        (lambda: optim.Constant(total_iters=-1), "total_iters must be at least 0"),
        (lambda: optim.Steps(0), "step_size must be at least 1"),
        (lambda: optim.Steps(1, -1.0), "gamma must be "),
        (lambda: optim.Exponential(-1.0), "gamma must be "),
        (lambda: optim.Cosine(0), "T_max must be at least 1"),
        (lambda: optim.Cosine(1, -0.1), "minimum must be "),
        (lambda: optim.Linear(0.0), "start_factor must be "),
        (lambda: optim.Linear(1.0, -0.1), "end_factor must be "),
        (lambda: optim.Linear(total_iters=0), "total_iters must be at least 1"),
        (lambda: optim.Sequential([], []), "0 schedules need one milestone less, got 0"),
        (lambda: optim.Sequential([optim.Constant()] * 2, [0]), "milestones must be at least 1"),
        (lambda: optim.Sequential([optim.Constant()] * 3, [2, 2]), "milestones must grow"),
    ],
)
def test_a_number_out_of_range_is_refused(made: Callable[[], Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}"):
        made()
