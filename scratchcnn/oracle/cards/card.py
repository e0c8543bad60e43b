"""What the judge knows of an op: its twin, its bound, its regimes, its checks, its refusals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from scratchcnn.oracle.cards.refusals import REFUSALS
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases.case import Case, Implementation, Refusal, Trial
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks import finite_differences as fd


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
    step: fd.Step
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

    def checks(self, regime: str) -> list[checks.Check]:
        """Return the checks that apply in one regime."""
        able = [
            checks.forward,
            *(checks.gradient(name) for name in self.differentiable),
            checks.inputs_unchanged,
            checks.no_aliasing,
            checks.repeatable,
            *([checks.batch_independent] if self.batched else []),
            *([checks.exact] if self.exact else []),
            *([checks.adjoint(*self.linear_in)] if self.linear_in else []),
            fd.finite_difference(self.step, kinked=self.kinked),
        ]
        return [check for check in able if check.__name__ not in self.regimes[regime].without]
