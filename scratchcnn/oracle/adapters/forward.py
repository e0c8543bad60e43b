"""Finding out how the forward pass of some homework is called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.adapters.forms import FORMS, Misfit, form_shape
from scratchcnn.oracle.adapters.plan import (
    ACTIVATIONS,
    LABEL_FORMS,
    LOSSES,
    WINDOWED,
    Argument,
    Callee,
    Path,
    Plan,
    Setting,
    axes_of,
    first_argument,
)
from scratchcnn.oracle.adapters.probe import (
    FAILED,
    RIGHT,
    Outcome,
    attributes,
    find_parameter,
    try_forward,
)
from scratchcnn.oracle.adapters.settings import SIZES, image_setting, other_setting
from scratchcnn.oracle.adapters.signatures import (
    Unknown,
    assign,
    constructors,
    forward_roles,
    loss_arguments,
)
from scratchcnn.oracle.adapters.vocabulary import BIAS_NAMES, FORWARD, WEIGHT_NAMES
from scratchcnn.oracle.runner import Failure, Runner

Definition: TypeAlias = Mapping[str, Any]

ATTEMPTS = 250
TIMEOUTS = 2
# The slopes that a leaky ReLU may have where none is passed, beside PyTorch's.
SLOPES = (0.1, 0.2, 0.3, 0.05, 0.02, 0.25, 0.001, 0.5)
# The layouts of a weight that go with those of the images.
LIKELY = {
    "NCHW": ("FCKL", "F(CKL)"),
    "NHWC": ("KLCF", "FKLC"),
    "CHW": ("FCKL", "F(CKL)"),
    "HWC": ("KLCF", "FKLC"),
    "HW": ("FKL", "KLF", "KL"),
}
BIASES = {"conv2d": ("tied", "untied"), "conv2d_relu": ("tied",)} | dict.fromkeys(
    ("max_pool2d", "avg_pool2d"), ("none",)
)


@dataclass
class Search:
    """What a search has tried: the best outcome, and why others failed."""

    runner: Runner
    # Layouts of the first argument that are not to be tried again.
    without: frozenset[str] = frozenset()
    best: Outcome | None = None
    # The group of sizes that is being tried.
    group: str = ""
    # Whether unusual layouts are tried, too.
    thorough: bool = False
    attempts: int = 0
    timeouts: int = 0
    failures: list[Failure] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def note(self, failure: Failure) -> None:
        """Remember why an attempt failed."""
        self.failures.append(failure)
        self.timeouts += failure.kind in ("timeout", "crash", "exit", "memory")

    def attempt(self, plan: Plan, setting: Setting) -> bool:
        """Try a plan; true if the search is over."""
        if plan.forms[first_argument(plan.op)] in self.without:
            return False
        self.attempts += 1
        try:
            outcome = try_forward(self.runner, plan, setting)
        except (LookupError, Misfit):
            # A shape is asked for that calls of this op do not have.
            return self.over
        if outcome.failure is not None:
            self.note(outcome.failure)
        if self.best is None or outcome.rank > self.best.rank:
            self.best = outcome
        return self.over

    @property
    def over(self) -> bool:
        """Whether nothing better can come, or too much was tried."""
        found = self.best is not None and self.best.rank == RIGHT
        return found or self.attempts >= ATTEMPTS or self.timeouts >= TIMEOUTS


def search_forward(
    runner: Runner,
    definition: Definition,
    op: str,
    method: str | None,
    without: frozenset[str] = frozenset(),
    groups: Sequence[str] = tuple(SIZES),
) -> Search:
    """Look for the way to call a forward pass as this op."""
    search = Search(runner, without)
    for group in groups:
        search.group, sizes = group, SIZES[group]
        for search.thorough in (False, True):
            search.attempts = 0
            try:
                for plan, setting in candidates(search, definition, op, method, sizes):
                    if search.attempt(plan, setting):
                        break
            except Unknown as unknown:
                search.unknown.append(str(unknown))
                return search
            found = search.best is not None and search.best.rank > FAILED
            if found or search.timeouts >= TIMEOUTS:
                return search
    return search


def candidates(
    search: Search, definition: Definition, op: str, method: str | None, sizes: Mapping[str, int]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield plans to try, each with a call that suits it."""
    for constructor in class_constructors(definition, op):
        for called in forward_calls(definition, op, method):
            named = [argument.role for _, argument in (*constructor, *called)]
            named += [one.role for _, a in (*constructor, *called) for _, one in a.keys]
            if any(a.form == "named" for _, a in (*constructor, *called)):
                named.append("named padding")
            plan = Plan(
                op=op,
                name=definition["name"],
                constructor=Callee(definition["name"], constructor)
                if definition["kind"] == "class"
                else None,
                forward=Callee(method or definition["name"], called, method=method is not None),
            )
            for setting in settings(op, sizes, named):
                if search.over:
                    return
                yield from with_forms(search, plan, setting, named)


def class_constructors(
    definition: Definition, op: str
) -> Iterator[tuple[tuple[str, Argument], ...]]:
    """Yield what the constructor is called with; nothing for a function."""
    if definition["kind"] == "class":
        yield from constructors(definition, op)
    else:
        yield ()


def forward_calls(
    definition: Definition, op: str, method: str | None
) -> Iterator[tuple[tuple[str, Argument], ...]]:
    """Yield what forward is called with."""
    described = definition["methods"][method] if method else definition
    keys = described.get("keys", {})
    if op in LOSSES:
        yield from loss_arguments(described["params"], op)
    else:
        order = ("x", "weight", "bias", "kernel_size", "stride", "padding")
        roles = forward_roles(op)
        yield from assign(described["params"], roles, op, keys, order)


def settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield the calls to try: with the hyperparameters that are named, and likely fixed ones."""
    if op in WINDOWED:
        yield from window_settings(op, sizes, named)
    elif op in LOSSES:
        for target in targets_of(op):
            yield other_setting(op, sizes, target=target)
            if op == "binary_cross_entropy":
                yield other_setting(op, {**sizes, "D": 1}, target=target)
    elif op in ACTIVATIONS:
        yield other_setting(op, sizes)
        if op == "leaky_relu" and "negative_slope" not in named:
            for slope in SLOPES:
                yield replace(other_setting(op, sizes), options={"negative_slope": slope})
        yield other_setting(op, sizes, ndim=4)
        yield other_setting(op, sizes, ndim=1)
    elif op == "flatten":
        yield other_setting(op, sizes, ndim=4)
    elif op != "batch_norm2d" or sizes["C"] > 1:
        # One channel would fit whoever normalises over anything.
        yield other_setting(op, sizes)


def targets_of(op: str) -> tuple[str, ...]:
    """Return the kinds of targets that a loss may take."""
    return {
        "cross_entropy": ("labels", "one_hot"),
        "softmax_cross_entropy": ("labels", "one_hot"),
        "categorical_cross_entropy": ("one_hot",),
        "binary_cross_entropy": ("bits",),
        "mse_loss": ("numbers",),
    }[op]


def window_settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield calls of a convolution or a pooling."""
    pooling = "pool" in op
    given = {"kernel_size", "kernel_height", "kernel_width"} & set(named) or "weight" in named
    if pooling:
        kernels = [(2, 2)] if given else [(2, 2), (3, 3)]
        strides: list[Any] = [2] if "stride" in named else [None, 2, 1]
        paddings: list[Any] = [0]
    else:
        kernels = [(3, 3)] if given else [(3, 3), (5, 5), (2, 2)]
        strides = [1] if "stride" in named else [1, 2]
        # A padding of 1 where it is offered: at 0 too much homework breaks.
        paddings = [1, 0] if "padding" in named else [0, "same"]
        if "named padding" in named:
            paddings = ["valid", "same"]
    for kernel in kernels:
        for padding in paddings:
            for stride in strides:
                if padding == "same" and stride != 1:
                    continue
                options = {"stride": stride} if stride is not None else {}
                options |= {"padding": padding} if padding or "padding" in named else {}
                for bias in BIASES[op]:
                    yield image_setting(op, sizes, kernel, bias, **options)


def with_forms(
    search: Search, plan: Plan, setting: Setting, named: Sequence[str]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan with every way in which its arrays may be laid out."""
    name = first_argument(plan.op)
    letters = axes_of(plan.op, name, setting.first.ndim)
    parameters = "weight" in setting.arrays
    for form in ("same",) if plan.op in (*ACTIVATIONS, "flatten") else FORMS[letters]:
        if plan.op == "batch_norm2d" and not {"N", "C"} <= set(form):
            # There is nothing to normalise over, or nothing to normalise by itself.
            continue
        fitted = shrunk(setting, form, letters)
        formed = replace(plan, forms={name: form})
        if plan.op in ACTIVATIONS and setting.first.ndim == 2:
            for own in ("same", "D", "D1", "DN"):
                yield (
                    replace(plan, forms={name: own}),
                    shrunk(setting, "ND" if own == "same" else own, letters),
                )
            return
        if plan.op in LOSSES:
            yield from with_targets(formed, fitted, form)
        elif not parameters:
            yield formed, fitted
        elif plan.constructor is None and "weight" not in named:
            # A function that takes no weight can have none.
            return
        elif "weight" in named:
            yield from passed_parameters(search, formed, fitted, named)
        else:
            yield from own_parameters(search, formed, fitted)
        if search.over:
            return


def shrunk(setting: Setting, form: str, letters: str) -> Setting:
    """Return the call with sizes of 1 along the axes that a form has no place for."""
    if form == "same":
        return setting
    missing = [axis for axis, letter in enumerate(letters) if letter not in form]
    arrays = dict(setting.arrays)
    name = first_argument(setting.op)
    for axis in missing:
        arrays[name] = arrays[name].take([0], axis)
        if letters[axis] == "C" and "weight" in arrays and arrays["weight"].ndim == 4:
            arrays["weight"] = arrays["weight"].take([0], 1)
        if letters[axis] == "N" and "target" in arrays:
            arrays["target"] = arrays["target"][:1]
    return replace(setting, arrays=arrays)


def with_targets(plan: Plan, setting: Setting, form: str) -> Iterator[tuple[Plan, Setting]]:
    """Yield a loss with every way in which its target may be laid out."""
    name, target = first_argument(plan.op), setting.arrays["target"]
    if plan.op == "categorical_cross_entropy":
        labels = [one for one in LABEL_FORMS if (one == "") == ("N" not in form)]
        forms = [form, *labels]
    elif target.ndim == 1:
        forms = [one for one in LABEL_FORMS if one != "" or "N" not in form]
    else:
        forms = [form]
    for one in forms:
        yield replace(plan, forms={name: form, "target": one}), setting


def passed_parameters(
    search: Search, plan: Plan, setting: Setting, named: Sequence[str]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan whose weight and bias are passed, in every layout."""
    weights, arrays = axes_of(plan.op, "weight", 2), dict(setting.arrays)
    if "bias" not in named:
        arrays.pop("bias", None)
    letters = axes_of(plan.op, "bias", arrays["bias"].ndim) if "bias" in arrays else ""
    x_form = next(iter(plan.forms.values()))
    likely = LIKELY.get(x_form, ()) if weights == "FCKL" else FORMS[weights]
    for weight in FORMS[weights] if search.thorough else likely:
        if "C" not in weight and weights == "FCKL" and arrays["x"].shape[1] != 1:
            continue
        if "F" not in weight and weights == "FCKL":
            fewer = {**arrays, "weight": arrays["weight"][:1]}
            fewer |= {"bias": arrays["bias"][:1]} if "bias" in arrays else {}
        else:
            fewer = arrays
        for bias in FORMS[letters] if letters else ("",):
            if bias == "" and letters and fewer["bias"].size != 1:
                continue
            forms = {**plan.forms, "weight": weight, "bias": bias}
            yield replace(plan, forms=forms), replace(setting, arrays=fewer)


def own_parameters(search: Search, plan: Plan, setting: Setting) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan whose parameters lie among the attributes of the object."""
    for lazy in (False, True):
        tried = replace(plan, lazy=lazy)
        search.attempts += 1
        try:
            listed = attributes(search.runner, tried, setting)
        except (LookupError, Misfit):
            return
        if isinstance(listed, Failure):
            search.note(listed)
            if search.over:
                return
            continue
        placed = place_parameters(tried, setting, listed)
        if placed is not None:
            yield placed
            return


def place_parameters(
    plan: Plan, setting: Setting, listed: Sequence[Mapping[str, Any]]
) -> tuple[Plan, Setting] | None:
    """Find weight and bias among the attributes; the call loses the bias that is not there."""
    sizes = setting.sizes
    arrays = dict(setting.arrays)
    weights = axes_of(plan.op, "weight", 2)
    shapes = [
        (form, form_shape(sizes, form))
        for form in FORMS[weights]
        if weights != "FCKL" or (("C" in form or sizes["C"] == 1) and "F" in form)
    ]
    weight = find_parameter(listed, WEIGHT_NAMES, shapes)
    if weight is None:
        return None
    parameters = {"weight": weight}
    if "bias" in arrays:
        letters = axes_of(plan.op, "bias", arrays["bias"].ndim)
        rest = [entry for entry in listed if tuple(entry["path"]) != weight[0]]
        bias = find_bias(rest, setting, letters)
        other = {"F": "FHW", "FHW": "F"}.get(letters)
        if bias is not None:
            parameters["bias"] = bias
        elif other is not None and find_bias(rest, setting, other) is not None:
            return None
        else:
            arrays.pop("bias")
    return replace(plan, parameters=parameters), replace(setting, arrays=arrays)


def windows_of(setting: Setting) -> dict[str, int]:
    """Return the sizes of the output, as the letters of an untied bias."""
    height, width = setting.windows
    return {"H": height, "W": width}


def find_bias(
    listed: Sequence[Mapping[str, Any]], setting: Setting, letters: str
) -> tuple[Path, str] | None:
    """Find the bias with one value for every filter, or for every output pixel ("FHW")."""
    sizes = dict(setting.sizes)
    sizes |= windows_of(setting) if letters == "FHW" else {}
    shapes = [(form, form_shape(sizes, form)) for form in FORMS[letters]]
    return find_parameter(listed, BIAS_NAMES, shapes)


def forward_method(definition: Definition) -> str | None:
    """Return the name of a class's forward method."""
    return next((name for name in FORWARD if name in definition["methods"]), None)


__all__ = ["Search", "forward_method", "search_forward"]
