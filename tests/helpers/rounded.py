"""Numbers with a bound of their error: how far rounding may have led them from the exact ones.

Every operation may be off by `unit` of its result, twice what rounding to nearest leaves: a
constant that is rounded before it is multiplied counts with its product, and a sum of two products
may be taken as one product of a difference and another (`lerp`). What goes in is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Rounded:
    value: Any
    error: Any
    dtype: Any

    def of(self, other: Any) -> Rounded:
        return other if isinstance(other, Rounded) else Rounded(other, 0.0, self.dtype)

    def result(self, value: Any, error: Any) -> Rounded:
        info = np.finfo(self.dtype)
        unit = 2 * float(info.eps)
        least = float(info.smallest_subnormal)
        return Rounded(value, error + unit * (np.abs(value) + error) + least, self.dtype)

    def __add__(self, other: Any) -> Rounded:
        other = self.of(other)
        return self.result(self.value + other.value, self.error + other.error)

    def __sub__(self, other: Any) -> Rounded:
        other = self.of(other)
        return self.result(self.value - other.value, self.error + other.error)

    def __mul__(self, other: Any) -> Rounded:
        other = self.of(other)
        with np.errstate(invalid="ignore"):  # 0 times a bound that is infinite
            error = np.abs(self.value) * other.error
            error += (np.abs(other.value) + other.error) * self.error
        return self.result(self.value * other.value, error)

    def __truediv__(self, other: Any) -> Rounded:
        other = self.of(other)
        value = self.value / other.value
        least = np.abs(other.value) - other.error
        error = (self.error + np.abs(value) * other.error) / np.where(least > 0, least, 1.0)
        return self.result(value, np.where(least > 0, error, np.inf))

    def root(self) -> Rounded:
        value = np.sqrt(self.value)
        far = np.divide(self.error, value, out=np.full_like(value, np.inf), where=value > 0)
        return self.result(value, np.minimum(np.sqrt(self.error), far))

    def larger(self, other: Any) -> Rounded:
        other = self.of(other)
        error = np.maximum(self.error, other.error)
        return Rounded(np.maximum(self.value, other.value), error, self.dtype)

    __radd__ = __add__
    __rmul__ = __mul__
