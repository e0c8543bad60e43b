"""Values that no layer returns, and how a call comes to one."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st


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
