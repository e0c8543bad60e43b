"""Every kind of bug is detected and named in many styles; what is right is not blamed in any."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice

import pytest
import styles_like_pytorch
import styles_of_classes
import styles_of_functions
import styles_of_objects
from lots import by_lot
from styles import Make, Style

from scratchcnn.oracle.cards.bugs import BUGS, FUSED_BUGS, Bug
from scratchcnn.oracle.cards.trials import draw, regimes
from scratchcnn.oracle.cases.case import BATCHED
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks import homework
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import check_named, repeatable
from scratchcnn.oracle.judging import Settings, reported
from scratchcnn.oracle.naming.matching import out_of_place
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.plans.plan import Plan

STYLES = [
    style
    for module in (styles_of_objects, styles_of_classes, styles_of_functions, styles_like_pytorch)
    for style in module.STYLES.styles
]
EXAMPLES = 2
# How far the sample moves on among the bugs of an op: a prime, and more than any op has.
STEP = 211
# One style in so many meets a wrong op, and is judged right, in every run.
SKIPPED, RIGHT_SKIPPED = 6, 3
BY_LOT = 3  # One in so many meets its hand in the slow run, which judges all of them right.
TRIES = 3  # How many wrong ops it may meet that do not show in it.
# Of these one variant in so many is dealt, for they are many. The exhaustive run deals all.
SAMPLED = {"conv2d_relu": 4, "conv2d": 2, "max_pool2d": 2, "avg_pool2d": 2}
STYLES_OF_A_KIND = 2  # One in so many meets it at least.

MEMORY = ("state-left-over", "gradients-accumulate")
OF_THE_RATE = ("learning-rate-in-gradient", "updated-weights")
WITHIN_BATCH = ("first-sample-only", "last-sample-only")

# What leaves the same results in homework as another bug: either name is right.
SAME = (
    # Both raise wherever there is padding.
    {"padding-ignored", "padding-not-cropped"},
    # A sum with the gradient of a mean: who is to say which of the two is meant?
    {"batch-mean-missing", "batch-mean-doubled"},
    # With one sample only, the axis of the batch has one entry.
    {"softmax-wrong-axis", "softmax-diagonal-only"},
    # Windows that start at every pixel are as many as there are at a stride of 1.
    {"stride-ignored", "pool-size-assumes-tiling"},
    # Both are infinite wherever a probability rounds to 0.
    {"softmax-overflow", "log-of-zero"},
    # An update whose step does not fit raises always, as a product does that does not fit.
    {"bias-missing", "transposed-weight"},
    # A kernel of fixed size is square: its rows and columns are exchanged, whoever does it.
    {"im2col-axis-order", "height-width-swapped"},
)

LOSSES = ("mse_loss", "categorical_cross_entropy", "binary_cross_entropy")
OF_LOGITS = ("softmax_cross_entropy",)
SOFTMAXES = ("softmax", "log_softmax")
# The families whose convolution takes no padding.
UNPADDED = ("guide", "notebook", "one_image")
OF_COLUMNS = ("guide",)  # the families whose softmax takes one column


def of_output(bug: Bug) -> bool:
    return bug.variant.startswith(("forward", "all_over"))


# Why some bugs are not detected, or not named, in some styles.
GAPS: Mapping[str, Callable[[Style, Bug], bool]] = {
    "a layer of which one number makes the kernel promises square ones": lambda style, bug: (
        bug.variant.endswith("_kernel") and "forward_raises" in bug.variant
    ),
    "an average under a name that says of no maximum is an average": lambda style, bug: (
        style.name == "saito-max_pool2d" and bug.id == "average-for-max" and of_output(bug)
    ),
    "what raises wherever it is called is no evidence of one of many bugs": lambda style, bug: (
        (style.family in UNPADDED or "pool" in style.op) and bug.variant.endswith("raises")
    ),
    "what is divided by the samples is right for a binary loss of one column": lambda style, bug: (
        style.op == "binary_cross_entropy" and bug.id == "batch-mean-missing"
    ),
    "what pads inside has that for its convention, where no padding is passed": lambda style, bug: (
        style.family in UNPADDED and bug.id == "padding-hard-coded"
    ),
    "a layer that makes its parameters in its first call has had a first call": lambda style, bug: (
        style.name == "cs189-conv2d" and bug.id == "state-left-over" and of_output(bug)
    ),
    "where windows never overlap, only ties show what overwrites": lambda style, bug: (
        style.name == "notebook-max_pool2d" and bug.id == "overlap-overwritten"
    ),
    "what is wrong for several columns alone may be meant for one": lambda style, bug: (
        style.name == "guide-linear" and bug.id.startswith((*WITHIN_BATCH, "batch-mean"))
    ),
    "a wrong softmax of one column is taken for one of rows": lambda style, bug: (
        style.name == "guide-softmax"
    ),
    "a softmax that hands its gradient on is one of the conventions": lambda style, bug: (
        "grad_x_passed_on" in bug.variant
    ),
    "the gradient of the logits is the convention of a loss with its softmax": lambda style, bug: (
        style.op == "categorical_cross_entropy" and bug.id == "loss-uses-logits"
    ),
    "the logarithm of what comes in is a loss of probabilities": lambda style, bug: (
        style.op in OF_LOGITS and bug.id == "loss-uses-logits" and bug.variant == "forward"
    ),
    "an average of the pixels of the image alone is a convention": lambda style, bug: (
        style.op == "avg_pool2d" and bug.variant.endswith("padding_left_out")
    ),
    "no style smooths its labels": lambda _, bug: bug.variant == "grad_logits_hard_labels",
    "no style has its bias in its weight": lambda _, bug: bug.id == "bias-row-in-gradient",
    "a bias's gradient that is not summed is right for one row, or raises": lambda style, bug: (
        style.family in ("guide", "cmu", "deeplearning_ai", "one_image")
        and bug.id == "bias-missing"
        and bug.variant.startswith("grad_bias_")
    ),
}


def right(style: Style) -> Make:
    return lambda rate: twin_of(style.op)


def homework_of(style: Style, make: Make) -> Live:
    """Return a style's layer; a softmax beside the dense layer that hands rows over to it."""
    dense = [one for one in STYLES if one.name == f"{style.family}-linear"]
    beside = dense if style.op in SOFTMAXES and style.family not in OF_COLUMNS else []
    others = [target for one in beside for target in one.build(right(one), one.op)]
    return Live(*style.build(make, style.op), *others)


def judge(style: Style, make: Make) -> Report:
    settings = Settings(budget=0, ops=(reported(style.op),))
    return judge_runner(style.name, homework_of(style, make), settings)


@cache
def plan_of(style: Style) -> Plan:
    """Return how a style is understood where nothing is wrong."""
    runner = homework_of(style, right(style))
    return next(one.plan for one in understand(runner) if one.plan and one.plan.op == style.op)


def bugs_of(style: Style) -> list[Bug]:
    """Return the bugs of a style's op, without those that it has no place for."""
    return [
        bug
        for bug in (*BUGS, *FUSED_BUGS)
        if bug.op == style.op
        and (style.remembers or bug.id not in MEMORY)
        and (style.updates or bug.id not in OF_THE_RATE)
        and not (style.copies and bug.id == "inputs-mutated")
        and bug.id not in out_of_place(style.op, plan_of(style).offer)
    ]


def shows(style: Style, bug: Bug) -> bool:
    """Return whether a bug shows in what the style lets one vary, on a first call."""
    plan = plan_of(style)
    checks = ["forward", *(f"grad_{name}" for name in plan.protocol.gradients)]
    return any(departs(bug, one, checks) for one in observed(style, bug))


def observed(style: Style, bug: Bug) -> Iterator[Observation]:
    """Yield what a bug does with what its style lets one vary."""
    offer = plan_of(style).offer
    for regime in regimes(style.op, offer):
        for index, one in enumerate(draw(style.op, offer, regime, EXAMPLES, 0)):
            rate = homework.rate_of(index)
            yield Observation(partial(bug.make, rate), one, rate)


def departs(bug: Bug, seen: Observation, checks: Sequence[str]) -> bool:
    """Return whether a result is wrong, or an argument changed that homework must keep."""
    if bug.id in MEMORY:
        every = {f"grad_{name}" for name in seen.trial.differentiable}
        again = repeatable(seen, every - set(checks))
        return again is not None and not again.ok
    if set(seen.first.changed) & {*BATCHED, "grad_out"}:
        return True
    verdicts = [check_named(check)(seen) for check in checks]
    return any(verdict is not None and not verdict.ok for verdict in verdicts)


def gap(style: Style, bug: Bug) -> str:
    """Return why a bug is known not to be detected, or not to be named, in a style."""
    reasons = (reason for reason, applies in GAPS.items() if applies(style, bug))
    return next(reasons, "")


def complaint(style: Style, bug: Bug) -> str:
    """Judge a bug in a style; say what is wrong with the verdict, if anything is."""
    report = judge(style, bug.make)
    bad = [result for result in report if result.status != "ok"]
    # Bugs that cannot be told apart are all named.
    named = {one.id for result in bad for one in result.bugs}
    wanted = {bug.id}.union(*(ids for ids in SAME if bug.id in ids))
    if not bad:
        # That no call gets through, or what else it is, is said in place of results.
        return "" if report.error else f"{bug.name} in {style.name} is not detected"
    return "" if named & wanted else f"{bug.name} in {style.name} is called {sorted(named)}"


def rotated(style: Style) -> Iterator[Bug]:
    """Yield the bugs of a style, in another order for every style of an op."""
    bugs = bugs_of(style)
    start = STEP * STYLES.index(style)
    for index in range(len(bugs)):
        yield bugs[(start + index * STEP) % len(bugs)]


@cache
def meets(style: Style, bug: Bug) -> bool:
    """Return whether a bug has a place in a style, in which it shows and is no gap."""
    return bug in bugs_of(style) and not gap(style, bug) and shows(style, bug)


@cache
def dealt(op: str) -> Mapping[str, Sequence[Bug]]:
    """Return what every style of an op meets if it is drawn: of the kinds at least every second.

    They are dealt out like cards, each to the next style that it shows in; of a kind that it was
    dealt none of, a style may take one besides.
    """
    styles = [one for one in STYLES if one.op == op]
    bugs = [bug for bug in (*BUGS, *FUSED_BUGS) if bug.op == op]
    hands: dict[str, list[Bug]] = {style.name: [] for style in styles}
    for turn, bug in enumerate(bugs[:: SAMPLED.get(op, 1)]):
        order = [styles[(turn + further) % len(styles)] for further in range(len(styles))]
        taker = next((style for style in order if meets(style, bug)), None)
        if taker is not None:
            hands[taker.name].append(bug)
    for place, style in enumerate(styles):
        hand = hands[style.name]
        kinds = list(dict.fromkeys(bug.id for bug in bugs_of(style)))
        for identity in kinds[place % STYLES_OF_A_KIND :: STYLES_OF_A_KIND]:
            if all(bug.id != identity for bug in hand):
                variants = (bug for bug in bugs if bug.id == identity and meets(style, bug))
                hand.extend(islice(variants, 1))
    return hands


@pytest.fixture
def few_cases(not_smaller: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge on fewer cases than homework is judged on, and do not make them smaller."""
    monkeypatch.setattr("scratchcnn.oracle.judging.MINIMUM", EXAMPLES)


@pytest.mark.parametrize(
    "style",
    [
        pytest.param(one, id=one.name, marks=pytest.mark.slow if number % RIGHT_SKIPPED else ())
        for number, one in enumerate(STYLES)
    ],
)
@pytest.mark.usefixtures("few_cases")
def test_what_is_right_in_any_style_raises_no_alarm(style: Style) -> None:
    report = judge(style, right(style))
    assert report.error is None
    assert reported(style.op) in {result.op for result in report}
    assert {result.status for result in report} == {"ok"}


@pytest.mark.parametrize("style", [pytest.param(one, id=one.name) for one in STYLES[::SKIPPED]])
@pytest.mark.usefixtures("few_cases")
def test_a_wrong_op_is_detected_and_named_in_some_styles(style: Style) -> None:
    for bug in islice(rotated(style), TRIES):
        said = "it is in a gap" if gap(style, bug) else complaint(style, bug)
        if not said:
            break
        # What does not show tells nothing; so the next one is taken.
        assert gap(style, bug) or not shows(style, bug), said


@pytest.mark.usefixtures("few_cases")
@pytest.mark.parametrize(
    "style", [pytest.param(one, id=one.name, marks=by_lot(one.name, BY_LOT)) for one in STYLES]
)
def test_every_kind_of_bug_is_detected_and_named_in_many_styles(style: Style) -> None:
    hand = dealt(style.op)[style.name]
    assert hand or all(gap(style, bug) for bug in bugs_of(style))
    assert not list(filter(None, (complaint(style, bug) for bug in hand)))


@pytest.mark.exhaustive
@pytest.mark.parametrize("style", [pytest.param(one, id=one.name) for one in STYLES])
def test_every_wrong_op_is_detected_and_named_in_every_style(style: Style) -> None:
    bugs = [bug for bug in bugs_of(style) if meets(style, bug)]
    assert not [said for bug in bugs if (said := complaint(style, bug))]
