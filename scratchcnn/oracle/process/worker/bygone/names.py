"""The names themselves: what each one meant, and what to write today."""

import ast
import builtins
import functools
import inspect
import math
import os
import sys
import time
import warnings
from collections import abc
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from .kinds import Casts, Sizes, by_kind, common_type, has_type, largest_of_kind


def scalar_of(array: Any) -> Any:
    """Return the one element of an array, as `np.asscalar` did."""
    return np.asarray(array).item()


def as_floats(array: Any, dtype: Any = np.float64) -> Any:
    """Return an array of floats, as `np.asfarray` did."""
    kind = np.dtype(dtype)
    return np.asarray(array, dtype=kind if np.issubdtype(kind, np.inexact) else np.float64)


def in_one_axis(array: Any, values: Any, *rest: Any, **keywords: Any) -> Any:
    """Return which elements of a flattened array are among some values, as `np.in1d` did."""
    return np.isin(np.ravel(array), values, *rest, **keywords)


def sorted_rows(array: Any) -> Any:
    """Return a copy sorted along the first axis, as `np.msort` did."""
    return np.sort(array, axis=0)


def integral(*arguments: Any, **keywords: Any) -> Any:
    """Return the integral by the trapezoidal rule, as `np.trapz` did."""
    return np.trapezoid(*arguments, **keywords)


# For each name of NumPy what it meant, and what stands there now.
NUMPY: Mapping[str, tuple[Any, str]] = {
    # Removed by 1.24: other names of Python's own types.
    "int": (int, "int"),
    "float": (float, "float"),
    "bool": (bool, "bool"),
    "object": (object, "object"),
    "str": (str, "str"),
    "complex": (complex, "complex"),
    "long": (int, "int"),
    "unicode": (str, "str"),
    "int0": (np.intp, "np.intp"),
    "uint0": (np.uintp, "np.uintp"),
    "bool8": (np.bool_, "np.bool_"),
    "object0": (np.object_, "np.object_"),
    "str0": (np.str_, "np.str_"),
    "bytes0": (np.bytes_, "np.bytes_"),
    "asscalar": (scalar_of, "a.item()"),
    "rank": (np.ndim, "np.ndim"),
    "alen": (len, "len"),
    "typeDict": (np.sctypeDict, "np.sctypeDict"),
    # Modules that were there because NumPy itself imported them.
    "math": (math, "math, after import math"),
    "sys": (sys, "sys, after import sys"),
    "os": (os, "os, after import os"),
    "warnings": (warnings, "warnings, after import warnings"),
    # Removed by 2.0.
    "cast": (Casts(), "np.asarray(..., dtype=...)"),
    "find_common_type": (common_type, "np.result_type"),
    "obj2sctype": (lambda kind, default=None: np.dtype(kind).type, "np.dtype(...).type"),
    "sctype2char": (lambda kind: np.dtype(kind).char, "np.dtype(...).char"),
    "issctype": (has_type, "issubclass(..., np.generic)"),
    "maximum_sctype": (largest_of_kind, "the type itself"),
    "sctypes": (by_kind(), "the types themselves"),
    "nbytes": (Sizes(), "np.dtype(...).itemsize"),
    "fastCopyAndTranspose": (lambda array: np.array(array).T.copy(), "a.T.copy()"),
    "byte_bounds": (byte_bounds, "np.lib.array_utils.byte_bounds"),
    "safe_eval": (ast.literal_eval, "ast.literal_eval"),
    "deprecate": (lambda function: function, "warnings.warn"),
    "set_string_function": (lambda *_, **__: None, "np.set_printoptions"),
    **{
        name: (getattr(np.exceptions, name), f"np.exceptions.{name}")
        for name in ("AxisError", "ComplexWarning", "RankWarning", "VisibleDeprecationWarning")
    },
    "float_": (np.float64, "np.float64"),
    "complex_": (np.complex128, "np.complex128"),
    "longfloat": (np.longdouble, "np.longdouble"),
    "singlecomplex": (np.complex64, "np.complex64"),
    "cfloat": (np.complex128, "np.complex128"),
    "longcomplex": (np.clongdouble, "np.clongdouble"),
    "clongfloat": (np.clongdouble, "np.clongdouble"),
    "string_": (np.bytes_, "np.bytes_"),
    "unicode_": (np.str_, "np.str_"),
    "Inf": (np.inf, "np.inf"),
    "Infinity": (np.inf, "np.inf"),
    "infty": (np.inf, "np.inf"),
    "PINF": (np.inf, "np.inf"),
    "NINF": (-np.inf, "-np.inf"),
    "NaN": (np.nan, "np.nan"),
    "NAN": (np.nan, "np.nan"),
    "PZERO": (0.0, "0.0"),
    "NZERO": (-0.0, "-0.0"),
    "mat": (np.asmatrix, "np.asmatrix"),
    "round_": (np.round, "np.round"),
    "asfarray": (as_floats, "np.asarray(..., dtype=float)"),
    "product": (np.prod, "np.prod"),
    "cumproduct": (np.cumprod, "np.cumprod"),
    "alltrue": (np.all, "np.all"),
    "sometrue": (np.any, "np.any"),
    "msort": (sorted_rows, "np.sort(a, axis=0)"),
    "issubclass_": (issubclass, "issubclass"),
    "issubsctype": (np.issubdtype, "np.issubdtype"),
    "disp": (print, "print"),
    # Removed by 2.4, or to be.
    "row_stack": (np.vstack, "np.vstack"),
    "in1d": (in_one_axis, "np.isin"),
    "trapz": (integral, "np.trapezoid"),
}
# Of these, what `from numpy import *` bound: not what is Python's own, nor a module.
STARRED = {
    name
    for name, (value, _) in NUMPY.items()
    if not (hasattr(builtins, name) or isinstance(value, ModuleType))
}
# Python 2's built-in names.
PYTHON: Mapping[str, tuple[Any, str]] = {
    "xrange": (range, "range"),
    "unicode": (str, "str"),
    "basestring": (str, "str"),
    "unichr": (chr, "chr"),
    "long": (int, "int"),
    "raw_input": (input, "input"),
    "reduce": (functools.reduce, "functools.reduce, after import functools"),
    "cmp": (lambda a, b: (a > b) - (a < b), "(a > b) - (a < b)"),
}


def reordered(array: Any) -> Callable[..., Any]:
    """Return the method `newbyteorder` of an array."""
    return lambda order="S": array.view(array.dtype.newbyteorder(order))


def spread(array: Any) -> Callable[..., Any]:
    """Return the method `ptp` of an array."""
    return lambda *arguments, **keywords: np.ptp(array, *arguments, **keywords)


def item_setter(array: Any) -> Callable[..., None]:
    """Return the method `itemset` of an array."""

    def set_item(*arguments: Any) -> None:
        *index, value = arguments
        place = index[0] if len(index) == 1 else tuple(index)
        if isinstance(place, int):
            array.flat[place] = value
        else:
            array[place if index else ()] = value

    return set_item


ARRAYS = (np.ndarray, np.generic)
# Attributes by name: of which values, what they meant, and what to write today.
ATTRIBUTES: Mapping[str, tuple[Any, Callable[[Any], Any], str]] = {
    "ptp": (ARRAYS, spread, "np.ptp(a)"),
    "itemset": (ARRAYS, item_setter, "a[...] = value"),
    "newbyteorder": (ARRAYS, reordered, "a.view(a.dtype.newbyteorder(...))"),
    "tostring": (ARRAYS, lambda array: array.tobytes, "a.tobytes()"),
    "iteritems": (dict, lambda known: known.items, "d.items()"),
    "iterkeys": (dict, lambda known: known.keys, "d.keys()"),
    "itervalues": (dict, lambda known: known.values, "d.values()"),
    "has_key": (dict, lambda known: known.__contains__, "key in d"),
    "maxint": (ModuleType, lambda module: sys.maxsize, "sys.maxsize"),
    "clock": (ModuleType, lambda module: time.perf_counter, "time.perf_counter()"),
    "getargspec": (ModuleType, lambda module: inspect.getfullargspec, "inspect.getfullargspec"),
    **{
        name: (ModuleType, functools.partial(lambda n, module: getattr(abc, n), name), advice)
        for name in ("Iterable", "Sequence", "Mapping", "Callable", "Iterator", "Sized")
        for advice in [f"collections.abc.{name}"]
    },
}
MODULES = {"maxint": "sys", "clock": "time", "getargspec": "inspect"}


def attribute_of(value: Any, name: str) -> tuple[Any, str] | None:
    """Return what an attribute that a value no longer has meant, and advice; None for others."""
    kind, meant, advice = ATTRIBUTES[name]
    if not isinstance(value, kind):
        return None
    if kind is ModuleType and value.__name__ != MODULES.get(name, "collections"):
        return None
    return meant(value), advice
