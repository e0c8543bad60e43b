"""float32 gives float32, float64 gives float64, forward and backward, in every regime."""

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.checks.judge import draw_trials

ENTRIES = ours()


@pytest.mark.parametrize("name", ENTRIES)
def test_results_keep_the_dtype_of_the_arguments(name: str) -> None:
    for regime in ENTRIES[name].regimes:
        for trial in draw_trials(name, regime, 3):
            with np.errstate(all="ignore"):
                out, pullback = trial.call(getattr(ops, name))
                grads = pullback(trial.grad_out)
            assert isinstance(out, np.ndarray), regime
            assert out.dtype == trial.dtype, regime
            assert [grad.dtype for grad in grads] == [trial.dtype] * len(grads), regime
            assert len(grads) == len(trial.differentiable), regime
