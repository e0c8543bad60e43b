"""Classes and functions that are called like layers and do anything at all."""

import inspect
from typing import Any

from garbage_values import DEFAULTS, VALUES, Angry, Yielding, choices, result
from hypothesis import strategies as st

LAYERS = (
    *(
        "Conv2d",
        "Conv3x3",
        "MaxPool2",
        "AvgPool2D",
        "Pooling",
        "Linear",
        "SoftmaxLinear",
        "Flatten",
    ),
    *("ReLU", "LeakyReLU", "Softmax", "Sigmoid", "SoftmaxWithLoss", "CrossEntropyLoss", "MSELoss"),
    *("BatchNorm2d", "Dropout", "Layer", "BCELoss", "NLLLoss", "LogSoftmax"),
)
FUNCTIONS = (
    *("conv2d", "conv_forward", "max_pool", "affine_forward", "relu", "softmax", "cross_entropy"),
    *("mse", "loss", "batchnorm_forward", "flatten", "sigmoid", "leaky_relu"),
)
GRADIENTS = (
    *("conv2d_backward", "conv_backward", "max_pool_backward", "affine_backward", "relu_prime"),
    *("softmax_gradient", "cross_entropy_prime", "mse_prime", "loss_grad", "d_sigmoid"),
)
FORWARD = ("forward", "__call__", "fprop", "call", "loss")
BACKWARD = ("backward", "backprop", "gradient", "derivative", "zero_grad")
ATTRIBUTES = (
    "W",
    "b",
    "weights",
    "bias",
    "dW",
    "grads",
    "params",
    "output",
    "dinputs",
    "gamma",
    "lr",
)
PARAMETERS = (
    *("x", "inputs", "n", "kernel_size", "stride", "padding", "in_channels", "out_channels"),
    *("W", "b", "input_shape", "dout", "learning_rate", "cache", "y", "y_pred", "axis", "what"),
    *("hparams", "mode", "activation", "eps", "self_", "num_features", "training"),
)


@st.composite
def signatures(draw: st.DrawFn) -> inspect.Signature:
    """Draw parameters of all kinds, with defaults of all types."""
    kinds = list(inspect._ParameterKind)
    names = draw(st.lists(st.sampled_from(PARAMETERS), max_size=4, unique=True))
    wanted = sorted(draw(st.sampled_from(kinds)) for _ in names)
    parameters: list[inspect.Parameter] = []
    defaulted = False
    for name, kind in zip(names, wanted, strict=True):
        starred = kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        if starred and any(p.kind == kind for p in parameters):
            continue
        positional = kind <= inspect.Parameter.POSITIONAL_OR_KEYWORD
        default: Any = inspect.Parameter.empty
        if not starred and (draw(st.booleans()) or (positional and defaulted)):
            default = VALUES[draw(st.sampled_from(DEFAULTS))]()
            defaulted = defaulted or positional
        parameters.append(inspect.Parameter(name, kind, default=default))
    return inspect.Signature(parameters)


@st.composite
def functions(draw: st.DrawFn, method: bool = False) -> Any:
    """Draw a function with any signature that returns or raises anything."""
    signature, choice = draw(signatures()), draw(choices())
    stored = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), choices(), max_size=3))
    own = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)] if method else []
    whole = own + list(signature.parameters.values())
    if method and any(p.kind > p.POSITIONAL_ONLY for p in own):
        raise AssertionError

    def function(*args: Any, **kwargs: Any) -> Any:
        bound = inspect.Signature(whole).bind(*args, **kwargs)
        if method:
            for name, one in stored.items():
                setattr(args[0], name, result(one, dict(bound.arguments)))
        given = {name: value for name, value in bound.arguments.items() if name != "self"}
        return result(choice, given)

    function.__signature__ = inspect.Signature(whole)  # type: ignore[attr-defined]
    return function


@st.composite
def classes(draw: st.DrawFn) -> Any:
    """Draw a class that is called like a layer."""
    body: dict[str, Any] = {}
    if draw(st.booleans()):
        body["__init__"] = without_result(draw(functions(method=True)))
    body[draw(st.sampled_from(FORWARD))] = draw(functions(method=True))
    for name in draw(st.lists(st.sampled_from(BACKWARD), max_size=2, unique=True)):
        body[name] = draw(functions(method=True))
    extra = draw(st.sampled_from(("", "", "", "getattr", "property", "setattr", "slots", "meta")))
    if extra == "getattr":
        body["__getattr__"] = lambda self, name: Yielding()
    if extra == "property":
        body["W"] = property(lambda self: 1 / 0)
        body["__dict__"] = property(lambda self: Angry())
    if extra == "setattr":
        body["__setattr__"] = lambda self, name, value: 1 / 0
    if extra == "slots":
        body["__slots__"] = ("W", "b")
    meta = type("Meta", (type,), {"__repr__": lambda cls: 1 / 0}) if extra == "meta" else type
    return meta(draw(st.sampled_from(LAYERS)), (), body)


def without_result(function: Any) -> Any:
    """Return a constructor: it returns nothing."""

    def constructor(self: Any, *args: Any, **kwargs: Any) -> None:
        function(self, *args, **kwargs)

    constructor.__signature__ = function.__signature__  # type: ignore[attr-defined]
    return constructor


@st.composite
def homeworks(draw: st.DrawFn) -> list[Any]:
    """Draw some classes and functions, and gradients of them."""
    targets = list(draw(st.lists(classes(), max_size=2)))
    for name in draw(st.lists(st.sampled_from((*FUNCTIONS, *GRADIENTS)), max_size=3, unique=True)):
        function = draw(functions())
        function.__name__ = function.__qualname__ = name
        targets.append(function)
    return targets
