"""The state of the search for how a forward pass is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.failures import leaves
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FITTING,
    RIGHT,
    Outcome,
    attributes,
    try_forward,
)
from scratchcnn.oracle.understanding.carriers.carrier import Listed
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import construction_steps
from scratchcnn.oracle.understanding.signatures.layout.forms import LABEL_FORMS, spoken
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import passed_arrays

ATTEMPTS = 250
TIMEOUTS = 2
# Labels with an axis of length 1 beside that of the samples.
COLUMNS_OF_LABELS = ("N1", "1N")
# The kinds of ops, besides those with windows, that are right for a batch if for one sample.
SEVERAL = ("dense", "loss", "resizing", "unpooling")
# Signs in the source that it handles a batch.
BATCH = re.compile(r"shape\[0\]|\blen\(|\bsize\b|mean\(|arange|axis|batch|\bfor\b")


@dataclass
class Search:
    """The state of a search: the best outcome so far, and why other attempts failed."""

    runner: Runner
    # The class or function that is searched, as it is described.
    definition: Mapping[str, Any] = field(default_factory=dict)
    # Whether the source of the forward pass shows signs of a batch.
    of_batches: bool = False
    # Layouts of the first argument that are not tried.
    without: frozenset[str] = frozenset()
    best: Outcome | None = None
    # The outcome to use if nothing fits: an output of a wrong size.
    second_best: Outcome | None = None
    # The group of `SIZES` that is being tried.
    group: str = ""
    # Whether unusual layouts of a weight are tried, too.
    thorough: bool = False
    attempts: int = 0
    # How many attempts are made at most; 0 for the usual number.
    limit: int = 0
    timeouts: int = 0
    # What new objects hold, by the steps that make them: layouts of the input change nothing in it.
    held: dict[str, Listed | Failure] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def attributes(self, plan: Plan, setting: Setting) -> Listed | Failure:
        """Return the arrays among the attributes of a new object, or why it could not be made."""
        self.attempts += 1
        if plan.protocol.lazy or passed_arrays(plan.signature.constructor):
            return attributes(self.runner, plan, setting)
        key = repr((plan.carrier.name, construction_steps(plan, setting)))
        if key not in self.held:
            self.held[key] = attributes(self.runner, plan, setting)
        return self.held[key]

    def note(self, failure: Failure) -> None:
        """Remember why an attempt failed."""
        self.failures.append(failure)
        ended = failure.kind in ("timeout", "crash", "exit", "memory")
        self.timeouts += ended and not leaves(failure)

    def attempt(self, plan: Plan, setting: Setting) -> bool:
        """Try a plan; return whether the search is over."""
        form = plan.signature.forms[plan.card.first]
        if form in self.without or self.takes_more(plan, setting):
            return False
        self.attempts += 1
        try:
            outcome = try_forward(self.runner, plan, setting)
        except (LookupError, Misfit):
            # The plan passes a size that calls of this op do not have.
            return self.over
        if outcome.failure is not None:
            self.note(outcome.failure)
        if self.second_best is None and outcome.of_other_size is not None:
            self.second_best = replace(outcome, rank=FITTING, plan=outcome.of_other_size)
        if self.best is None or outcome.rank > self.best.rank or self.is_likelier(outcome):
            self.best = outcome
        return self.over

    def is_likelier(self, outcome: Outcome) -> bool:
        """Return whether a loss that is not right takes rows, where labels in a column fitted.

        What multiplies by its target takes a column of labels, too, and broadcasts it.
        """
        if self.best is None or not outcome.rank == self.best.rank == FITTING:
            return False
        known, form = (one.plan.signature.forms.get("target") for one in (self.best, outcome))
        return known in COLUMNS_OF_LABELS and form not in LABEL_FORMS

    def takes_more(self, plan: Plan, setting: Setting) -> bool:
        """Return whether a known plan that fits has more axes: samples or channels.

        A layer that is right for one of them and wrong for several has a bug, so plans with fewer
        axes are skipped. A loss needs signs of a batch in its source, too: `-log(sum(p * target))`
        returns one number for several samples, but is meant for one.
        """
        if self.best is None or self.best.rank != FITTING:
            return False
        name = plan.card.first
        known, axes = (set(spoken(one.signature.forms[name])) for one in (self.best.plan, plan))
        if setting.first.ndim == 2 and setting.first.shape[1] == 1:
            # With a single feature, the columns of "DN" are one row.
            axes -= {"N"} if plan.signature.forms[name] == "DN" else set()
        if plan.card.loss and not (self.of_batches and self.best.plan.protocol.out.form == ""):
            return False
        first = self.best.setting.first
        letters = plan.card.letters(name, first.ndim)
        several = {axis for axis, size in zip(letters, first.shape, strict=True) if size > 1}
        fewer = axes < known and bool((known - axes) & several)
        return fewer and (plan.card.windowed or plan.card.kind in SEVERAL)

    @property
    def over(self) -> bool:
        """Whether nothing better can be found, or too many attempts were made."""
        found = self.best is not None and self.best.rank == RIGHT
        return found or self.attempts >= (self.limit or ATTEMPTS) or self.timeouts >= TIMEOUTS
