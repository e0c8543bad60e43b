"""Every regime of homework is drawn with the sizes at which its famous bugs show."""

from functools import partial

import pytest

from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cards.card import no_homework
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cards.trials import draw, regimes
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.checks.homework import MINIMUM, rate_of
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.matching import variants

pytestmark = pytest.mark.one_python

EVERYTHING = Offer(
    rectangular_kernel=True,
    stride=True,
    padding=True,
    named_padding=("same", "valid"),
    bias=("tied", "none"),
)
SEEDS = (0, 1, 2)
POOLING = {
    "basic": "average-for-max sign-flipped",
    "padding": "zero-padding-enters-max padding-not-cropped padding-ignored",
    "stride": "stride-ignored",
    "overlap": "overlap-overwritten pool-size-assumes-tiling",
    "non_tiling": "non-tiling-stride",
    "rectangular": "height-width-swapped",
    "channels": "filter-index-missing",
    "batch": "first-sample-only last-sample-only",
    "ties": "ties-all-receive ties-split last-tied-maximum",
    "mixed": "non-tiling-stride overlap-overwritten",
}
SEQUENCE = {
    "basic": "kernel-flipped bias-missing",
    "padding": "padding-ignored",
    "no_padding": "kernel-flipped",
    "same": "kernel-flipped",
    "valid": "kernel-flipped",
    "stride": "stride-ignored",
    "non_tiling": "stride-ignored",
    "channels": "kernel-not-flipped",
    "batch": "last-sample-only",
    "mixed": "stride-ignored padding-ignored",
}
TRANSPOSED = {
    "basic": "kernel-flipped bias-missing",
    "padding": "padding-ignored",
    "no_padding": "kernel-flipped overlap-overwritten",
    "stride": "stride-ignored",
    "rectangular": "kernel-not-flipped",
    "channels": "transposed-weight",
    "batch": "last-sample-only",
    "mixed": "stride-ignored padding-ignored",
}
OTHER_CONVOLUTIONS = {
    **dict.fromkeys(("conv1d", "conv3d"), SEQUENCE),
    "conv_transpose2d": TRANSPOSED,
    **{
        f"conv_transpose{axes}d": {
            name: bugs for name, bugs in TRANSPOSED.items() if name != "rectangular"
        }
        for axes in (1, 3)
    },
}
ADAPTIVE = {
    **dict.fromkeys(("basic", "channels", "rectangular", "mixed"), "sign-flipped upstream-ignored"),
    "batch": "first-sample-only last-sample-only",
    "non_tiling": "adaptive-windows",
}
POOLING_OF_OTHER_AXES = {
    "basic": "average-for-max upstream-ignored sign-flipped",
    "padding": "padding-ignored zero-padding-enters-max",
    "stride": "stride-ignored",
    "overlap": "overlap-overwritten",
    "non_tiling": "stride-ignored",
    "channels": "sign-flipped",
    "batch": "first-sample-only last-sample-only",
    "ties": "ties-all-receive ties-split last-tied-maximum",
    "mixed": "overlap-overwritten padding-ignored",
}
AVERAGE_OF_OTHER_AXES = {
    regime: bugs.replace(" zero-padding-enters-max", "").replace("average-for-max ", "")
    for regime, bugs in POOLING_OF_OTHER_AXES.items()
    if regime != "ties"
}
ADAPTIVE_OF_OTHER_AXES = {
    **dict.fromkeys(("basic", "channels"), "sign-flipped upstream-ignored"),
    "batch": "first-sample-only last-sample-only",
    "non_tiling": "adaptive-windows",
    "mixed": "adaptive-windows overlap-overwritten",
}
POWERS = dict.fromkeys(
    ("basic", "stride", "overlap", "non_tiling", "channels", "batch", "mixed"),
    "upstream-ignored wrong-formula",
)
OTHER_POOLINGS = {
    **dict.fromkeys(("max_pool1d", "max_pool3d"), POOLING_OF_OTHER_AXES),
    **dict.fromkeys(("avg_pool1d", "avg_pool3d"), AVERAGE_OF_OTHER_AXES),
    **dict.fromkeys(("adaptive_avg_pool1d", "adaptive_avg_pool3d"), ADAPTIVE_OF_OTHER_AXES),
    **dict.fromkeys(
        ("adaptive_max_pool1d", "adaptive_max_pool3d"),
        ADAPTIVE_OF_OTHER_AXES | {"ties": "ties-all-receive ties-split"},
    ),
    "lp_pool1d": POWERS,
    "lp_pool2d": POWERS | {"rectangular": "upstream-ignored wrong-formula"},
}
REARRANGED = {
    **dict.fromkeys(
        ("pixel_shuffle", "pixel_unshuffle"),
        dict.fromkeys(("basic", "batch", "mixed"), "wrong-formula"),
    ),
    "embedding": dict.fromkeys(("basic", "batch", "mixed"), "copies-not-summed upstream-ignored"),
    **dict.fromkeys(
        ("l1_regularization", "l2_regularization"),
        dict.fromkeys(("basic", "mixed"), "wrong-formula sign-flipped"),
    ),
}
ACTIVATION = {
    "basic": "sign-flipped upstream-ignored",
    "batch": "sign-flipped upstream-ignored",
    "mixed": "sign-flipped upstream-ignored",
}
OF_A_VALUE = {regime: f"{bugs} derivative-of-wrong-value" for regime, bugs in ACTIVATION.items()}
SQUASHING = OF_A_VALUE | {"large_values": "derivative-of-wrong-value"}
CLIPPED = ACTIVATION | {"mixed": "kink-not-masked", "kink": "slope-at-kink"}
SOFTMAX = {
    "basic": "softmax-diagonal-only softmax-wrong-axis",
    "batch": "softmax-wrong-axis",
    "large_values": "softmax-overflow",
    "mixed": "softmax-diagonal-only softmax-wrong-axis",
}
LOSS = {
    "basic": "sign-flipped wrong-formula",
    "batch": "batch-mean-missing first-sample-only last-sample-only",
    "large_values": "log-of-zero",
}
OF_DIFFERENCES = LOSS | {"basic": "sign-flipped", "large_values": "sign-flipped"}
USED_TWICE = dict.fromkeys(("basic", "mixed"), "used-twice-overwritten")
BROADCAST = dict.fromkeys(("basic", "mixed"), "broadcast-not-summed")
OPERATORS = {
    **dict.fromkeys(
        ("engine_add", "engine_mul"), "sign-flipped upstream-ignored operand-without-gradient"
    ),
    **dict.fromkeys(("engine_sub", "engine_div"), "sign-flipped operands-swapped"),
    **dict.fromkeys(("engine_rsub", "engine_rdiv"), "operands-swapped"),
    "engine_pow_of": "wrong-formula sign-flipped",
    "engine_matmul": "not-transposed operands-swapped",
    "engine_transpose": "not-transposed",
    **dict.fromkeys(("engine_sum", "engine_sum_of_rows", "engine_sum_of_columns"), "not-spread"),
    **dict.fromkeys(("engine_mean", "engine_mean_of_rows"), "mean-not-divided not-spread"),
    "engine_max": "not-spread",
    **dict.fromkeys(("engine_exp", "engine_log", "engine_sqrt"), "derivative-of-wrong-value"),
    **dict.fromkeys(("engine_sin", "engine_cos", "engine_abs"), "sign-flipped wrong-formula"),
    **dict.fromkeys(("engine_pow", "engine_square", "engine_neg"), "wrong-formula"),
    **dict.fromkeys(("engine_add_number", "engine_radd", "engine_sub_number"), "sign-flipped"),
    **dict.fromkeys(("engine_mul_number", "engine_rmul", "engine_div_number"), "wrong-formula"),
}
# What a regime is there for, by op.
FAMOUS = {
    **OTHER_CONVOLUTIONS,
    **OTHER_POOLINGS,
    **REARRANGED,
    "conv2d": {
        "basic": "kernel-flipped kernel-not-flipped bias-inside-sum im2col-axis-order",
        "padding": "padding-ignored padding-not-cropped padding-cropped-wrong-axes",
        "no_padding": "padding-zero-slice",
        "same": "padding-not-cropped padding-hard-coded",
        "valid": "padding-hard-coded",
        "stride": "stride-ignored",
        "non_tiling": "non-tiling-stride",
        "rectangular": "height-width-swapped",
        "channels": "channels-not-swapped filter-index-missing last-channel-only",
        "batch": "first-sample-only last-sample-only batch-mean-inconsistent",
        "mixed": "channels-not-swapped stride-ignored",
    },
    "max_pool2d": POOLING,
    "avg_pool2d": {
        regime: bugs.replace("zero-padding-enters-max ", "").replace("average-for-max ", "")
        for regime, bugs in POOLING.items()
        if regime != "ties"
    },
    "adaptive_max_pool2d": ADAPTIVE | {"ties": "ties-all-receive ties-split"},
    "adaptive_avg_pool2d": ADAPTIVE,
    "relu": ACTIVATION | {"kink": "relu-slope-at-zero relu-mask-from-gradient"},
    "leaky_relu": ACTIVATION | {"kink": "relu-slope-at-zero"},
    "sigmoid": SQUASHING,
    "tanh": SQUASHING,
    "silu": SQUASHING,
    **dict.fromkeys(("gelu", "softsign"), SQUASHING),
    **dict.fromkeys(("celu", "softplus", "mish", "logsigmoid"), SQUASHING),
    **dict.fromkeys(("elu", "selu"), SQUASHING | {"kink": "slope-at-kink"}),
    **dict.fromkeys(("hardtanh", "relu6", "hardsigmoid"), CLIPPED),
    "hardswish": OF_A_VALUE | {"kink": "slope-at-kink"},
    "softmax": SOFTMAX,
    "log_softmax": SOFTMAX,
    "batch_norm1d": {
        "basic": "wrong-formula bias-missing",
        "channels": "wrong-formula",
        "batch": "batch-mean-inconsistent",
        "mixed": "wrong-formula bias-missing",
    },
    "batch_norm2d": {
        "basic": "wrong-formula bias-missing",
        "rectangular": "wrong-formula",
        "channels": "wrong-formula",
        "batch": "batch-mean-inconsistent",
        "mixed": "wrong-formula bias-missing",
    },
    "linear": {
        "basic": "bias-missing upstream-ignored",
        "channels": "transposed-weight filter-index-missing bias-inside-sum",
        "batch": "batch-mean-inconsistent first-sample-only last-sample-only",
        "mixed": "transposed-weight",
    },
    "flatten": dict.fromkeys(("basic", "batch", "mixed"), "sign-flipped upstream-ignored"),
    "cross_entropy": LOSS | {"large_values": "softmax-overflow log-of-zero"},
    "categorical_cross_entropy": LOSS,
    "binary_cross_entropy": LOSS,
    "nll_loss": LOSS
    | {"basic": "sign-flipped log-missing label-off-by-one", "large_values": "loss-uses-logits"},
    "binary_cross_entropy_with_logits": LOSS | {"large_values": "sigmoid-overflow log-of-zero"},
    "mse_loss": LOSS | {"large_values": "sign-flipped"},
    **dict.fromkeys(("l1_loss", "smooth_l1_loss", "huber_loss"), OF_DIFFERENCES),
    "svm_loss": {
        "basic": "sign-flipped own-class-counted correct-class-missing",
        "batch": "batch-mean-missing first-sample-only last-sample-only own-class-counted",
        "large_values": "correct-class-missing",
    },
    "interpolate": {
        "basic": "copies-not-summed sign-flipped upstream-ignored",
        "batch": "copies-not-summed",
        "mixed": "copies-not-summed wrong-formula",
    },
    "cat": dict.fromkeys(("basic", "batch", "mixed"), "split-elsewhere upstream-ignored"),
    "max_unpool2d": {
        **dict.fromkeys(("basic", "batch", "mixed"), "height-width-swapped sign-flipped"),
        "stride": "height-width-swapped pool-size-assumes-tiling",
    },
    **dict.fromkeys(("used_twice", "factor_used_twice"), USED_TWICE),
    **dict.fromkeys(("broadcast_add", "broadcast_sub", "broadcast_mul"), BROADCAST),
    **{op: dict.fromkeys(("basic", "mixed"), bugs) for op, bugs in OPERATORS.items()},
    "diamond": {regime: f"{bugs} order-not-topological" for regime, bugs in USED_TWICE.items()},
}


def shows(op, bug_id, regime, seed):
    trials = draw(op, EVERYTHING, regime, MINIMUM, seed)
    return any(departs(op, bug, trials) for bug in variants(op, bug_id))


def departs(op, bug, trials):
    for index, one in enumerate(trials):
        rate = rate_of(index)
        seen = Observation(partial(bug.make, rate), one, rate)
        checks = ("forward", *(f"grad_{name}" for name in one.differentiable))
        verdicts = [check_named(check)(seen) for check in checks]
        if any(verdict is not None and not verdict.ok for verdict in verdicts):
            return True
    return False


def test_every_regime_of_every_op_has_its_famous_bugs():
    judged = {bug.op for bug in BUGS if cards()[bug.op].homework is not no_homework}
    assert set(FAMOUS) == judged
    for op, famous in FAMOUS.items():
        assert set(famous) == set(regimes(op, EVERYTHING))


@pytest.mark.parametrize(
    ("op", "regime", "bug"),
    [
        (op, regime, bug)
        for op, famous in FAMOUS.items()
        for regime, bugs in famous.items()
        for bug in bugs.split()
    ],
)
def test_a_famous_bug_shows_in_its_regime_whatever_the_seed(op, regime, bug):
    assert all(shows(op, bug, regime, seed) for seed in SEEDS)
