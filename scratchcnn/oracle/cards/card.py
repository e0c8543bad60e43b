"""A card: everything that the oracle knows of one op, be it ours or one that homework fuses."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from hypothesis import strategies as st

from scratchcnn.oracle.cases.bounds import WITHOUT_GRADIENT, Bound
from scratchcnn.oracle.cases.case import Case, Implementation, Refusal, Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import Step, whole_step
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array

Kind: TypeAlias = Literal[
    "convolution", "pooling", "dense", "activation", "flattening", "normalization", "loss"
]
Arrays: TypeAlias = Mapping[str, Array]
# By a result's name: what its axes are called, for every number of axes that it may have.
Results: TypeAlias = Mapping[str, Sequence[tuple[str, ...]]]

# What may be called an array among the arguments of an op.
ARRAYS = ("x", "weight", "bias", "logits", "p", "target", "running_mean", "running_var")
# The letters of an array of any shape, by the number of its axes.
ANY_SHAPE = {1: "D", 2: "ND", 3: "NHW", 4: "NCHW"}


@dataclass(frozen=True)
class Regime:
    """A kind of configuration, and the checks that have no say in it."""

    cases: st.SearchStrategy[Case]
    without: Sequence[str] = ()


Regimes: TypeAlias = dict[str, Regime]


@dataclass(frozen=True)
class Convention:
    """A defensible choice that differs from PyTorch's: it is said, and not failed.

    Attributes
    ----------
    words
        What is said.
    explains
        Whether it explains one result: of a check, a trial, what came out and what was expected.
    everywhere
        Whether it shows in nearly every case, so that a bug beside it has a name of its own.
    """

    words: str
    explains: Callable[[str, Trial, Array, Array], bool]
    everywhere: bool = False


@dataclass(frozen=True)
class NameRule:
    """What a name of homework's says: it may stand for these ops, the likeliest first.

    A name is compared in lower case and without what joins its words. The rules are tried in the
    order of the cards; the first that fits decides.

    Attributes
    ----------
    ops
        The ops that the name may stand for.
    parts, names, starts
        A part of the name, the whole name, or its beginning: one of these has to be there.
    besides
        Parts of which one has to be there too, if there are any; `besides_names` are whole names.
    unless
        Parts of which none may be there.
    vague
        Whether the name says so little that the source has to agree.
    derivatives
        What the name of a derivative begins with after its "d": "drelu".
    """

    ops: tuple[str, ...]
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    vague: bool = False
    derivatives: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Return whether a compact name fits."""
        said = any(part in name for part in self.parts) or name in self.names
        said = said or name.startswith(self.starts)
        besides = not self.besides or any(part in name for part in self.besides)
        return said and besides and not any(part in name for part in self.unless)


def nothing_else(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield nothing: no other output of this op is known."""
    yield from ()


def no_refusals() -> list[Refusal]:
    """Return no refusals, for what is none of our own ops."""
    return []


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything that the oracle knows of one op.

    Attributes
    ----------
    name, kind
        Its name, which is its twin's; and what it is, for what whole kinds have in common.
    arguments
        What homework's version of it may take, in the op's order; arrays are named as in `ARRAYS`.
    axes
        The letters of every array's axes; none for an op of one array of any shape.
    result_axes
        What the axes of its results are called in a report.
    bound
        How large the rounding errors of a trial may be.
    homework
        The regimes in which homework is judged, as far as an offer allows.
    regimes, refusals, step, linear_in, kinked, exact, batched
        Of an op of ours: the regimes in which it is judged, the calls that it must refuse, the step
        of its finite differences, the arguments in which it is linear, and whether it is piecewise
        linear, exact for whole numbers, and an op of a batch. What homework fuses has no regimes.
    reported_as
        The op under whose name homework is reported; "" for its own.
    conventions
        Defensible choices of homework.
    from_output
        By the check of a gradient: what its formula makes of the homework's own output.
    logits
        What is exponentiated, if something is.
    of_probabilities
        Whether it takes the logarithm of its first argument, which has to be probabilities.
    over_entries
        Of a loss: whether its mean is over all entries, and not over the samples.
    targets, offered_targets
        Of a loss: the kinds of targets that are tried on homework, and the kinds of numbers that
        such a target may have (() where the kind that was taken tells).
    one_column
        Of a loss: whether homework may have made it for a single column.
    kept_probabilities
        Of a loss of logits: the attributes in which homework may have kept its probabilities, to be
        handed back in place of the logits.
    biases
        Of a convolution: the kinds of bias that homework may have.
    modes, other_mode
        Of a pooling: what its mode may be called, and the op of the other mode.
    coupled
        Whether every output depends on all inputs of its row.
    one_hot_upstream
        Whether homework's backward may take an upstream gradient with a single 1 only.
    with_gradient_of_logits
        The same op, with a backward pass that is handed the gradient of its logits.
    signs, needs_signs
        What in the source (in lower case) and in the names of its parameters says that it is this
        op; and whether nothing else does, where its outputs fit without being right.
    says
        What in the source has to agree where a name is vague.
    made_of
        The two ops of homework that together are this one.
    instead
        What else an output may be that is right as something else: values, and a sentence.
    """

    name: str
    kind: Kind
    arguments: tuple[str, ...]
    bound: Callable[[Trial], Mapping[str, Bound]]
    homework: Callable[[Offer], Regimes]
    axes: Mapping[str, str] = field(default_factory=dict)
    result_axes: Results = field(default_factory=dict)
    regimes: Mapping[str, Regime] = field(default_factory=dict)
    refusals: Callable[[], Sequence[Refusal]] = no_refusals
    step: Step = whole_step
    linear_in: tuple[str, ...] = ()
    kinked: bool = False
    exact: bool = False
    batched: bool = True
    reported_as: str = ""
    conventions: tuple[Convention, ...] = ()
    from_output: Mapping[str, Callable[[Array, Trial], Array]] = field(default_factory=dict)
    logits: Callable[[Arrays], Array] | None = None
    of_probabilities: bool = False
    over_entries: bool = False
    targets: tuple[str, ...] = ()
    offered_targets: tuple[str, ...] = ()
    one_column: bool = False
    kept_probabilities: tuple[str, ...] = ()
    biases: tuple[str, ...] = ("none",)
    modes: tuple[str, ...] = ()
    other_mode: str = ""
    coupled: bool = False
    one_hot_upstream: bool = False
    with_gradient_of_logits: str = ""
    signs: Callable[[str, Collection[str]], bool] | None = None
    needs_signs: bool = False
    says: Callable[[str], bool] | None = None
    made_of: tuple[str, str] | tuple[()] = ()
    instead: Callable[[Arrays, Array], Iterator[tuple[Array, str]]] = nothing_else

    @property
    def twin(self) -> Implementation:
        """The PyTorch twin."""
        return twin_of(self.name)

    @property
    def reported(self) -> str:
        """The name under which homework is reported."""
        return self.reported_as or self.name

    @property
    def first(self) -> str:
        """The name of its first argument."""
        return self.arguments[0]

    @property
    def differentiable(self) -> tuple[str, ...]:
        """The arguments that have a gradient, in order."""
        arrays = (name for name in self.arguments if name in ARRAYS)
        return tuple(name for name in arrays if name not in WITHOUT_GRADIENT)

    @property
    def windowed(self) -> bool:
        """Whether a window slides over an image."""
        return self.kind in ("convolution", "pooling")

    @property
    def pooling(self) -> bool:
        """Whether it is a pooling."""
        return self.kind == "pooling"

    @property
    def loss(self) -> bool:
        """Whether it compares with a target."""
        return self.kind == "loss"

    @property
    def elementwise(self) -> bool:
        """Whether it is a function of one array that keeps its shape."""
        return self.kind == "activation"

    @property
    def learns(self) -> bool:
        """Whether it has parameters."""
        return "weight" in self.arguments

    @property
    def bent(self) -> bool:
        """Whether it has kinks, ties or edges where numbers are 0 or alike."""
        return self.kinked or self.kind == "normalization"

    @property
    def labels_become_rows(self) -> bool:
        """Whether it takes rows for a target where homework may take labels."""
        return self.loss and not self.over_entries and "labels" not in self.targets

    def letters(self, name: str, ndim: int) -> str:
        """Return the letters of an array's axes; `ndim` tells where they depend on its shape.

        `name` is an argument's, "grad_" and an argument's, or "out".
        """
        if not self.axes:
            return ANY_SHAPE[ndim]
        if name == "target" and ndim == 1:
            return "N"
        if name == "bias" and ndim == 3:
            return "FHW"
        return self.axes[name.removeprefix("grad_")]
