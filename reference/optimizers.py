"""The optimizers of scratchcnn.optim in PyTorch: same names and arguments, NumPy arrays in place.

Each parameter has an optimizer of `torch.optim` to itself, in the precision of its array.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias

import torch
from numpy.typing import NDArray
from torch import Tensor

from reference.twins import tensor

Array: TypeAlias = NDArray[Any]

# What PyTorch calls otherwise.
NAMES = {"learning_rate": "lr", "learning_rate_decay": "lr_decay"}


class Twin:
    """An optimizer of `torch.optim` for arrays.

    `momentum_of` "step" asks SGD for a momentum of steps: PyTorch's own, of steps at the learning
    rate 1 along gradients that are the steps.

    Attributes
    ----------
    learning_rate : may be changed between two steps
    """

    def __init__(self, make: Callable[..., torch.optim.Optimizer], **options: Any) -> None:
        self.make = make
        self.options = {NAMES.get(name, name): value for name, value in options.items()}
        self.of_steps = self.options.pop("momentum_of", "gradient") == "step"
        # Its default stays PyTorch's.
        rate = self.options.pop("lr", None)
        first = make([torch.zeros(1)], **self.options)
        self.learning_rate: float = first.defaults["lr"] if rate is None else rate
        self.every: dict[str, tuple[Tensor, torch.optim.Optimizer]] = {}

    def step(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], factor: float = 1.0
    ) -> None:
        """Change the parameters in place."""
        for name, parameter in parameters.items():
            if name not in self.every:
                made = tensor(parameter, parameter.dtype.type)
                self.every[name] = made, self.make([made], **self.options)
            held, optimizer = self.every[name]
            with torch.no_grad():
                held.copy_(tensor(parameter, parameter.dtype.type))
            held.grad = tensor(gradients[name], parameter.dtype.type)
            rate = self.learning_rate * factor
            group = optimizer.param_groups[0]
            group["lr"] = rate
            if self.of_steps:
                held.grad *= rate
                group |= {"lr": 1.0, "weight_decay": rate * self.options.get("weight_decay", 0.0)}
            with double():
                optimizer.step()
            parameter[...] = held.numpy()

    @property
    def state(self) -> dict[str, dict[str, Array]]:
        """The arrays that are kept from step to step."""
        found: dict[str, dict[str, Array]] = {}
        for name, (held, optimizer) in self.every.items():
            for slot, value in optimizer.state[held].items():
                if slot != "step" and value is not None:
                    found.setdefault(slot, {})[name] = value.numpy()
        return found


@contextmanager
def double() -> Iterator[None]:
    """Let PyTorch keep the products of NAdam in double precision: else they have single."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def twins() -> dict[str, Callable[..., Twin]]:
    """Return how a twin of every rule is made, by the names in scratchcnn.optim."""
    optim = torch.optim
    made = {
        "SGD": optim.SGD,
        "AdaGrad": optim.Adagrad,
        "RMSProp": optim.RMSprop,
        "AdaDelta": optim.Adadelta,
        "Adam": optim.Adam,
        "AdamW": optim.AdamW,
        "NAdam": optim.NAdam,
    }
    return {name: partial(Twin, rule) for name, rule in made.items()}
