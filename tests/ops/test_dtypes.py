"""float32 gives float32, float64 gives float64, forward and backward, in every regime."""

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.oracle.catalog import catalog
from scratchcnn.oracle.judge import draw_trials

REGIMES = [(name, regime) for name, entry in catalog().items() for regime in entry.regimes]


@pytest.mark.parametrize(("name", "regime"), REGIMES)
def test_results_keep_the_dtype_of_the_arguments(name: str, regime: str) -> None:
    for trial in draw_trials(name, regime, 3):
        with np.errstate(all="ignore"):
            out, pullback = trial.call(getattr(ops, name))
            grads = pullback(trial.grad_out)
        assert isinstance(out, np.ndarray)
        assert out.dtype == trial.dtype
        assert [grad.dtype for grad in grads] == [trial.dtype] * len(trial.differentiable)
