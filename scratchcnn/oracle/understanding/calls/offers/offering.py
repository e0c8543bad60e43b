"""What cases may vary: inferred from the roles, and tried if a name is not clear."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.offers.further import is_left_to_write
from scratchcnn.oracle.understanding.calls.offers.own_eps import own_eps
from scratchcnn.oracle.understanding.calls.offers.own_same import (
    keeps_size_by_word,
    of_odd_kernels,
    own_same,
)
from scratchcnn.oracle.understanding.calls.offers.own_tiling import only_tiled
from scratchcnn.oracle.understanding.calls.offers.varied import varied_offered
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, RIGHT, try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.layout.forms import spoken
from scratchcnn.oracle.understanding.signatures.probes.expressions import NAMED
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    image_setting,
    other_setting,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import (
    OF_KERNELS,
    Argument,
    Arguments,
    argument_of,
)

SHAPE_TAKEN_APART = re.compile(
    r"(\w+)\s*,\s*(\w+)\s*,\s*(\w+)\s*,\s*(\w+)\s*\)?\s*=\s*(?:np\.shape\()?(?:self\.)?(\w+)"
)


def offered(runner: Runner, plan: Plan, setting: Setting, source: str = "") -> Plan:
    """Return the plan with its offer: what may be varied; `source` is that of its definition."""
    if plan.card.windowed:
        return windows_offered(runner, plan, setting, source)
    form = plan.signature.forms[plan.card.first]
    batch = form == "same" or "N" in form
    if plan.card.kind == "flattening":
        # `reshape(1, -1)` is right for one sample, and meant for one.
        batch = batch and len(setting.first) > 1
    offer = replace(plan.offer, batch=batch)
    if plan.card.kind == "resizing":
        one = 1 if "C" not in form else None
        whole = not plan.signature.takes("output_size")
        return replace(plan, offer=replace(offer, in_channels=one, whole_image=whole))
    if plan.card.kind in ("activation", "flattening"):
        return replace(plan, offer=replace(offer, **activation_offered(runner, plan, setting)))
    if plan.card.loss:
        return replace(plan, offer=replace(offer, **loss_offered(runner, plan, setting)))
    if plan.card.of_one_number:
        takes = argument_of(plan.signature.backward, "grad_out") is not None
        return replace(plan, offer=replace(offer, upstream=("nonzero",) if takes else ("ones",)))
    if plan.card.kind == "lookup":
        return replace(plan, offer=replace(offer, ndim=None if len(form) > 1 else (1,)))
    if plan.card.by_name:
        numbers = plan.signature.takes(*plan.card.numbers)
        padding = numbers and "padding" in plan.card.numbers
        offer = replace(offer, any_number=numbers, padding=padding)
        offer = replace(offer, in_channels=None if len(form) > 2 else 1)
        if plan.card.kind == "joining":
            offer = replace(offer, any_number=numbers and form == "NCHW")
        if plan.card.kind == "unpooling":
            offer = replace(offer, **unpooling_offered(plan))
    normalizes = plan.card.kind == "normalization"
    # What normalises has all of its parameters, or none.
    last = "weight" if normalizes else "bias"
    kinds = ("tied",) if last in setting.arrays else ("none",)
    offer = replace(offer, bias=kinds)
    if plan.card.own_numbers:
        return replace(plan, offer=replace(offer, numbers=own_numbers(plan, setting)))
    if normalizes:
        offer = replace(offer, eps=own_eps(runner, plan, setting, source))
    return replace(plan, offer=offer)


def unpooling_offered(plan: Plan) -> dict[str, Any]:
    """Return what may be varied in calls of an unpooling: the kernel, and a stride beside it.

    With a larger stride images of several sizes have these windows, and an index means another
    place in each: the size has to be told.
    """
    takes = plan.signature.takes
    size = takes("unpooled_size", "unpooled_height")
    return {"any_number": size or takes("kernel_size", "kernel_height"), "stride": size}


def own_numbers(plan: Plan, setting: Setting) -> tuple[tuple[str, float], ...]:
    """Return the numbers of an op that a layer does not take, as it was tried with."""
    roles = plan.card.numbers.items() if plan.card.own_numbers else ()
    return tuple(
        (name, setting.options[name]) for role, (name, _) in roles if not plan.signature.takes(role)
    )


def loss_offered(runner: Runner, plan: Plan, setting: Setting) -> dict[str, Any]:
    """Return what may be varied in calls of a loss."""
    labels = setting.arrays["target"].ndim == 1
    targets: tuple[str, ...] = ("labels",) if labels else ("one_hot_rows",)
    targets = plan.card.offered_targets or targets
    takes = argument_of(plan.signature.backward, "grad_out") is not None
    fixed = {"in_features": 1} if setting.first.shape[-1] == 1 else {}
    numbers = varied_offered(runner, plan, setting)
    upstream = ("nonzero",) if takes else ("ones",)
    return {"targets": targets, "upstream": upstream, **fixed, **numbers}


def activation_offered(runner: Runner, plan: Plan, setting: Setting) -> dict[str, Any]:
    """Return what may be varied in calls of an activation: the number of axes and the slope."""
    offer: dict[str, Any] = {}
    if plan.card.factor:
        offer |= slopes_offered(runner, plan, setting)
    offer |= varied_offered(runner, plan, setting)
    if plan.card.kind == "flattening":
        whole = plan.signature.forms["x"] == "same"
        axes = tuple(role for role in plan.card.numbers if plan.signature.takes(role))
        return {**offer, "ndim": (4,), "axes": axes if whole else ()}
    if plan.signature.forms["x"] != "same":
        return {**offer, "ndim": (2,)}
    able = []
    for ndim in (2, 4):
        other = replace(setting, arrays=other_setting(plan.op, SIZES["distinct"], ndim=ndim).arrays)
        # A layer that is told its sizes may be told one that such a call does not have.
        with suppress(Misfit):
            if try_forward(runner, plan, other).rank > FAILED:
                able.append(ndim)
    return {**offer, "ndim": tuple(able) or (setting.first.ndim,)}


def slopes_offered(runner: Runner, plan: Plan, setting: Setting) -> dict[str, float]:
    """Return the only slope that an activation allows; an empty dictionary if it takes any."""
    factor = plan.card.factor
    if not plan.signature.takes("negative_slope"):
        return {"negative_slope": setting.options.get(factor, plan.card.factors[0])}
    # max(slope x, x) is right for slopes up to 1, and nobody needs steeper ones.
    steep = try_forward(runner, plan, replace(setting, options={factor: 2.0}))
    gentle = try_forward(runner, plan, replace(setting, options={factor: 0.25}))
    only = gentle.rank == RIGHT and steep.rank < RIGHT
    return {"negative_slope": 0.25} if only else {}


def named_paddings(padding: Argument, source: str) -> tuple[str, ...]:
    """Return the paddings that may be passed by name: those that the source knows, or leaves out.

    A name that stands for no padding is passed on without being looked at.
    """
    if padding.form not in NAMED:
        return ()
    if padding.keys:
        return ("same", "valid")
    return ("same", "valid") if "same" in source.lower() else ("valid",)


def windows_offered(runner: Runner, plan: Plan, setting: Setting, source: str) -> Plan:
    """Return the plan of a convolution or a pooling with its offer."""
    form = plan.signature.forms["x"]
    own = plan.signature.parameters.get("weight", ((), "FC"))
    weight = plan.signature.forms.get("weight") or own[1]
    fixed = not plan.signature.takes(*OF_KERNELS)
    padding = plan.signature.role("padding")
    padding_left = setting.options.get("padding", 0)
    offer = Offer(
        batch="N" in form,
        in_channels=1 if "C" not in form or "C" not in weight else None,
        out_channels=1 if "F" not in weight else None,
        kernel_size=setting.kernel if fixed else None,
        stride=plan.signature.takes("stride"),
        fixed_stride=None if "stride" not in setting.options else setting.stride,
        padding=padding is not None and padding.form not in NAMED,
        fixed_padding="same" if padding_left == "same" else 0,
        named_padding=named_paddings(padding, source) if padding else (),
        square_image=any(
            argument.role == "input_shape" and argument.form == "int"
            for _, argument in passed_up_to_output(plan)
        ),
        bias=(setting.bias_kind,),
    )
    taken: dict[str, Any] = {
        name: plan.signature.takes(name) and not is_left_to_write(runner, plan, setting, name)
        for name in plan.card.further
    }
    tiling = only_tiled(runner, plan, setting, source)
    offer = replace(offer, upstream=plan.offer.upstream, tiling=tiling, **taken)
    offer = replace(offer, numbers=own_numbers(plan, setting))
    if not plan.card.of_images:
        return replace(plan, offer=offer)
    if padding and padding.keys and not keeps_size_by_word(runner, plan, setting):
        offer = replace(offer, named_padding=("valid",))
    unsaid = offer.fixed_padding == "same" and not fixed and "same" not in source.lower()
    if unsaid and of_odd_kernels(runner, plan, setting):
        # Half a kernel on every side keeps the size for odd kernels, and nobody said `same`.
        fixed, offer = True, replace(offer, kernel_size=setting.kernel)
    offer = replace(offer, strided_same=own_same(runner, plan, setting, offer))
    if fixed:
        return replace(plan, offer=offer)
    either = spelled(plan, "kernel_size", "either")
    if promises_rectangles(plan, source) or rectangular_fits(runner, either, setting):
        return replace(either, offer=replace(offer, rectangular_kernel=True))
    return replace(plan, offer=offer)


def passed_up_to_output(plan: Plan) -> Arguments:
    """Return the arguments of the constructor and of forward."""
    return (*plan.signature.constructor, *plan.signature.forward)


def spelled(plan: Plan, role: str, form: str) -> Plan:
    """Return the plan with another spelling of a role, if that is spelled as one number."""

    def changed(argument: Argument) -> Argument:
        if argument.role == role and argument.form == "int":
            return replace(argument, form=form)
        keys = tuple((key, changed(one)) for key, one in argument.keys)
        return replace(argument, keys=keys)

    def respelled(arguments: Arguments) -> Arguments:
        return tuple((name, changed(argument)) for name, argument in arguments)

    signature = plan.signature
    return plan.meaning(
        replace(
            signature,
            constructor=respelled(signature.constructor),
            forward=respelled(signature.forward),
        )
    )


def promises_rectangles(plan: Plan, source: str) -> bool:
    """Return whether the homework claims to take kernels that are not square.

    It does if height and width are separate arguments, or one argument is a pair, or if the shape
    of a weight is unpacked into two names: `F, C, HH, WW = w.shape`, not `(f, f, C, F) = W.shape`.
    """
    if plan.signature.takes("kernel_height") and plan.signature.takes("kernel_width"):
        return True
    size = plan.signature.role("kernel_size")
    if size is not None and size.form in ("pair", "list"):
        return True
    sized = [name for name, a in passed_up_to_output(plan) if a.role == "kernel_size"]
    if any(re.search(rf"isinstance\(\s*{re.escape(name)}\s*,", source) for name in sized):
        # It checks whether it got one number or two.
        return True
    passed = [name for name, a in passed_up_to_output(plan) if a.role == "weight"]
    letters = spoken(plan.signature.forms.get("weight", ""))
    for *axes, name in SHAPE_TAKEN_APART.findall(source):
        sides = [axis for axis, letter in zip(axes, letters, strict=False) if letter in "KL"]
        if name in passed and len(set(sides) - {"_"}) == 2:
            return True
    return False


def rectangular_fits(runner: Runner, plan: Plan, setting: Setting) -> bool:
    """Return whether forward returns an output of the right size for a non-square kernel."""
    c, f = setting.sizes["C"], setting.sizes.get("F", 1)
    sizes = {**SIZES["distinct"], "N": setting.sizes["N"], "C": c, "F": f}
    options = {k: v for k, v in setting.options.items() if k != "kernel_size"}
    kind = setting.bias_kind
    if plan.card.pooling:
        options = {k: v for k, v in options.items() if k != "padding"}
        tall = image_setting(plan.op, {**sizes, "H": 8, "W": 9}, (2, 3), kind, **options)
    else:
        tall = image_setting(plan.op, sizes, (3, 2), kind, **options)
    outcome = try_forward(runner, plan, tall)
    return outcome.rank == RIGHT or (
        outcome.rank > FAILED and outcome.plan.protocol.out.form == plan.protocol.out.form
    )
