"""The documented networks in PyTorch, built from given weights and trained by torch.optim."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

Array: TypeAlias = NDArray[Any]
Loss: TypeAlias = Callable[[Tensor, Tensor], Tensor]
# PyTorch's batch normalisation counts its batches, for a momentum that no network here has.
COUNTED = "num_batches_tracked"


class UntiedBias(nn.Module):
    """A convolution without padding whose bias (F, OH, OW) has a value for every output pixel."""

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, size: int) -> None:
        super().__init__()
        out_size = size - kernel_size + 1
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size))
        self.bias = nn.Parameter(torch.empty(out_channels, out_size, out_size))

    def forward(self, x: Tensor) -> Tensor:
        """Cross-correlate and add the bias of every pixel."""
        return functional.conv2d(x, self.weight) + self.bias


def guide() -> nn.Sequential:
    """Build the first guide's network."""
    return nn.Sequential(
        UntiedBias(1, 16, 3, 28), nn.ReLU(), nn.Flatten(), nn.Linear(10816, 10), nn.Softmax(dim=1)
    )


def notebook() -> nn.Sequential:
    """Build the second guide's network, without the softmax that its loss takes over."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, bias=False),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1352, 10),
    )


def binary() -> nn.Sequential:
    """Build the network of sigmoids that tells 0 from 1."""
    return nn.Sequential(
        nn.Conv2d(1, 5, 3), nn.Sigmoid(), nn.Flatten(), nn.Linear(3380, 1), nn.Sigmoid()
    )


def lenet() -> nn.Sequential:
    """Build LeNet-5 with ReLU and max-pooling (LeCun, Bottou, Bengio, Haffner, 1998)."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def modern() -> nn.Sequential:
    """Build the network with batch normalisation and dropout."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(800, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, 10),
    )


def categorical_cross_entropy(p: Tensor, target: Tensor) -> Tensor:
    """Compare probabilities (N, K) with the true ones: -sum(target * log(p)) / N."""
    return -(target * p.log()).sum() / p.shape[0]


BUILDERS: Mapping[str, tuple[Callable[[], nn.Sequential], Loss]] = {
    "guide": (guide, categorical_cross_entropy),
    "notebook": (notebook, functional.cross_entropy),
    "binary": (binary, functional.binary_cross_entropy),
    "lenet": (lenet, functional.cross_entropy),
    "modern": (modern, functional.cross_entropy),
}


@dataclass(frozen=True)
class Twin:
    """A network in PyTorch, its loss and its optimizer."""

    model: nn.Sequential
    loss: Loss
    optimizer: torch.optim.Optimizer

    def step(self, images: Array, target: Array) -> float:
        """Learn from one batch; return its loss.

        Parameters
        ----------
        images : (N, 1, 28, 28), in the dtype of the weights
        target : what the loss takes: labels (N,), or probabilities in the dtype of the weights
        """
        loss = self.loss(self.model(torch.tensor(images)), torch.tensor(target))
        self.optimizer.zero_grad()
        cast(Any, loss).backward()  # PyTorch does not declare the types of `backward`
        self.optimizer.step()
        return loss.item()

    def parameters(self) -> dict[str, Array]:
        """Return the weights as they are now, without copying them."""
        state = self.model.state_dict()
        return {name: value.numpy() for name, value in state.items() if COUNTED not in name}


def twin(
    name: str,
    parameters: Mapping[str, Array],
    *,
    learning_rate: float,
    momentum: float = 0.0,
    adam: bool = False,
    dtype: torch.dtype = torch.float64,
) -> Twin:
    """Build the twin of a documented network, with its weights.

    Parameters
    ----------
    name : "guide", "notebook", "binary", "lenet" or "modern"
    parameters : name -> array, as the network calls them; they are copied
    adam : by Adam, whose first beta is the momentum, and not by stochastic gradient descent
    dtype : what it computes in

    Raises
    ------
    KeyError
        There is no network of that name.
    RuntimeError
        A parameter is missing, unknown, or of the wrong shape; the message names it.

    Examples
    --------
    >>> import numpy as np
    >>> shapes = {"0.weight": (8, 1, 3, 3), "4.weight": (10, 1352), "4.bias": (10,)}
    >>> weights = {name: np.zeros(shape) for name, shape in shapes.items()}
    >>> notebook_twin = twin("notebook", weights, learning_rate=0.1)
    >>> print(f"{notebook_twin.step(np.zeros((2, 1, 28, 28)), np.array([3, 4])):.4f}")
    2.3026
    """
    build, loss = BUILDERS[name]
    # Without memory of its own, so that PyTorch draws no random numbers for it.
    with torch.device("meta"):
        model = build()
    state = {key: torch.tensor(value, dtype=dtype) for key, value in parameters.items()}
    state |= {key: torch.tensor(0) for key in model.state_dict() if COUNTED in key}
    model.load_state_dict(state, assign=True)
    optimizer: torch.optim.Optimizer
    if adam:
        betas = (momentum, 0.999)
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, betas=betas)
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum)
    return Twin(model, loss, optimizer)
