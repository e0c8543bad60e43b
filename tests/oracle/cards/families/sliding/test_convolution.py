"""The regimes of homework's convolutions and poolings hold what they are called, and only that."""

from collections.abc import Callable, Mapping

import pytest
from offered import (
    EVERYTHING,
    axes,
    both,
    cases,
    every_regime,
    grad_out,
    out,
    square_image,
    square_kernel,
    tiles,
)

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.offers import Offer

CONVOLUTIONS = ("conv2d", "conv2d_relu")
POOLINGS = ("max_pool2d", "avg_pool2d")
SLIDING = every_regime(*CONVOLUTIONS, *POOLINGS)
ISOLATED = [(op, regime) for op, regime in SLIDING if regime != "mixed"]

Promise = Callable[[Case], bool]


def channels(case: Case) -> tuple[int, ...]:
    weight = case.arrays.get("weight")
    return case.arrays["x"].shape[1:2] + (weight.shape[:1] if weight is not None else ())


def has_ties(case: Case) -> bool:
    rows = case.arrays["x"]
    k = case.options["kernel_size"]
    n = rows.shape[2] // k
    tiled = rows.reshape(n, k, n, k).swapaxes(1, 2).reshape(n * n, k * k)
    return bool(((tiled == tiled.max(1, keepdims=True)).sum(1) > 1).any())


CONVOLUTION: Mapping[str, Promise] = {
    "basic": lambda case: case.options == {"stride": 1, "padding": 1},
    "padding": lambda case: case.options["padding"] in (2, 3),
    "no_padding": lambda case: case.options["padding"] == 0,
    "same": lambda case: (
        case.options["padding"] == "same" and min(a.kernel for a in axes(case)) > 1
    ),
    "valid": lambda case: case.options["padding"] == "valid",
    "stride": lambda case: (
        case.options["stride"] in (2, 3) and min(axis.windows for axis in axes(case)) > 1
    ),
    "non_tiling": lambda case: case.options["stride"] in (2, 3) and not tiles(case),
    "dilation": lambda case: case.options["dilation"] in (2, 3),
    "groups": lambda case: case.options["groups"] > 1,
    "rectangular": lambda case: not square_image(case) and not square_kernel(case),
    "channels": lambda case: (
        min(channels(case)) >= 2 and max(channels(case)) <= 4 and len(set(channels(case))) == 2
    ),
    "batch": lambda case: case.arrays["x"].shape[0] in (2, 3),
    "kink": lambda case: not (out("conv2d", case).all()),
    "mixed": lambda case: len({len(case.arrays["x"]), *channels(case)}) == 3,
}
POOLING: Mapping[str, Promise] = {
    "basic": lambda case: case.options["padding"] == 0,
    "padding": lambda case: case.options["padding"] > 0,
    "stride": lambda case: all(a.stride > a.kernel and a.windows > 1 for a in axes(case)),
    "overlap": lambda case: all(a.stride < a.kernel and a.windows > 1 for a in axes(case)),
    "non_tiling": lambda case: not tiles(case),
    "rectangular": CONVOLUTION["rectangular"],
    "channels": lambda case: 2 <= case.arrays["x"].shape[1] <= 4,
    "batch": CONVOLUTION["batch"],
    "ties": has_ties,
    "mixed": lambda case: len(set(case.arrays["x"].shape)) == 4,
}


def promise(op: str, regime: str) -> Promise:
    return (CONVOLUTION if op in CONVOLUTIONS else POOLING)[regime]


@pytest.mark.parametrize(("op", "regime"), SLIDING)
def test_a_regime_keeps_its_promise_in_every_case(op: str, regime: str) -> None:
    kept = promise(op, regime)
    broken = [case for case in cases(op, regime) if not kept(case)]
    assert not broken, broken[0]


@pytest.mark.parametrize(("op", "regime"), ISOLATED)
def test_what_a_regime_is_not_about_is_at_its_simplest(op: str, regime: str) -> None:
    convolution = op in CONVOLUTIONS
    for case in cases(op, regime):
        assert regime in ("batch", "groups") or case.arrays["x"].shape[0] == 1
        assert regime in ("channels", "groups") or set(channels(case)) == {1}
        assert regime == "rectangular" or (square_image(case) and square_kernel(case))
        assert regime == "non_tiling" or tiles(case)
        for axis in axes(case):
            plain = axis.stride == (1 if convolution else axis.kernel)
            assert plain or regime in ("stride", "overlap", "non_tiling")
        usual = case.options["padding"] == (1 if convolution else 0)
        assert usual or regime in ("padding", "no_padding", "same", "valid")


def test_every_regime_is_there_where_everything_is_offered() -> None:
    assert list(regimes("conv2d", EVERYTHING)) == [
        *("basic", "padding", "no_padding", "same", "valid", "stride", "dilation", "groups"),
        *("non_tiling", "rectangular", "channels", "batch", "mixed"),
    ]
    further = {"dilation", "groups"}
    plain = {*regimes("conv2d", EVERYTHING)} - further
    assert {*regimes("conv2d_relu", EVERYTHING)} == {*plain, "kink"}
    assert list(regimes("max_pool2d", EVERYTHING)) == [
        *("basic", "padding", "stride", "overlap", "non_tiling", "rectangular"),
        *("channels", "batch", "ties", "mixed"),
    ]
    assert {*regimes("avg_pool2d", EVERYTHING)} == {*regimes("max_pool2d", EVERYTHING)} - {"ties"}


@pytest.mark.parametrize(
    ("op", "offer", "names"),
    [
        ("conv2d", Offer(batch=False), "basic rectangular channels mixed"),
        ("conv2d", Offer(stride=True), "basic stride non_tiling rectangular channels batch mixed"),
        (
            "conv2d",
            Offer(fixed_stride=(2, 2)),
            "basic non_tiling rectangular channels batch mixed",
        ),
        ("conv2d", Offer(fixed_padding="same", square_image=True), "basic channels batch mixed"),
        (
            "conv2d",
            Offer(batch=False, in_channels=1, out_channels=3, image_size=(5, 5)),
            "basic mixed",
        ),
        (
            "max_pool2d",
            Offer(kernel_size=(2, 2), fixed_stride=(2, 2)),
            "basic non_tiling rectangular channels batch ties mixed",
        ),
        (
            "max_pool2d",
            Offer(kernel_size=(3, 3), fixed_stride=(2, 2), batch=False),
            "basic non_tiling rectangular channels ties mixed",
        ),
        ("avg_pool2d", Offer(in_channels=1), "basic non_tiling rectangular batch mixed"),
        (
            "max_pool2d",
            Offer(named_padding=("same", "valid")),
            "basic non_tiling rectangular channels batch ties mixed",
        ),
        (
            "conv2d",
            Offer(stride=True, named_padding=("same", "valid"), strided_same="same_lower"),
            "basic same valid same_stride same_rectangular stride non_tiling rectangular channels "
            "batch mixed",
        ),
        (
            "conv2d",
            Offer(fixed_padding="same", fixed_stride=(2, 2), strided_same="same"),
            "basic same_stride same_rectangular non_tiling rectangular channels batch mixed",
        ),
        (
            "max_pool2d",
            Offer(named_padding=("same", "valid"), strided_same="same"),
            "basic same_stride same_rectangular non_tiling rectangular channels batch ties mixed",
        ),
        ("max_pool2d", Offer(fixed_padding="same"), ""),
        ("conv2d", Offer(fixed_padding="same", fixed_stride=(2, 2)), ""),
        ("conv2d", Offer(kernel_size=(3, 3), image_size=(2, 2)), ""),
    ],
)
def test_there_are_the_regimes_that_are_offered(op: str, offer: Offer, names: str) -> None:
    assert list(regimes(op, offer)) == names.split()


@pytest.mark.parametrize(
    ("op", "offer", "options"),
    [
        ("conv2d", Offer(), {}),
        ("conv2d", Offer(fixed_padding="same"), {"padding": "same"}),
        ("conv2d", Offer(fixed_padding=1, kernel_size=(3, 3)), {"padding": 1}),
        ("conv2d", Offer(fixed_stride=(2, 2)), {"stride": 2}),
        ("conv2d", Offer(named_padding=("same", "valid")), {"padding": "valid"}),
        (
            "max_pool2d",
            Offer(kernel_size=(2, 2), fixed_stride=(2, 2)),
            {"kernel_size": 2, "stride": 2},
        ),
        (
            "max_pool2d",
            Offer(kernel_size=(2, 2), named_padding=("same", "valid")),
            {"kernel_size": 2, "stride": 2},
        ),
        (
            "max_pool2d",
            Offer(kernel_size=(2, 3), fixed_stride=(2, 1), fixed_padding=1),
            {"kernel_size": (2, 3), "stride": (2, 1), "padding": 1},
        ),
    ],
)
def test_what_the_homework_fixes_is_passed(op: str, offer: Offer, options: object) -> None:
    for regime in ("basic", "batch", "channels"):
        assert all(case.options == options for case in cases(op, regime, offer, 10))


def test_one_stride_for_an_unequal_kernel_leaves_a_gap_and_does_not_overlap() -> None:
    offer = Offer(stride=True, rectangular_kernel=True)
    for case in cases("max_pool2d", "rectangular", offer):
        assert case.options["stride"] == max(case.options["kernel_size"])
        assert tiles(case)


def test_fixed_sizes_are_kept_even_where_nothing_tiles() -> None:
    offer = Offer(image_size=(6, 6), kernel_size=(3, 3), fixed_stride=(2, 2))
    for regime in regimes("conv2d", offer):
        for case in cases("conv2d", regime, offer, 10):
            assert case.arrays["x"].shape[2:] == (6, 6)
            assert case.arrays["weight"].shape[2:] == (3, 3)


def test_fixed_channels_are_kept() -> None:
    offer = Offer(in_channels=3, out_channels=2)
    for regime in regimes("conv2d", offer):
        assert all(channels(case) == (3, 2) for case in cases("conv2d", regime, offer, 10))
    only_input = Offer(in_channels=1)
    assert {channels(case) for case in cases("conv2d", "channels", only_input)} == {
        *((1, 2), (1, 3), (1, 4))
    }


def test_square_images_are_kept_square() -> None:
    offer = Offer(stride=True, square_image=True)
    for regime in regimes("conv2d", offer):
        assert all(square_image(case) for case in cases("conv2d", regime, offer, 20))


def test_square_kernels_and_strides_are_kept_square() -> None:
    offer = Offer(stride=True, padding=True)
    for case in (*cases("conv2d", "mixed", offer), *cases("avg_pool2d", "mixed", offer)):
        assert square_kernel(case)
        assert isinstance(case.options["stride"], int)


def test_a_mixed_case_has_sizes_that_all_differ() -> None:
    apart = [
        len({*case.arrays["x"].shape, len(case.arrays["weight"])}) == 5
        for case in cases("conv2d", "mixed", EVERYTHING, 100)
    ]
    assert all(apart)
    assert not any(square_kernel(case) for case in cases("conv2d", "mixed"))


def test_mixed_cases_draw_everything() -> None:
    drawn = cases("max_pool2d", "mixed", EVERYTHING, 100)
    for seen in (
        {tiles(case) for case in drawn},
        {case.options["padding"] > 0 for case in drawn},
        {both(case.options["stride"])[0] > 1 for case in drawn},
    ):
        assert seen == {True, False}


@pytest.mark.parametrize("kind", ["none", "tied", "untied"])
def test_a_bias_is_of_the_offered_kind(kind: str) -> None:
    for case in cases("conv2d", "mixed", Offer(bias=(kind,), padding=True)):
        shape = case.arrays["bias"].shape if "bias" in case.arrays else None
        full = out("conv2d", case).shape[1:]
        assert shape == {"none": None, "tied": full[:1], "untied": full}[kind]


@pytest.mark.parametrize("regime", [r for _, r in every_regime("conv2d_relu") if r != "kink"])
@pytest.mark.parametrize("bias", ["none", "tied"])
def test_no_relu_is_at_its_kink(regime: str, bias: str) -> None:
    offer = Offer(stride=True, padding=True, named_padding=("same", "valid"), bias=(bias,))
    assert all(out("conv2d", case).all() for case in cases("conv2d_relu", regime, offer))


def test_at_a_kink_there_is_something_to_see() -> None:
    for case in cases("conv2d_relu", "kink"):
        assert case.arrays["weight"].any()
        assert (grad_out("conv2d_relu", case)[out("conv2d", case) == 0] != 0).all()
