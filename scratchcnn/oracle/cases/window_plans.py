"""Which windows, images and counts the regimes of homework's convolutions and poolings draw."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.same_padding import is_same
from scratchcnn.oracle.cases.windows import (
    Condition,
    Counts,
    Images,
    Plan,
    Window,
    anything,
    convolution_windows,
    pooling_windows,
    preferring,
    square_kernel,
    unequal_kernel,
)

SIMPLE_CONVOLUTION: Sequence[Condition] = (
    square_kernel,
    lambda window: window.stride == (1, 1),
    lambda window: window.stride[0] == window.stride[1],
    # Many crops fail without padding, so that is a regime of its own.
    lambda window: window.padding == 1,
    lambda window: window.padding == 0,
    lambda window: window.padding == "valid",
)
SIMPLE_POOLING: Sequence[Condition] = (
    square_kernel,
    lambda window: min(window.kernel) >= 2,
    lambda window: window.stride == window.kernel,
    # One stride for an unequal kernel: a gap rather than an overlap.
    lambda window: window.stride == (max(window.kernel),) * 2,
    lambda window: window.stride[0] == window.stride[1],
    lambda window: window.padding == 0,
)


def gap(window: Window) -> bool:
    """Return whether the stride is larger than the kernel, along both axes."""
    return all(s > k for k, s in zip(window.kernel, window.stride, strict=True))


def overlap(window: Window) -> bool:
    """Return whether the stride is smaller than the kernel, along both axes."""
    return all(s < k for k, s in zip(window.kernel, window.stride, strict=True))


def padded_by_name(name: str, window: Window) -> bool:
    """Return whether the padding has this name, and the kernel is large enough to show it."""
    return window.padding == name and min(window.kernel) > 1


def is_uneven(window: Window) -> bool:
    """Return whether "same" may pad one side more than the other, as for an even kernel."""
    return is_same(window.padding) and any(side % 2 == 0 for side in window.kernel)


def distinct(*choices: Sequence[int]) -> tuple[Counts, ...]:
    """Return the choices of one number each that are all different; all choices if none are."""
    every = list(product(*choices))
    return tuple([one for one in every if len({*one}) == len(one)] or every)


def plans(
    offer: Offer,
    windows: Sequence[Window],
    simple: Sequence[Condition],
    channels: Sequence[int | None],
) -> tuple[dict[str, Plan], dict[str, Plan]]:
    """Plan the regimes that convolutions and poolings share: first the isolated ones, then mixed.

    `channels` are the fixed numbers of channels and filters, None if they are free.
    """
    counts = [(1, *(count or 1 for count in channels))]
    plain = partial(plan, offer, windows, simple)
    several = [(count,) if count else (2, 3, 4) for count in channels]
    many = [(count,) if count else (1, 2, 3, 4) for count in channels]
    isolated = {
        "basic": plain(counts),
        "non_tiling": plain(counts, lambda w: max(w.stride) > 1, Images(tiling=False)),
        "rectangular": rectangular(offer, windows, simple, counts),
        "channels": plain(distinct((1,), *several)) if None in channels else None,
        "batch": plain([(n, *counts[0][1:]) for n in (2, 3)]) if offer.batch else None,
    }
    small = [w for w in windows if w.padding not in (3,) and max(w.stride) <= 3] or windows
    mixed = Plan(
        offer,
        tuple(preferring(small, [unequal_kernel])),
        Images(offer.tiling or None, None if offer.square_image else False),
        distinct((1, 2, 3, 4) if offer.batch else (1,), *many),
        distinct=True,
    )
    if not mixed.possible:
        mixed = replace(mixed, rule=Images(offer.tiling or None, None))
    if offer.tiling:
        del isolated["non_tiling"]
    return {name: one for name, one in isolated.items() if one}, {"mixed": mixed}


def plan(
    offer: Offer,
    windows: Sequence[Window],
    simple: Sequence[Condition],
    counts: Sequence[Counts],
    about: Condition = anything,
    rule: Images | None = None,
) -> Plan:
    """Plan a regime that is about one thing, and otherwise simple.

    Without a `rule`, windows tile the image if possible: with a fixed size it may not be.
    """
    chosen = tuple(preferring([window for window in windows if about(window)], simple))
    one = Plan(offer, chosen, rule or Images(), tuple(counts))
    return one if one.possible or rule else replace(one, rule=Images(tiling=None))


def rectangular(
    offer: Offer, windows: Sequence[Window], simple: Sequence[Condition], counts: Sequence[Counts]
) -> Plan | None:
    """Plan the regime of unequal sides: of the image, and of the kernel if it may have them."""
    first = [unequal_kernel, *simple]
    images = plan(offer, windows, first, counts, rule=Images(square=False))
    if images.possible:
        return images
    # The windows may not tile an image of fixed size.
    images = plan(offer, windows, first, counts, rule=Images(tiling=None, square=False))
    if images.possible:
        return images
    kernels = plan(offer, windows, first, counts, unequal_kernel)
    return kernels if kernels.possible else None


def of_strided_same(
    offer: Offer, windows: Sequence[Window], counts: tuple[Counts, ...]
) -> dict[str, Plan]:
    """Plan the regimes of "same" with a stride: of images of any size, then of unequal sides too.

    What it means shows in how the sizes of the image, the kernel and the stride go together.
    """
    strided = [w for w in windows if w.is_strided_same]
    square = [w for w in strided if square_kernel(w) and w.stride[0] == w.stride[1]] or strided
    anyhow = Images(tiling=None, square=None, least=2)
    found = {
        "same_stride": Plan(offer, tuple(square), replace(anyhow, square=True), counts),
        "same_rectangular": Plan(offer, tuple(strided), replace(anyhow, square=False), counts),
    }
    return {name: one for name, one in found.items() if one.possible}


def convolution_plans(offer: Offer) -> dict[str, Plan]:
    """Plan the regimes of convolutions."""
    windows = convolution_windows(offer)
    channels = (offer.in_channels, offer.out_channels)
    # What an even kernel needs on one side more is a question of the regime `same` alone.
    symmetric = windows if offer.kernel_size else [w for w in windows if not is_uneven(w)]
    shared, last = plans(offer, symmetric, SIMPLE_CONVOLUTION, channels)
    about = partial(plan, offer, windows, SIMPLE_CONVOLUTION, shared["basic"].counts)
    special: dict[str, Plan] = {}
    if offer.padding:
        special["padding"] = about(lambda w: w.padding in (2, 3))
        special["no_padding"] = about(lambda w: w.padding == 0)
    for name in offer.named_padding:
        special[name] = about(partial(padded_by_name, name))
    padded = windows if offer.named_padding else symmetric
    special |= of_strided_same(offer, padded, shared["basic"].counts)
    if offer.stride:
        special["stride"] = about(lambda w: min(w.stride) > 1, Images(least=2))
    special |= further_plans(offer, symmetric)
    return {"basic": shared["basic"]} | special | shared | last


def further_plans(offer: Offer, windows: Sequence[Window]) -> dict[str, Plan]:
    """Plan the regimes of dilations and groups: of kernels that show them, and several channels."""
    spread = [w for w in windows if min(w.kernel) > 1 and not isinstance(w.padding, str)]
    free = offer.image_size is None and not offer.square_image
    several = None in (offer.in_channels, offer.out_channels)
    found = {}
    if offer.dilation and free:
        counts = distinct(
            (1,), *((count or 1,) for count in (offer.in_channels, offer.out_channels))
        )
        found["dilation"] = plan(offer, spread, SIMPLE_CONVOLUTION, counts)
    if offer.groups and several:
        of_groups = [(1, 1, 1), (1, 1, 2), (1, 2, 1), (2 if offer.batch else 1, 2, 3)]
        found["groups"] = plan(offer, spread, SIMPLE_CONVOLUTION, of_groups)
    return found


def alike(offer: Offer) -> Offer:
    """Return an offer with one number for all axes: nothing else is asked of one axis, or three."""
    stride, kernel = offer.fixed_stride, offer.kernel_size
    return replace(
        offer,
        rectangular_kernel=False,
        rectangular_stride=False,
        fixed_stride=stride and (stride[0], stride[0]),
        kernel_size=kernel and (kernel[0], kernel[0]),
    )


def also_of(regime: str) -> str:
    """Return the option that a regime is about, if it is one of those few."""
    return regime if regime in ("dilation", "groups") else ""


def enlarged(image: tuple[int, int], kernel: tuple[int, int], dilation: int) -> tuple[int, int]:
    """Return the size of an image with as many windows for a kernel that is dilated."""
    height, width = (size + (dilation - 1) * (k - 1) for size, k in zip(image, kernel, strict=True))
    return height, width


def pooling_plans(offer: Offer) -> dict[str, Plan]:
    """Plan the regimes of poolings; `ties` is for max pooling only."""
    windows = pooling_windows(offer)
    shared, last = plans(offer, windows, SIMPLE_POOLING, (offer.in_channels,))
    basic = shared["basic"]
    about = partial(plan, offer, windows, SIMPLE_POOLING, basic.counts)
    special: dict[str, Plan] = {}
    if offer.padding:
        special["padding"] = about(lambda w: w.padding != 0)
    # If it holds for all windows of `basic`, it needs no regime of its own.
    for name, condition in (("stride", gap), ("overlap", overlap)):
        if not all(map(condition, basic.windows)):
            special[name] = about(condition, Images(least=2))
    special |= of_strided_same(offer, windows, basic.counts)
    ties = about(lambda w: max(w.kernel) > 1)
    return {"basic": basic} | special | shared | {"ties": ties} | last
