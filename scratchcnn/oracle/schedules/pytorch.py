"""The rates of PyTorch's own schedules."""

from collections.abc import Mapping
from typing import Any

from scratchcnn.oracle.cases.twins import schedules
from scratchcnn.oracle.schedules.kinds import Kind

# What PyTorch calls the numbers of each of its schedules.
ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "StepLR": {"size": "step_size", "gamma": "gamma"},
    "MultiStepLR": {"milestones": "milestones", "gamma": "gamma"},
    "ExponentialLR": {"gamma": "gamma"},
    "CosineAnnealingLR": {"total": "T_max", "least": "eta_min"},
    "LinearLR": {"start": "start_factor", "end": "end_factor", "total": "total_iters"},
    "PolynomialLR": {"total": "total_iters", "power": "power"},
}


def in_pytorch(kind: Kind, numbers: Mapping[str, Any], count: int) -> list[float] | None:
    """Return the rates of `torch.optim.lr_scheduler`; None if it has none with these numbers."""
    names = ARGUMENTS.get(kind.twin)
    if names is None:
        return None
    given = {number: value for number, value in numbers.items() if number != "lr"}
    unlike = {one for one, value in given.items() if one not in names and value != NEUTRAL[one]}
    whole = all(float(given[one]).is_integer() for one in ("size", "total") if one in names)
    if unlike or not whole:
        return None
    options = {names[one]: value for one, value in given.items() if one in names}
    options |= {
        key: int(options[key]) for key in ("step_size", "T_max", "total_iters") if key in options
    }
    found: list[float] = schedules().rates(kind.twin, numbers["lr"], count, **options)
    return found


# Of a number that PyTorch's schedule does not have, what changes nothing.
NEUTRAL: Mapping[str, float] = {"size": 1, "stairs": 0, "share": 0.0, "least": 0.0}
