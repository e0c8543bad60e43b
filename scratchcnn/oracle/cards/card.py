"""What the judge knows of an op: its twin, its bound, its regimes, its checks, its refusals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from scratchcnn.oracle.cards.refusals import REFUSALS
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases.case import Case, Implementation, Refusal, Trial
from scratchcnn.oracle.cases.steps import Step
from scratchcnn.oracle.cases.twins import twin_of


@dataclass(frozen=True)
class Regime:
    """A kind of configuration, and the checks that have no say in it."""

    cases: st.SearchStrategy[Case]
    without: Sequence[str] = ()


@dataclass(frozen=True)
class Op:
    """What the judge knows of an op."""

    name: str
    bound: Callable[[Trial], Mapping[str, bounds.Bound]]
    regimes: Mapping[str, Regime]
    step: Step
    differentiable: Sequence[str] = ("x",)
    linear_in: Sequence[str] = ()
    kinked: bool = False
    exact: bool = False
    batched: bool = True

    @property
    def twin(self) -> Implementation:
        """The PyTorch twin."""
        return twin_of(self.name)

    @property
    def refusals(self) -> Sequence[Refusal]:
        """The calls that must be refused."""
        return REFUSALS[self.name]()
