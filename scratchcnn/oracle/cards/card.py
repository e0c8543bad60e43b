"""A card: everything that the oracle knows about one op, ours or one that homework fuses."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from hypothesis import strategies as st

from scratchcnn.oracle.cases.bounds import WITHOUT_GRADIENT, Bound
from scratchcnn.oracle.cases.case import Case, Implementation, Refusal, Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.sliding import Sliding
from scratchcnn.oracle.cases.steps import Step, whole_step
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array

OfImages: TypeAlias = Literal["convolution", "pooling", "resizing", "unpooling", "flattening"]
OfNumbers: TypeAlias = Literal["activation", "gate", "dense", "normalization", "lookup", "engine"]
Kind: TypeAlias = OfImages | OfNumbers | Literal["loss", "regularization", "rearranging", "joining"]
Arrays: TypeAlias = Mapping[str, Array]
# For every result, the names of its axes, for every number of axes that it may have.
Results: TypeAlias = Mapping[str, Sequence[tuple[str, ...]]]

# The arguments of an op that are arrays.
ARRAYS = (
    *("x", "weight", "pointwise", "bias", "other", "third", "logits", "p", "log_p", "target"),
    *("running_mean", "running_var", "indices"),
)
# The axis letters of an array of any shape, by its number of axes.
ANY_SHAPE = {1: "D", 2: "ND", 3: "NHW", 4: "NCHW"}


@dataclass(frozen=True)
class Regime:
    """A kind of configuration in which an op is judged.

    Attributes
    ----------
    cases
        The strategy that draws its cases.
    without
        The ids of the checks that do not apply in it.
    optional
        Whether whoever judges an op of one's own may refuse its cases.
    """

    cases: st.SearchStrategy[Case]
    without: Sequence[str] = ()
    optional: bool = False


Regimes: TypeAlias = dict[str, Regime]


@dataclass(frozen=True)
class Convention:
    """A defensible choice that differs from PyTorch's: it is reported, not failed.

    Attributes
    ----------
    words
        What the report says.
    explains
        Whether it explains one result, given the check, the trial, the result and the expected one.
    everywhere
        Whether it shows in nearly every case, so that a bug beside it is named separately.
    binding
        Whether gradients must follow an output that it explains, instead of PyTorch's.
    """

    words: str
    explains: Callable[[str, Trial, Array, Array], bool]
    everywhere: bool = False
    binding: bool = False


def nothing_else(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield nothing: no other output of this op is known."""
    yield from ()


def no_doubt(source: str) -> str:
    """Return "": nothing in the source of a layer speaks against the op of its name."""
    return ""


def no_homework(offer: Offer) -> Regimes:
    """Return no regimes, for ops that are not judged in homework."""
    return {}


def no_refusals() -> list[Refusal]:
    """Return no refusals, for ops that are not our own."""
    return []


@dataclass(frozen=True, kw_only=True)
class Card(Sliding):
    """Everything that the oracle knows about one op.

    Attributes
    ----------
    name, kind
        The op's name, which is its twin's, too; and its kind, for what all ops of a kind share.
    arguments
        What homework's version may take, in the op's order; arrays are named as in `ARRAYS`.
    axes
        The axis letters of every array; empty for an op of one array of any shape.
    result_axes
        What the axes of its results are called in a report.
    bound
        Bounds the rounding errors of a trial, for every result.
    homework
        Makes the regimes in which homework is judged, as far as its signature (the offer) allows.
    regimes, refusals, step, linear_in, kinked, exact, batched
        For our own ops: its regimes (an op that only homework has has none), the calls that it must
        refuse, the step of its finite differences, the arguments in which it is linear, whether it
        is piecewise linear, exact for whole numbers, has an output for every sample of a batch.
    reported_as
        The op under whose name homework is reported; "" for its own.
    conventions
        Defensible choices of homework.
    from_output
        For a gradient's check, the formula that computes the gradient from homework's own output.
    logits
        Returns the logits that the op exponentiates; None if it does not exponentiate.
    of_probabilities, of_logarithms
        Whether its first argument is probabilities, of which it takes the logarithm, or logarithms.
    over_entries
        For a loss: whether its mean is over all entries, not over the samples.
    targets, offered_targets, one_column, rows_only
        For a loss: the kinds of targets that are tried on homework; the kinds of values that such a
        target may have (() if the kind of target that homework accepted decides); and whether
        homework may have written it for a single column. Whether x is rows, and never columns.
    further
        For a convolution: the options besides stride and padding that homework may take.
    kept_probabilities, biases
        Of a loss of logits, attributes whose probabilities may be passed to backward; and of a
        convolution, the kinds of bias that homework may have.
    factor, factors
        For an activation: the argument of its number; values tried without one, PyTorch's first.
    numbers, own_numbers, varied
        By the role of a parameter, its argument and the default; and by the argument, the values
        tried on homework that does not take it, and other values for an activation that does.
    choice
        What is said of a right output, if another framework than PyTorch has it so.
    modes, other_mode
        For a pooling: the names of its mode, and the op of the other mode.
    coupled, one_hot_upstream
        Whether an output depends on its whole row, and homework's backward may need one-hot ones.
    with_gradient_of_logits
        The same op, whose backward pass takes the gradient of its logits.
    signs, needs_signs
        Whether the source (in lower case) and the parameters' names show that homework is this op;
        and whether they have to, if the outputs fit without being right.
    confirms, doubts
        Whether the source confirms a vague name; and why a layer with this source that is not right
        may be of another op, "" for none.
    activation, made_of
        The activation behind the sums of a fused op, "" for none; and its two parts in homework.
    instead
        Yields outputs that are right for something else, each with a sentence that says so.
    expression, called, of_arrays
        For an op that is no layer, but an operation of an engine's tensors: its expression, as a
        function, if there is an operator for it; what methods and functions for it are called; and
        whether it makes no sense for single numbers.
    positive
        Whether its arguments have to be greater than 0.
    needs
        The operation that has to be right by itself, for this one to show how gradients add up.
    by_name, scales
        Whether a name alone shows that homework is this op; and the scales of its only number.
    """

    name: str
    kind: Kind
    arguments: tuple[str, ...]
    bound: Callable[[Trial], Mapping[str, Bound]]
    homework: Callable[[Offer], Regimes] = no_homework
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
    of_logarithms: bool = False
    over_entries: bool = False
    targets: tuple[str, ...] = ()
    offered_targets: tuple[str, ...] = ()
    one_column: bool = False
    rows_only: bool = False
    kept_probabilities: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    biases: tuple[str, ...] = ("none",)
    factor: str = ""
    factors: tuple[float, ...] = ()
    varied: Mapping[str, Sequence[float]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    own_numbers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    choice: str = ""
    modes: tuple[str, ...] = ()
    other_mode: str = ""
    coupled: bool = False
    one_hot_upstream: bool = False
    with_gradient_of_logits: str = ""
    signs: Callable[[str, Collection[str]], bool] | None = None
    needs_signs: bool = False
    confirms: Callable[[str], bool] | None = None
    doubts: Callable[[str], str] = no_doubt
    activation: str = ""
    made_of: tuple[str, str] | tuple[()] = ()
    instead: Callable[[Arrays, Array], Iterator[tuple[Array, str]]] = nothing_else
    expression: str = ""
    called: tuple[str, ...] = ()
    of_arrays: bool = False
    positive: bool = False
    needs: str = ""
    by_name: bool = False
    scales: tuple[str, ...] = ()

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
        return tuple(name for name in self.given if name not in WITHOUT_GRADIENT)

    @property
    def of_engine(self) -> bool:
        """Whether it is an operation of an engine's tensors, and no layer."""
        return self.kind == "engine"

    @property
    def given(self) -> tuple[str, ...]:
        """Its arguments that are arrays, in order."""
        return tuple(name for name in self.arguments if name in ARRAYS)

    @property
    def loss(self) -> bool:
        """Whether it is a loss, which compares with a target."""
        return self.kind == "loss"

    @property
    def elementwise(self) -> bool:
        """Whether it is a function of one array that keeps its shape."""
        return self.kind == "activation"

    @property
    def learns(self) -> bool:
        """Whether it has parameters, besides what it is given first."""
        return "weight" in self.arguments[1:]

    @property
    def of_one_number(self) -> bool:
        """Whether it returns a single number: a loss, or a part of one."""
        return self.loss or self.kind == "regularization"

    @property
    def bent(self) -> bool:
        """Whether it has kinks, ties or edges where numbers are 0 or equal."""
        return self.kinked or self.kind == "normalization"

    @property
    def labels_become_rows(self) -> bool:
        """Whether its target is rows (N, K), while homework's may be labels (N,)."""
        return self.loss and not self.over_entries and "labels" not in self.targets

    def letters(self, name: str, ndim: int) -> str:
        """Return the axis letters of an array; `ndim` decides if they depend on its shape.

        `name` is that of an argument, "grad_" + that of an argument, or "out".
        """
        if not self.axes:
            return ANY_SHAPE[ndim]
        if name == "target" and ndim == 1:
            return "N"
        if name == "bias" and ndim == 3:
            return "FHW"
        return self.axes[name.removeprefix("grad_")]
