"""The state of the search for how a forward pass is called."""

import re
from dataclasses import dataclass, field, replace

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.plan import Plan
from scratchcnn.oracle.understanding.calls.probe import FITTING, RIGHT, Outcome, try_forward
from scratchcnn.oracle.understanding.signatures.forms import spoken
from scratchcnn.oracle.understanding.signatures.setting import Setting

ATTEMPTS = 250
TIMEOUTS = 2
# How source that handles a batch speaks of it.
BATCH = re.compile(r"shape\[0\]|\blen\(|\bsize\b|mean\(|arange|axis|batch|\bfor\b")


@dataclass
class Search:
    """What a search has tried: the best outcome, and why others failed."""

    runner: Runner
    # Whether the source of the forward pass speaks of a batch.
    of_batches: bool = False
    # Layouts of the first argument that are not to be tried again.
    without: frozenset[str] = frozenset()
    best: Outcome | None = None
    # What comes next to it where nothing fits: an output of a wrong size.
    second_best: Outcome | None = None
    # The group of sizes that is being tried.
    group: str = ""
    # Whether unusual layouts are tried, too.
    thorough: bool = False
    attempts: int = 0
    timeouts: int = 0
    failures: list[Failure] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def note(self, failure: Failure) -> None:
        """Remember why an attempt failed."""
        self.failures.append(failure)
        self.timeouts += failure.kind in ("timeout", "crash", "exit", "memory")

    def attempt(self, plan: Plan, setting: Setting) -> bool:
        """Try a plan; return whether the search is over."""
        form = plan.signature.forms[plan.card.first]
        if form in self.without or self.takes_more(plan, setting):
            return False
        self.attempts += 1
        try:
            outcome = try_forward(self.runner, plan, setting)
        except (LookupError, Misfit):
            # A shape is asked for that calls of this op do not have.
            return self.over
        if outcome.failure is not None:
            self.note(outcome.failure)
        if self.second_best is None and outcome.of_other_size is not None:
            self.second_best = replace(outcome, rank=FITTING, plan=outcome.of_other_size)
        if self.best is None or outcome.rank > self.best.rank:
            self.best = outcome
        return self.over

    def takes_more(self, plan: Plan, setting: Setting) -> bool:
        """Return whether a plan has fewer axes than one that fits already: no samples, no channels.

        What is right for one and wrong for several is a bug of theirs. A loss has to speak of its
        batch too: `-log(sum(p * target))` gives one number for several samples, and is made for
        one.
        """
        if self.best is None or self.best.rank != FITTING:
            return False
        name = plan.card.first
        known, axes = (set(spoken(one.signature.forms[name])) for one in (self.best.plan, plan))
        if setting.first.ndim == 2 and setting.first.shape[1] == 1:
            # One feature in columns is a row.
            axes -= {"N"} if plan.signature.forms[name] == "DN" else set()
        if plan.card.loss and not (self.of_batches and self.best.plan.protocol.out.form == ""):
            return False
        first = self.best.setting.first
        letters = plan.card.letters(name, first.ndim)
        several = {axis for axis, size in zip(letters, first.shape, strict=True) if size > 1}
        fewer = axes < known and bool((known - axes) & several)
        return fewer and (plan.card.windowed or plan.card.kind in ("dense", "loss"))

    @property
    def over(self) -> bool:
        """Whether nothing better can be found, or too much was tried."""
        found = self.best is not None and self.best.rank == RIGHT
        return found or self.attempts >= ATTEMPTS or self.timeouts >= TIMEOUTS
