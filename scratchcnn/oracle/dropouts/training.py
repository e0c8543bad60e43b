"""What a dropout layer does in training: how much it keeps, of what, and how it scales that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scratchcnn.oracle.dropouts.findings import (
    CONVENTION,
    NOT_JUDGED,
    WRONG,
    Finding,
    kept_of,
    percent,
)
from scratchcnn.oracle.dropouts.forms import Array
from scratchcnn.oracle.dropouts.masks import Masks, dependent, exactly, fits, masks_of, same
from scratchcnn.oracle.dropouts.names import says_channels
from scratchcnn.oracle.dropouts.running import Seen

# What draws the same numbers again and again on purpose, or what a loop is to call in between.
SEEDED = re.compile(r"seed|RandomState\(|default_rng\(\s*\w|PRNGKey")
DRAWS = re.compile(r"\brand|binomial|bernoulli|choice\(|random|uniform\(")
# By how many axes a mask has, those along which one draw decides for a whole channel: of images
# and of sequences, with channels first or last. The first axis is that of calls.
CHANNELS = {5: ((3, 4), (2, 3)), 4: ((3,), (2,))}
HALF = 0.5
# Of a scale that does not change at all.
EXACT = 1e-9
AXES = ("calls", "samples", "units")


@dataclass(frozen=True)
class Trained:
    """What is known of a layer in training, in one regime.

    Attributes
    ----------
    share : what it keeps of what it draws, as it was asked for or as its scale says; None if that
        is not known
    keeps : whether the share that it takes is the one to keep; None if it takes none
    doubt : why it is not judged
    """

    masks: Masks
    regime: str
    share: float | None = None
    keeps: bool | None = None
    doubt: str = ""

    @property
    def scale(self) -> float | None:
        """The factor of what is kept."""
        return self.masks.scale


def trained(seen: Seen, regime: str) -> Trained:
    """Return what is known of a layer that trains."""
    trains = list(seen.training)
    out, x = seen.out[trains], seen.x[trains]
    masks = masks_of(x, out)
    if not np.isfinite(out).all():
        return Trained(masks, regime, doubt="its output is not finite")
    if not masks.drops or not masks.kept.any():
        return Trained(masks, regime)
    if masks.scale is None and not by_what_is_kept(masks):
        return Trained(masks, regime, doubt="what it keeps is scaled by factors that vary")
    draws = masks.draws()
    if not seen.called.form.share:
        return of_its_own(masks, draws, regime)
    given = seen.called.share
    every = [(given, True), (1 - given, False)]
    found = [one for one in every if fits(draws, one[0])]
    if not found:
        return Trained(masks, regime)
    share, keeps = min(found, key=lambda one: abs(one[0] - float(draws.mean())))
    return Trained(masks, regime, share, keeps)


def of_its_own(masks: Masks, draws: Array, regime: str) -> Trained:
    """Return what is known of a layer with a share of its own: that of its scale, or the other."""
    if masks.scale is None or masks.scale <= 1:
        return Trained(masks, regime)
    known = 1 / masks.scale
    share = next((one for one in (known, 1 - known) if fits(draws, one)), None)
    doubt = "" if share else f"it keeps {kept_of(draws)}, scaled by {masks.scale:.6g}"
    return Trained(masks, regime, share, doubt=doubt)


def by_what_is_kept(masks: Masks) -> bool:
    """Return whether every call scales by the share that it has kept in fact."""
    shares = masks.kept.reshape(len(masks.kept), -1).mean(1)
    return all(same(one, 1 / share) for one, share in zip(masks.scales, shares, strict=True))


def in_training(seen: Seen, found: Trained, other: Trained | None) -> Iterator[Finding]:
    """Yield what is right and wrong in training.

    `other` : the same layer with another share, if it takes one
    """
    masks, regime = found.masks, found.regime
    if found.doubt:
        yield Finding("forward", regime, NOT_JUDGED, found.doubt)
        return
    if not masks.drops:
        yield nothing_dropped(seen, regime)
        return
    together = fixed(seen, found), sharing(seen, found)
    yield first([*wrong_share(seen, found, other), together[1], *scaling(found)], regime)
    yield together[0]


def first(findings: list[Finding], regime: str) -> Finding:
    """Return the first finding that is wrong, else what is said, else that all is right."""
    for status in (NOT_JUDGED, WRONG, CONVENTION):
        told = [one for one in findings if one.status == status]
        if told and status == CONVENTION:
            return Finding("forward", regime, status, "; ".join(one.message for one in told))
        if told:
            return told[0]
    return Finding("forward", regime)


def nothing_dropped(seen: Seen, regime: str) -> Finding:
    """Return the finding on a layer that drops nothing, which may not know that it trains."""
    form = seen.called.form
    if form.share and form.switch.kind in ("argument", "option", "made"):
        message = f"{form.share} = {seen.called.share:g} and {form.switch.name}, but nothing is 0"
        return Finding("forward", regime, WRONG, message, "dropout-inactive")
    why = "it drops nothing, and how it is told to was not understood"
    return Finding("forward", regime, NOT_JUDGED, why)


def wrong_share(seen: Seen, found: Trained, other: Trained | None) -> Iterator[Finding]:
    """Yield that neither p nor 1 - p is kept, unless p may be something else."""
    form, masks = seen.called.form, found.masks
    if not form.share or found.share is not None:
        return
    draws = masks.draws()
    given = seen.called.share
    message = (
        f"it keeps {kept_of(draws)}; with {form.share} = {given:g} that should be "
        f"{percent(given)} or {percent(1 - given)}"
    )
    if may_be_meant(masks, None if other is None else other.masks):
        why = f"{message}; {form.share} may mean another share"
        yield Finding("forward", found.regime, NOT_JUDGED, why)
        return
    yield Finding("forward", found.regime, WRONG, message, "dropout-wrong-share")


def may_be_meant(masks: Masks, other: Masks | None) -> bool:
    """Return whether a share that is not the one given may be what was meant, as a percentage.

    `other` : what is kept of another share. One that stays what it is, with the scale that is its
    own or, without any, at one half, is a constant
    """
    draws = masks.draws()
    if masks.scale is None:
        return bool(masks.kept.any())
    if same(masks.scale, 1.0):
        halves = fits(draws, HALF) and other is not None and fits(other.draws(), HALF)
        return not halves
    if not fits(draws, min(1 / masks.scale, 1.0)):
        return False
    again = None if other is None else other.scale
    return again is None or not np.isclose(masks.scale, again, rtol=EXACT, atol=0)


def fixed(seen: Seen, found: Trained) -> Finding:
    """Return whether every call draws a mask of its own."""
    masks, form = found.masks, seen.called.form
    if 0 not in masks.shared:
        return Finding("repeatable", found.regime)
    message = f"the same mask in each of {len(masks.kept)} calls"
    if SEEDED.search(form.text) or "seed" in form.made.values() or "seed" in form.taken.values():
        why = f"{message}, for its random numbers are seeded anew"
        return Finding("repeatable", found.regime, CONVENTION, why)
    if not DRAWS.search(form.text) or redrawn(form.text, form.forward):
        why = f"{message}; something else may draw it anew between the calls"
        return Finding("repeatable", found.regime, NOT_JUDGED, why)
    return Finding("repeatable", found.regime, WRONG, message, "dropout-mask-fixed")


def redrawn(text: str, forward: str) -> bool:
    """Return whether a public method besides forward and the constructor draws."""
    methods = re.split(r"\n\s*def ", text)[1:]
    names = {one.split("(")[0]: one for one in methods}
    forward = forward.rpartition(".")[2]
    return any(
        name not in ("__init__", forward) and name[0] != "_" and DRAWS.search(body)
        for name, body in names.items()
    )


def sharing(seen: Seen, found: Trained) -> Finding:
    """Return whether every number, or every channel, has a draw of its own."""
    masks, name = found.masks, seen.called.form.name
    axes = tuple(axis for axis in masks.shared if axis)
    of_channels = CHANNELS.get(masks.kept.ndim, ())
    channels = axes in of_channels
    if says_channels(name) and of_channels and not axes:
        message = "its name says that it drops whole channels, but it drops single numbers"
        return Finding("forward", found.regime, WRONG, message, "dropout-channels-in-part")
    if channels:
        if says_channels(name):
            return Finding("forward", found.regime)
        message = "whole channels are dropped, as in spatial dropout"
        return Finding("forward", found.regime, CONVENTION, message)
    if axes:
        return shared_along(found, axes)
    if found.share is not None and 0 not in masks.shared:
        alike = dependent(masks.draws(), found.share)
        if alike:
            where = AXES[min(alike[0], 2)]
            message = (
                f"masks of neighbouring {where} are alike, or unlike, more often than by chance"
            )
            return Finding("forward", found.regime, WRONG, message, "dropout-mask-shared")
    if exactly(masks) and 0 not in masks.shared:
        message = "every call keeps the same number, not each unit by itself"
        return Finding("forward", found.regime, CONVENTION, message)
    return Finding("forward", found.regime)


def shared_along(found: Trained, axes: tuple[int, ...]) -> Finding:
    """Return the finding on draws that decide for several numbers."""
    along = [AXES[min(axis, 2)] for axis in axes]
    message = f"one draw decides for all {' and '.join(dict.fromkeys(along))} of a call"
    return Finding("forward", found.regime, WRONG, message, "dropout-mask-shared")


def scaling(found: Trained) -> Iterator[Finding]:
    """Yield whether what is kept is scaled by what is dropped; 1 is left to the test time."""
    masks, share, regime = found.masks, found.share, found.regime
    if share is None or not masks.kept.any():
        return
    if masks.scale is None:
        message = "scaled by the share that each call has kept in fact"
        yield Finding("forward", regime, CONVENTION, message)
        return
    scale = masks.scale
    if same(scale, 1.0) or same(scale, 1 / share):
        return
    known = {"dropout-scaled-twice": share**-2, "dropout-wrong-scale": 1 / (1 - share)}
    bug = next((bug for bug, one in known.items() if same(scale, one)), "")
    if same(scale, share) or same(scale, 1 - share):
        bug = "dropout-wrong-scale"
    message = (
        f"{percent(share)} are kept, and scaled by {scale:.6g}; 1 / {share:g} = {1 / share:.6g} "
        "would keep the mean"
    )
    message = message if bug else f"wrong, unidentified: {message}"
    yield Finding("forward", regime, WRONG, message, bug, abs(scale - 1 / share), scale, 1 / share)
