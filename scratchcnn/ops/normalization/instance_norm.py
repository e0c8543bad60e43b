"""Normalisation of every sample by itself: of groups of its channels, or of each of them."""

from typing import Any

from scratchcnn.ops.arguments import Array, Pullback, describe, finite, integer, switch
from scratchcnn.ops.normalization.running import (
    both_statistics,
    unchanged_statistics,
    updated_statistics_of_instances,
    with_statistics,
)
from scratchcnn.ops.normalization.standardizing import (
    by_channels,
    by_own_statistics,
    by_running_statistics,
    check_parameters,
)


def group_norm(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Pullback]:
    """Normalise groups of channels of every sample to mean 0 and variance 1, then scale and shift.

    Parameters
    ----------
    x : (N, C), (N, C, L), (N, C, H, W) or with more axes, float32 or float64
    num_groups : how many groups of neighbouring channels; it divides C
    weight, bias : (C,), dtype of x, one for every channel; None: 1 and 0
    eps : added to the variance

    Returns
    -------
    out : the shape of x
    pullback : grad_out, the shape of x -> (grad_x,), and grad_weight and grad_bias where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Wu, He (2018), "Group Normalization". The variance is the biased one; a group of a single value
    becomes its bias, which PyTorch refuses if there is only one sample.

    Examples
    --------
    >>> import numpy as np
    >>> out, pullback = group_norm(np.array([[0.0, 1.0, 20.0, 30.0]]), 2, eps=0.0)
    >>> out
    array([[-1.,  1., -1.,  1.]])
    """
    n, c, values = by_channels(x)
    check_parameters(x.dtype, (c,), weight=weight, bias=bias)
    groups = integer("num_groups", num_groups, 1)
    if c % groups:
        raise ValueError(f"num_groups must divide the {c} channels of x, got {groups}")
    # (N, C, ...) -> (1, N G, C / G S)
    slices = 1, n * groups, c // groups * values
    return by_own_statistics(x, slices, (n, c, values), weight, bias, finite("eps", eps, x.dtype))


def instance_norm(
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
    return_statistics: bool = False,
) -> tuple[Any, Pullback]:
    """Normalise every channel of every sample to mean 0 and variance 1, then scale and shift it.

    Parameters
    ----------
    x : as for `batch_norm`; with use_input_stats (N, C, L, ...), more than one value per channel
    use_input_stats : True: by the statistics of every sample's channels; False: by the running ones
    running_mean, running_var, weight, bias, momentum, eps, return_statistics : as for `batch_norm`

    Returns
    -------
    out, pullback : as those of `batch_norm`

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Ulyanov, Vedaldi, Lempitsky (2016), "Instance Normalization". The running statistics are those
    of `batch_norm`, but means over the samples.

    Examples
    --------
    >>> import numpy as np
    >>> out, pullback = instance_norm(np.array([[[0.0, 2.0], [10.0, 30.0]]]), eps=1e-12)
    >>> out.round(6)
    array([[[-1.,  1.],
            [-1.,  1.]]])
    """
    n, c, values = by_channels(x)
    running = {"running_mean": running_mean, "running_var": running_var}
    check_parameters(x.dtype, (c,), **running, weight=weight, bias=bias)
    switch("use_input_stats", use_input_stats)
    share, added = finite("momentum", momentum, x.dtype), finite("eps", eps, x.dtype)
    switch("return_statistics", return_statistics)
    if use_input_stats:
        if values == 1:
            raise ValueError(f"x must have more than one value per channel, got {describe(x)}")
        answer = by_own_statistics(x, (1, n * c, values), (n, c, values), weight, bias, added)
        updated = updated_statistics_of_instances
    else:
        both = both_statistics(running_mean, running_var, "use_input_stats is True")
        answer = by_running_statistics(x, (n, c, values), *both, weight, bias, added)
        updated = unchanged_statistics
    if not return_statistics:
        return answer
    return with_statistics(answer, x, running_mean, running_var, share, updated)
