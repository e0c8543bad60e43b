"""Poolings that say of themselves that they take only images which their windows tile."""

import re

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.probes.settings import image_setting
from scratchcnn.oracle.understanding.signatures.setting import Setting

# What a comment or a docstring says of the sizes that a pooling is meant for, in a few languages.
SAID = re.compile(
    r"multiples? of\b|\bdivisible by\b|\bdivided? evenly\b|\bdivides evenly\b"
    r"|\bteilbar durch\b|\bvielfaches? von\b|m[uú]ltiplos? de\b|\bdivis[ií]ve(?:l|is) por\b"
    r"|\bdivisibles? (?:por|par)\b|\bdeelbaar door\b|\bveelvoud van\b",
    re.IGNORECASE,
)
# What a sentence says that is about other images.
AGAINST = re.compile(
    r"\bnot\b|n't\b|\bno\b|\bnon\b|drop|crop|\bcut\b|ignor|discard|trunc|\brest\b|remain|otherwise|\bpad"
    r"|\bnicht\b|\bn[aã]o\b|\bniet\b|\bpas\b",
    re.IGNORECASE,
)
# How many windows fit along each side of the image that is tried, which is one longer.
WINDOWS = 3


def says(line: str) -> bool:
    """Return whether a line of code says that sizes are multiples.

    >>> says("# H and W are multiples of k"), says("works with multiple images")
    (True, False)
    >>> says("Non-overlapping windows; H and W are multiples of k.")
    True
    >>> says("if H is not divisible by k, the last rows are dropped")
    False
    """
    sentences = re.split(r"[.;]", line)
    return any(SAID.search(one) and not AGAINST.search(one) for one in sentences)


def only_tiled(runner: Runner, plan: Plan, setting: Setting, source: str) -> bool:
    """Return whether a pooling says that windows tile its images, and refuses others in any way.

    A wrong output for them is a mistake all the same. `source`: that of its definition.
    """
    if not plan.card.pooling or not any(map(says, source.splitlines())):
        return False
    kh, kw = setting.kernel
    sizes = {"F": 1, **setting.sizes, "H": WINDOWS * kh + 1, "W": WINDOWS * kw + 1}
    stride = (kh, kw) if plan.card.of_images else kh
    spare = image_setting(plan.op, sizes, setting.kernel, setting.bias_kind, stride=stride)
    return kh > 1 and try_forward(runner, plan, spare).failure is not None
