"""Poolings that say of themselves that they take only images which their windows tile."""

import re

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.probes.settings import image_setting
from scratchcnn.oracle.understanding.signatures.setting import Setting

# What a comment or a docstring says of the sizes that a pooling is meant for, in a few languages.
SAID = re.compile(
    r"multiples?\b|divisible|divides|evenly|\beven (?:size|height|width|side)"
    r"|teilbar|vielfach|m[uú]ltiplos?\b|divis[ií]ve(?:l|is)|\bdivisibles?\b|deelbaar|veelvoud",
    re.IGNORECASE,
)
# How many windows fit along each side of the image that is tried, which has one row more.
WINDOWS = 3


def only_tiled(runner: Runner, plan: Plan, setting: Setting, source: str) -> bool:
    """Return whether a pooling says that windows tile its images, and refuses others in any way.

    A wrong output for them is a mistake all the same. `source`: that of its definition.
    """
    if not plan.card.pooling or SAID.search(source) is None:
        return False
    kh, kw = setting.kernel
    sizes = {"F": 1, **setting.sizes, "H": WINDOWS * kh + 1, "W": WINDOWS * kw + 1}
    spare = image_setting(plan.op, sizes, setting.kernel, setting.bias_kind, stride=(kh, kw))
    return kh > 1 and try_forward(runner, plan, spare).failure is not None
