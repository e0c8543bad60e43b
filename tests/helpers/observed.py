"""Observations of small implementations, and the findings made of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from scratchcnn.oracle.cards.bugs import BUGS, Bug
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.understanding.calls.pairs import Subject


def trial_of(op: str, arrays: Mapping[str, Any], upstream: Any = None, **options: Any) -> Trial:
    """Return a trial; its upstream gradient is 1, 2, 3 ... unless it is given."""
    given = {name: np.asarray(array) for name, array in arrays.items()}
    twin = twin_of(op)
    if upstream is None:
        out, _ = twin(**given, **options)
        upstream = np.arange(1.0, out.size + 1).reshape(out.shape)
    return Trial(twin, card_of(op).bound, given, options, np.asarray(upstream, float))


def observed(
    op: str, implementation: Callable[..., Any], arrays: Mapping[str, Any], **options: Any
) -> Observation:
    """Return what an implementation does with a trial."""
    return Observation(lambda: implementation, trial_of(op, arrays, **options))


def finding_of(check: str, observations: Sequence[Observation], regime: str = "basic") -> Finding:
    """Return what a check finds in some observations."""
    verdicts = [(seen, check_named(check)(seen)) for seen in observations]
    judged = [(seen, verdict) for seen, verdict in verdicts if verdict is not None]
    return Finding(check, regime, tuple(observations), tuple(judged))


def bug_named(name: str) -> Bug:
    """Return the known bug of this name, such as "relu-sign-flipped-grad_x"."""
    (bug,) = (one for one in BUGS if one.name == name)
    return bug


def relu(x: Any) -> Any:
    """A right ReLU in the op protocol."""
    return np.maximum(x, 0), lambda grad_out: (grad_out * (x > 0),)


class Layer:
    """An implementation that can be let go, as a judge asks for."""

    def __init__(self, implementation: Callable[..., Any]) -> None:
        self.implementation = implementation

    def __call__(self, **arguments: Any) -> Any:
        return self.implementation(**arguments)

    def close(self) -> None:
        """Do nothing."""


def subject(
    implementation: Callable[..., Any], op: str = "relu", *, has_rate: bool = False
) -> Subject:
    """Return an implementation as what is judged."""
    return Subject(op, Offer(), lambda rate: Layer(implementation), has_rate)
