"""What an implementation does not take is said, and neither failed nor passed over."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops, oracle

pytestmark = pytest.mark.one_python


def judged(implementation: Any, op: str, **settings: Any) -> dict[str, set[str]]:
    """Return the statuses of every regime."""
    report = oracle.check(implementation, op=op, examples=4, refusals=False, **settings)
    found: dict[str, set[str]] = {}
    for result in report:
        found.setdefault(result.regime, set()).add(result.status)
    return found


def pool(x: Any, kernel_size: Any, *, stride: Any = None, padding: Any = 0) -> Any:
    if x.ndim != 4:
        raise ValueError("x must be a batch of images")
    return ops.max_pool2d(x, kernel_size, stride=stride, padding=padding)


def test_an_optional_argument_that_is_not_there_is_not_supported() -> None:
    found = judged(pool, "max_pool2d")
    beyond = {"dilation", "ceil_mode", "dilated_ceil_mode", "ceil_mode_in_padding", "unbatched"}
    assert {regime for regime, statuses in found.items() if statuses == {"unsupported"}} == beyond
    assert set.union(*(found[regime] for regime in set(found) - beyond)) == {"ok"}


def test_which_argument_is_missing_is_said() -> None:
    report = oracle.check(pool, op="max_pool2d", examples=2, checks=("forward",), refusals=False)
    told = {result.regime: result.verdict.message for result in report if result.status != "ok"}
    assert told["dilation"] == "it has no argument dilation"
    assert told["unbatched"] == "raised ValueError: x must be a batch of images"
    assert report


def test_an_argument_that_the_op_requires_has_to_be_there() -> None:
    def of_two(x: Any) -> Any:
        return ops.max_pool2d(x, 2)

    assert judged(of_two, "max_pool2d")["basic"] == {"wrong"}


def test_a_gradient_that_is_asked_for_needs_its_array() -> None:
    def without_bias(x: Any, weight: Any) -> Any:
        return ops.linear(x, weight)

    assert "wrong" in judged(without_bias, "linear")["basic"]


def test_what_takes_any_argument_has_to_heed_it() -> None:
    def deaf(x: Any, kernel_size: Any, **options: Any) -> Any:
        return pool(x, kernel_size, stride=options.get("stride"), padding=options.get("padding", 0))

    assert "wrong" in judged(deaf, "max_pool2d", checks=("forward",))["dilation"]


def test_a_single_image_may_be_refused_but_not_be_pooled_in_a_wrong_way() -> None:
    def flat(x: Any, kernel_size: Any, *, stride: Any = None, padding: Any = 0) -> Any:
        out, pullback = ops.max_pool2d(x, kernel_size, stride=stride, padding=padding)
        return (out, pullback) if x.ndim == 4 else (np.zeros_like(out), pullback)

    assert judged(flat, "max_pool2d", checks=("forward",))["unbatched"] == {"wrong"}


def test_a_loss_that_is_always_reduced_may_refuse_not_to_be() -> None:
    def loss(p: Any, target: Any, *, reduction: str = "mean") -> Any:
        if reduction == "none":
            raise ValueError("reduction must be mean or sum")
        return ops.mse_loss(p, target, reduction=reduction)  # type: ignore[arg-type] # one of both

    found = judged(loss, "mse_loss")
    assert found.pop("none") == {"unsupported"}
    assert set.union(*found.values()) == {"ok"}
