"""What makes a twin: a function of tensors becomes an op, with arrays in and out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array: TypeAlias = NDArray[Any]
Pullback: TypeAlias = Callable[[Any], tuple[Array, ...]]
Op: TypeAlias = Callable[..., tuple[Array, Pullback]]
Reduction: TypeAlias = Literal["mean", "sum", "none"]

# The arrays that have no gradient; of a loss, what weighs it has none either.
WITHOUT_GRADIENT = ("target", "indices", "running_mean", "running_var")
WEIGHING = ("weight", "pos_weight")


def twin(function: Callable[..., Tensor], dtype: type[np.floating[Any]] = np.float64) -> Op:
    """Turn a function of tensors into an op: arrays in; an array and a pullback out.

    The pullback returns a gradient for every array that has one, in order.
    """

    @wraps(function)
    def op(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        named = dict(zip(function.__annotations__, args, strict=False)) | kwargs
        tensors = {
            name: tensor(value, dtype if value.dtype.kind == "f" else np.int64)
            for name, value in named.items()
            if isinstance(value, np.ndarray)
        }
        without = (*WITHOUT_GRADIENT, *(WEIGHING if "target" in tensors else ()))
        inputs = [t.requires_grad_() for name, t in tensors.items() if name not in without]
        answer: Any = function(**named | tensors)
        # A maximum comes with its place, if that is asked for.
        out, *places = answer if isinstance(answer, tuple) else (answer,)

        def pullback(grad_out: Array | float) -> tuple[Array, ...]:
            grads = torch.autograd.grad(out, inputs, tensor(grad_out, dtype), retain_graph=True)
            return tuple(grad.numpy() for grad in grads)

        values: Any = out.detach().numpy()
        if places:
            values = (values, *(place.numpy() for place in places))
        return values, pullback

    return op


def float32(op: Op) -> Op:
    """Return the same twin, computing in single precision."""
    return twin(cast(Any, op).__wrapped__, np.float32)


def tensor(value: Array | float, dtype: type[np.generic]) -> Tensor:
    """Copy an array of any memory layout: a twin neither changes nor shares its arguments."""
    return torch.from_numpy(np.array(value, dtype, order="C"))
