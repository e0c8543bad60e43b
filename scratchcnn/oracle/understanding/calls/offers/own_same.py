"""What homework means by `same` with a stride: found by trying it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer, Pair
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.same_padding import BASE, MEANINGS
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.process.failures import HomeworkFailure, status_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.probes.settings import image_setting
from scratchcnn.oracle.understanding.signatures.setting import Setting

KERNELS: Sequence[Pair] = ((3, 3), (2, 2), (4, 4))
STRIDES: Sequence[Pair] = ((2, 2), (3, 3))
# Even and odd: no two meanings pad both alike, for all kernels and strides.
SIDES = (6, 7)
# The meaning under which a window may see nothing but padding: of that there is no maximum.
BEYOND = "same_size"
RELATIVE = 1e-5


@dataclass(frozen=True)
class Answer:
    """What came out of one call: an array, or None; and whether homework refused the call."""

    setting: Setting
    out: Array | None
    refused: bool = False


def own_same(runner: Runner, plan: Plan, setting: Setting, offer: Offer) -> str:
    """Return what `same` means in homework with a stride; "" if that is not to be judged.

    It is the meaning that explains the most calls, and TensorFlow's if none explains any. All
    weights are 1, so that other mistakes are not in the way. Who pads by `same` without saying so
    has to mean it in every call.
    """
    if not is_offered(plan, offer):
        return ""
    answers = [answered(runner, plan, one) for one in calls(plan, setting, offer)]
    if all(one.refused for one in answers):
        return ""
    scores = {meaning: sum(explains(plan, meaning, one) for one in answers) for meaning in MEANINGS}
    best = max(scores, key=lambda meaning: scores[meaning])
    if plan.card.pooling and (best == BEYOND or all(map(keeps_size, answers))):
        return ""
    if not offer.named_padding and scores[best] < len(answers):
        return BASE if not offer.stride else ""
    return best if scores[best] else BASE


def is_offered(plan: Plan, offer: Offer) -> bool:
    """Return whether there can be `same` with a stride, or in a pooling."""
    same = BASE in (*offer.named_padding, offer.fixed_padding)
    return same and (plan.card.pooling or offer.stride or offer.fixed_stride not in (None, (1, 1)))


def calls(plan: Plan, setting: Setting, offer: Offer) -> Iterator[Setting]:
    """Yield the calls to try: whole numbers from 1, and weights that are all 1."""
    kernels = KERNELS if offer.named_padding else KERNELS[:1]
    for kernel in [offer.kernel_size] if offer.kernel_size else kernels:
        own = offer.fixed_stride or kernel
        for stride, side in product(STRIDES if offer.stride else [own], SIDES):
            options = {"stride": stride, "padding": BASE}
            sizes = {"F": 1, **setting.sizes, "H": side, "W": side}
            one = image_setting(plan.op, sizes, kernel, setting.bias_kind, **options)
            yield Setting(plan.op, counted(one.arrays), one.options)


def keeps_size_by_word(runner: Runner, plan: Plan, setting: Setting) -> bool:
    """Return whether what is taken for a word for `same` keeps the size of an image at stride 1.

    Else it may be a word for anything: "max" or "average", say.
    """
    kind = setting.bias_kind
    sizes = {"F": 1, **setting.sizes, "H": SIDES[0], "W": SIDES[0]}
    kept = image_setting(plan.op, sizes, setting.kernel, kind, stride=1, padding=BASE)
    out = answered(runner, plan, kept).out
    return out is not None and out.shape[2:] == kept.first.shape[2:]


def of_odd_kernels(runner: Runner, plan: Plan, setting: Setting) -> bool:
    """Return whether the size of an image is kept by an odd kernel, and not by an even one."""
    sizes = {"F": 1, **setting.sizes, "H": SIDES[0], "W": SIDES[0]}
    even = image_setting(plan.op, sizes, KERNELS[1], setting.bias_kind, stride=1, padding=BASE)
    out = answered(runner, plan, even).out
    return setting.kernel[0] % 2 == 1 and out is not None and out.shape[2:] != SIDES[:1] * 2


def counted(arrays: Any) -> dict[str, Array]:
    """Return arrays of the same shapes: x counts from 1, the weight is all 1, and the bias 0."""
    x = arrays["x"]
    given = {
        "x": np.arange(1.0, x.size + 1).reshape(x.shape),
        "weight": np.ones(np.shape(arrays.get("weight"))),
        "bias": np.zeros(np.shape(arrays.get("bias"))),
    }
    return {name: given[name] for name in arrays}


def answered(runner: Runner, plan: Plan, setting: Setting) -> Answer:
    """Return what homework does with a call."""
    adapted = Adapted(runner, plan)
    try:
        out, _ = adapted(**setting.arrays, **setting.options)
    except HomeworkFailure as error:
        return Answer(setting, None, status_of(error.failure)[0] != "wrong")
    except Misfit:
        return Answer(setting, None, refused=True)
    finally:
        adapted.close()
    return Answer(setting, out if isinstance(out, np.ndarray) else None)


def explains(plan: Plan, meaning: str, answer: Answer) -> bool:
    """Return whether homework computed what it should if `same` has a meaning."""
    options = {**answer.setting.options, "padding": meaning}
    trial = Trial(plan.card.twin, plan.card.bound, answer.setting.arrays, options, np.zeros(()))
    got, wanted = answer.out, trial.out
    if got is None or got.shape != wanted.shape:
        return False
    if np.allclose(got, wanted, RELATIVE):
        return True
    conventions = plan.card.conventions if plan.card.pooling else ()
    return any(one.explains("forward", trial, got, wanted) for one in conventions)


def keeps_size(answer: Answer) -> bool:
    """Return whether an output has the size of its image."""
    return answer.out is not None and answer.out.shape == answer.setting.first.shape
