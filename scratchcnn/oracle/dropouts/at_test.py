"""What a dropout layer does at test time, beside what it does in training."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.dropouts.findings import CONVENTION, NOT_JUDGED, WRONG, Finding
from scratchcnn.oracle.dropouts.masks import masks_of, same
from scratchcnn.oracle.dropouts.running import Seen
from scratchcnn.oracle.dropouts.training import Trained

Definition: TypeAlias = Mapping[str, Any]

REGIME = "inference"
# What other code may scale by at test time, in place of the layer.
ELSEWHERE = re.compile(
    r"keep_?prob|retain|\*=?\s*\(?\s*1(\.0?)?\s*-\s*[\w.\[\]'\"]*(drop|rate|ratio|prob|\bp\b)"
    r"|scale_?(weights|at_test|test)",
    re.IGNORECASE,
)
NO_TEST = (
    "what is kept is not scaled: then outputs, or weights, are to be scaled at test time, which "
    "was not seen"
)


def at_test(seen: Seen, found: Trained, others: Sequence[Definition]) -> Iterator[Finding]:
    """Yield what is right and wrong at test time.

    `others` : all that the homework defines besides the layer
    """
    tests = [not one for one in seen.training]
    out, x = seen.out[tests], seen.x[tests]
    if not np.isfinite(out).all():
        yield Finding("forward", REGIME, NOT_JUDGED, "its output at test time is not finite")
        return
    masks = masks_of(x, out)
    if masks.drops:
        kept = int(masks.kept.sum())
        told = f"at test time {masks.kept.size - kept} of {masks.kept.size} outputs are 0"
        yield Finding("forward", REGIME, WRONG, told, "dropout-active-at-test")
        return
    if masks.scale is None:
        why = "at test time it multiplies by factors that vary"
        yield Finding("forward", REGIME, NOT_JUDGED, why)
        return
    yield scaled(masks.scale, found, others)


def scaled(scale: float, found: Trained, others: Sequence[Definition]) -> Finding:
    """Return whether training and test time fit together."""
    share, trains = found.share, found.scale
    if not found.masks.drops or trains is None:
        # What is wrong in training is said there.
        status = "ok" if same(scale, 1.0) else NOT_JUDGED
        return Finding("forward", REGIME, status, "" if status == "ok" else found.doubt)
    if not same(trains, 1.0):
        return after_scaling(scale, trains, share)
    if share is None:
        share = float(found.masks.draws().mean()) if same(scale, 1.0) else scale
    if same(scale, share):
        message = f"not scaled in training, but by {share:g}, the share kept, at test time"
        return Finding("forward", REGIME, CONVENTION, message)
    if same(scale, 1.0):
        if any(ELSEWHERE.search(one["source"]) for one in others):
            return Finding("forward", REGIME, CONVENTION, NO_TEST)
        message = f"{share:.3g} are kept, and nothing is scaled, in training or at test time"
        return Finding("forward", REGIME, WRONG, message, "dropout-not-scaled", got=1.0)
    return wrong_scale(scale, share)


def after_scaling(scale: float, trains: float, share: float | None) -> Finding:
    """Return whether nothing is scaled at test time, after it was in training."""
    if same(scale, 1.0):
        return Finding("forward", REGIME)
    known = {1 / trains, trains} | ({share, 1 / share} if share is not None else set())
    if any(same(scale, one) for one in known):
        message = f"scaled by {trains:.6g} in training, and by {scale:.6g} at test time, too"
        return Finding("forward", REGIME, WRONG, message, "dropout-scaled-twice", got=scale)
    return wrong_scale(scale, 1.0)


def wrong_scale(scale: float, share: float) -> Finding:
    """Return the finding on a scale that is that of nothing, or of the other share."""
    bug = "dropout-wrong-scale" if any(same(scale, s) for s in (1 - share, 1 / share)) else ""
    message = f"at test time it scales by {scale:.6g}, where {share:.6g} would keep the mean"
    message = message if bug else f"wrong, unidentified: {message}"
    error = abs(scale - share)
    return Finding("forward", REGIME, WRONG, message, bug, error, scale, share)
