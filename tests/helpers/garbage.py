"""Classes and functions that are called like layers and do anything at all."""

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
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


class Angry:
    """Everything about it raises."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise ValueError

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        raise KeyError(other)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        raise OverflowError

    def __iter__(self) -> Any:
        raise StopIteration

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise MemoryError

    def __bool__(self) -> bool:
        raise ArithmeticError


class Yielding:
    """It has every attribute, and can be called and indexed."""

    def __getattr__(self, name: str) -> "Yielding":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> "Yielding":
        return self

    def __getitem__(self, key: Any) -> "Yielding":
        return self


class Unspeakable(Exception):
    """An exception without words."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


class Group(BaseException):
    """No Exception."""


def cycle() -> list[Any]:
    one: list[Any] = []
    one.append(one)
    return one


def generator() -> Any:
    yield np.ones(3)


def odd_array() -> Any:
    array = np.ones((2, 3))
    array.flags.writeable = False
    return array


class Marked(np.ndarray):
    """A subclass of arrays."""


def matrix() -> Any:
    """Return a matrix, which NumPy advises against."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asmatrix(np.ones((3, 4)))


VALUES: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "NaN": lambda: np.nan,
    "inf": lambda: float("-inf"),
    "string": lambda: "an array",
    "bytes": lambda: b"\x00\xff",
    "object": object,
    "angry": Angry,
    "yielding": Yielding,
    "generator": generator,
    "huge": lambda: 10**400,
    "negative": lambda: -7,
    "true": lambda: True,
    "complex": lambda: 1j,
    "ragged": lambda: [[1.0], [2.0, 3.0]],
    "ragged array": lambda: np.array([[1.0], [2.0, 3.0]], dtype=object),
    "objects": lambda: np.array([None, "x", 3], dtype=object),
    "cycle": cycle,
    "dict": lambda: {"dx": np.ones(2), 3: 4, "out": [1]},
    "set": lambda: {1, 2},
    "class": lambda: Angry,
    "function": lambda: len,
    "not implemented": lambda: NotImplemented,
    "ellipsis": lambda: ...,
    "scalar": lambda: np.float32(2),
    "0-d": lambda: np.array(3.0),
    "empty": lambda: np.zeros((0, 3)),
    "flat empty": lambda: np.array([]),
    "list of arrays": lambda: [np.ones((2, 2)), np.ones(3)],
    "read-only": odd_array,
    "masked": lambda: np.ma.masked_array([1.0, 2.0], [True, False]),
    "matrix": matrix,
    "subclass": lambda: np.ones((3, 4)).view(Marked),
    "records": lambda: np.zeros(3, dtype=[("a", "f8"), ("b", "i4")]),
    "many axes": lambda: np.ones((1,) * 12),
    "strided": lambda: np.ones((4, 6))[::-2, ::3],
    "broadcast": lambda: np.broadcast_to(1.0, (3, 2, 8, 12)),
    **{
        f"dtype {kind}": lambda kind=kind: np.ones((3, 4)).astype(kind)
        for kind in ("?", "i1", "u8", "f2", "f4", "g", "c16", "U3", "S2", "M8[s]", "m8[s]", ">f8")
    },
}
# A default that contains itself has no description.
DEFAULTS = sorted(set(VALUES) - {"cycle"})
SHAPES = (
    (),
    (1,),
    (3,),
    (5,),
    (7,),
    (4, 7),
    (7, 4),
    (5, 2, 3, 3),
    (3, 3, 2, 5),
    (3, 2, 8, 12),
    (1, 1),
)
ERRORS: tuple[Callable[[], BaseException], ...] = (
    *(ValueError, KeyError, StopIteration, MemoryError, RecursionError, SystemExit, Group),
    *(Unspeakable, NotImplementedError, GeneratorExit, AssertionError, UnicodeError),
    lambda: ValueError(Angry()),
    lambda: KeyError(10**400),
    lambda: OSError(3, "x\x00\ud800", "y"),
)


def result(choice: Any, given: dict[str, Any]) -> Any:
    """Return what a choice means in a call: a value, an argument, or an exception."""
    kind, what = choice
    if kind == "value":
        return VALUES[what]()
    if kind == "array":
        return np.arange(np.prod(what, dtype=int), dtype=float).reshape(what)
    if kind == "raise":
        raise ERRORS[what]()
    if kind == "tuple":
        return tuple(result(one, given) for one in what)
    arrays = [value for value in given.values() if isinstance(value, np.ndarray)]
    if not arrays:
        return None
    if kind == "mutate" and arrays[0].flags.writeable:
        arrays[0][...] = 3
    return {"same": arrays[0], "half": arrays[0] / 2, "sum": arrays[0].sum()}.get(what, arrays[0].T)


def choices() -> st.SearchStrategy[Any]:
    simple = st.one_of(
        st.tuples(st.just("value"), st.sampled_from(sorted(VALUES))),
        st.tuples(st.just("array"), st.sampled_from(SHAPES)),
        st.tuples(st.just("raise"), st.integers(0, len(ERRORS) - 1)),
        st.tuples(
            st.sampled_from(("echo", "mutate")),
            st.sampled_from(("same", "half", "sum", "turned")),
        ),
    )
    pairs = st.tuples(st.just("tuple"), st.lists(simple, max_size=4).map(tuple))
    return st.one_of(simple, simple, pairs)


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
