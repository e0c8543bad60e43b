"""Training: steps, epochs, checkpoints, and the folder of a run with its pictures.

In come digits and a network; out go weights, metrics and pictures.
May import `nn`, `ops`, `optim`, `datasets`, `files` and `ranges`.
"""

from scratchcnn.training.evaluation import DivergenceError, Evaluation, accuracy, evaluate
from scratchcnn.training.loop import Position, Progress, fit, train_step

__all__ = [
    "DivergenceError",
    "Evaluation",
    "Position",
    "Progress",
    "accuracy",
    "evaluate",
    "fit",
    "train_step",
]
