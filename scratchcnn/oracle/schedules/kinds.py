"""The kinds of schedules: what frameworks choose in each, and what is a mistake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from scratchcnn.oracle.cards.optimizers.formula import Mistake
from scratchcnn.oracle.schedules import formulas
from scratchcnn.oracle.schedules.formulas import Choices, Formula, Numbers

COMPOUNDS = "schedule-compounds"
OFF_BY_ONE = "schedule-off-by-one"
NOT_CLIPPED = "schedule-not-clipped"


@dataclass(frozen=True)
class Kind:
    """A kind of schedule.

    Attributes
    ----------
    op : the name in reports
    formula : computes a rate
    needs : the numbers that it cannot do without
    more : the numbers that it may have, and what they are where none is given
    axes : what may be chosen: axis -> value -> whose it is; PyTorch's is the first, and "" says
        that nothing is to be told
    mistakes : what people do wrong
    twin : what the reference calls it; "" if PyTorch has none
    end : the number after which the way is done; "" if there is none
    rises : whether its first rate is not that of the optimizer
    """

    op: str
    formula: Formula
    needs: tuple[str, ...]
    more: Mapping[str, float] = field(default_factory=dict)
    axes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    twin: str = ""
    end: str = ""
    rises: bool = False

    @property
    def knows(self) -> tuple[str, ...]:
        """Every number that it may have."""
        return (*self.needs, *self.more)


FACTORS = {
    "factor": {"": "", "off": "its number is the share of the rate that is taken off"},
}
NATURAL = {
    "": "",
    "off": "its number is the share of the rate that is taken off",
    "natural": "it falls like exp(-k * step), as in tf.train.natural_exp_decay",
}
STAIRS = {"": "", "always": "it falls in stairs, as in Keras with staircase=True"}
CLAMPED = {"": "", "clamp": "the last rate is a limit, as of max(), not where the way leads"}
COMPOUND = Mistake(COMPOUNDS, {"base": "last"})
INTEGER = Mistake("schedule-integer-division", {"division": "whole"})
UNCLIPPED = Mistake(NOT_CLIPPED, {"past": "unclipped"})
LEAST = (
    Mistake("schedule-minimum-ignored", {"least": "none"}),
    Mistake("schedule-minimum-ignored", {"least": "off"}),
    Mistake("schedule-minimum-added", {"least": "added"}),
)
OF_COSINES = (
    Mistake("schedule-pi-missing", {"pi": "missing"}),
    Mistake("schedule-half-missing", {"half": "missing"}),
    INTEGER,
    *LEAST,
    Mistake("schedule-grows", {"sign": "up"}),
)
# Where a switch says whether there are stairs, it has to be obeyed.
SWITCHED = (
    Mistake("schedule-integer-division", {"stairs": "always"}),
    Mistake("schedule-floor-missing", {"stairs": "never"}),
)
STEP = Kind(
    "step_lr",
    formulas.step_decay,
    ("lr", "gamma", "size"),
    axes=FACTORS,
    mistakes=(
        COMPOUND,
        Mistake(COMPOUNDS, {"times": "every"}),
        Mistake("schedule-floor-missing", {"stairs": "never"}),
    ),
    twin="StepLR",
)
MULTI_STEP = Kind(
    "multi_step_lr",
    formulas.multi_step,
    ("lr", "gamma", "milestones"),
    axes=FACTORS,
    mistakes=(
        COMPOUND,
        Mistake(COMPOUNDS, {"times": "every"}),
        Mistake("schedule-drops-once", {"times": "once"}),
    ),
    twin="MultiStepLR",
)
PIECEWISE = Kind(
    "piecewise_constant",
    formulas.piecewise,
    ("milestones", "values"),
    axes={
        "boundary": {"": "", "new": "a boundary has the new rate, as PyTorch's milestones have it"}
    },
    mistakes=(Mistake("schedule-last-value-missing", {"last": "missing"}),),
)
EXPONENTIAL = Kind(
    "exponential_lr",
    formulas.exponential,
    ("lr", "gamma"),
    {"size": 1, "stairs": False},
    {"factor": NATURAL, "stairs": STAIRS},
    (COMPOUND, Mistake("schedule-grows", {"sign": "up"})),
    "ExponentialLR",
)
OF_INVERSES = (
    Mistake("schedule-grows", {"written": "times"}),
    Mistake("schedule-parentheses", {"written": "parentheses"}),
)
INVERSE = Kind(
    "inverse_time_decay",
    formulas.inverse_time,
    ("lr", "gamma"),
    {"size": 1, "stairs": False},
    {"stairs": STAIRS},
    (*OF_INVERSES, COMPOUND),
)
OF_COURSE = (
    *OF_INVERSES,
    Mistake("schedule-one-missing", {"written": "no one"}),
    Mistake("schedule-one-missing", {"written": "no one, from 1"}),
)
# As the course calls them: there is no doubt what they should be.
COURSE = Kind("inverse_time_decay", formulas.inverse_time, ("lr", "gamma"), mistakes=OF_COURSE)
COURSE_IN_STAIRS = Kind(
    "inverse_time_decay",
    formulas.inverse_time,
    ("lr", "gamma", "size"),
    axes={"stairs": {"always": ""}},
    mistakes=(*OF_COURSE, Mistake("schedule-floor-missing", {"stairs": "never"})),
)
COSINE = Kind(
    "cosine_annealing_lr",
    formulas.cosine,
    ("lr", "total"),
    {"least": 0.0, "share": 0.0},
    {
        "past": {
            "": "",
            "clipped": "past its end it stays at the last rate, as in Keras",
            "restarts": "past its end it begins anew, as in SGDR",
        },
        "least": CLAMPED,
    },
    (COMPOUND, *OF_COSINES),
    "CosineAnnealingLR",
    "total",
)
LINEAR = Kind(
    "linear_lr",
    formulas.between_shares,
    ("lr", "start", "end", "total"),
    mistakes=(UNCLIPPED, INTEGER, COMPOUND),
    twin="LinearLR",
    end="total",
    rises=True,
)
WARMUP = Kind(
    "linear_warmup",
    formulas.warmup,
    ("lr", "warm"),
    {"least": 0.0},
    mistakes=(UNCLIPPED, INTEGER, COMPOUND),
    end="warm",
    rises=True,
)
POLYNOMIAL = Kind(
    "polynomial_lr",
    formulas.polynomial,
    ("lr", "total"),
    {"power": 1.0, "least": 0.0},
    {"least": CLAMPED},
    (UNCLIPPED, INTEGER, COMPOUND, *LEAST),
    "PolynomialLR",
    "total",
)
LINEAR_DECAY = Kind(
    "polynomial_lr",
    formulas.polynomial,
    ("lr", "total"),
    {"least": 0.0},
    {"least": CLAMPED},
    (UNCLIPPED, INTEGER, COMPOUND, *LEAST),
    "PolynomialLR",
    "total",
)
WARMUP_COSINE = Kind(
    "warmup_cosine",
    formulas.warmup_cosine,
    ("lr", "warm", "total"),
    {"least": 0.0, "share": 0.0, "first": 0.0},
    {
        "first": {"": "", "1": "the first step has the first part of the rate, not 0"},
        "length": {"": "", "without": "its length does not count the steps of the warm-up"},
        "past": {"": "", "clipped": "past its end it stays at the last rate, as in Keras"},
        "least": CLAMPED,
    },
    OF_COSINES,
    end="total",
    rises=True,
)


@dataclass(frozen=True)
class Variant:
    """One formula: a kind with all choices made, and the mistake in it, if there is one.

    Attributes
    ----------
    shift : what is added to a step before it is counted
    told : of the choices that are not PyTorch's, whose they are
    unasked : how many of the first steps it says nothing of
    """

    kind: Kind
    choices: Choices
    shift: int = 0
    told: tuple[str, ...] = ()
    bug: str = ""
    unasked: int = 0

    def rates(self, numbers: Numbers, count: int) -> list[float]:
        """Return the rate in every step, from 0 on."""
        found: list[float] = []
        compounds = self.choices.get("base") == "last"
        for step in range(count):
            known = {**numbers, "lr": found[-1]} if compounds and found else numbers
            counted = max(step + self.shift, 0)
            found.append(self.kind.formula(known, counted, self.choices))
        return found


FROM_1 = "steps are counted from 1"
NEXT = "the rate of a step is that of the next one: the first step is counted as 1"
BEFORE = "step() is called before an epoch, as in PyTorch before 1.1"
FIRST_CALL = "the first rate is there after the first call of step()"


def counts(kind: Kind, *, steps_itself: bool) -> Iterator[tuple[int, str, int]]:
    """Yield how steps may be counted: what is added, whose it is, and what is not asked of it."""
    yield 0, "", 0
    if not steps_itself:
        yield 1, NEXT, 0
        yield -1, FROM_1, 1
        return
    yield -1, BEFORE, int(kind.rises)
    yield 1, NEXT, 0
    if kind.rises:
        yield 0, FIRST_CALL, 1


def variants(kind: Kind, *, steps_itself: bool, switched: bool) -> Iterator[Variant]:
    """Yield every formula of a kind, what is right first, and what PyTorch computes before all.

    Parameters
    ----------
    kind : of the schedule
    steps_itself : whether it counts the calls of a method
    switched : whether a switch says if there are stairs
    """
    axes = {axis: kind.axes[axis] for axis in kind.axes if axis != "stairs" or not switched}
    right = []
    for values in product(*axes.values()):
        choices = dict(zip(axes, values, strict=True))
        told = [axes[axis][value] for axis, value in choices.items()]
        for shift, whose, unasked in counts(kind, steps_itself=steps_itself):
            words = tuple(one for one in (*told, whose) if one)
            right.append(Variant(kind, choices, shift, words, "", unasked))
    right.sort(key=lambda one: len(one.told))
    yield from right
    for mistake in (*kind.mistakes, *(SWITCHED if switched else ())):
        for one in right:
            choices = {**one.choices, **mistake.choices}
            # Before the first call there is the rate of the optimizer, whatever the formula.
            unasked = max(one.unasked, int(steps_itself))
            yield Variant(kind, choices, one.shift, one.told, mistake.bug, unasked)
    if steps_itself:
        for one in right:
            if one.shift == 0:
                yield Variant(kind, one.choices, 1, one.told, OFF_BY_ONE, 1)
