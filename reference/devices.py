"""Which devices PyTorch sees."""

import torch


def sees_a_gpu() -> bool:
    """Return whether PyTorch sees a CUDA device that it can compute on."""
    return torch.cuda.is_available()
