"""What homework that computes with JAX's arrays may call of it, and what it is to write.

Arithmetic, `einsum`, `matmul`, `pad`, `where`, `jit`, `vmap` and loops are free; so is a rule of
the homework's own for a gradient (`custom_vjp`). Layers and what derives gradients are refused as
soon as they are called.
"""

import functools
import os
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from .torch_calls import Watch, noting, of, refusing, replace

DERIVATIVES = (
    *("grad", "value_and_grad", "vjp", "jvp", "jacobian", "jacrev", "jacfwd", "hessian"),
    *("linearize", "linear_transpose", "fwd_and_bwd"),
)
# Layers, by the modules that hold them.
LAYERS = {
    "lax": (
        *("conv", "conv_general_dilated", "conv_general_dilated_local", "conv_transpose"),
        *("conv_with_general_padding", "reduce_window"),
    ),
    "nn": ("softmax", "log_softmax", "dot_product_attention"),
}
# What is a layer by itself if that is what is to be written, and a means to an end elsewhere.
MEANS = {
    "lax": ("conv_general_dilated_patches", "logistic", "batch_matmul"),
    "nn": (
        *("relu", "relu6", "sigmoid", "tanh", "leaky_relu", "elu", "celu", "selu", "gelu", "silu"),
        *("swish", "softplus", "soft_sign", "log_sigmoid", "hard_tanh", "hard_sigmoid"),
        *("hard_silu", "hard_swish", "mish", "glu", "squareplus", "sparse_plus", "standardize"),
        *("identity", "sparse_sigmoid"),
    ),
}
# One thread, and no time for code that runs once: every shape is compiled anew, and without fusion
# that takes half as long. JAX ends the process for a flag that it does not know.
FLAGS = (
    *("--xla_cpu_multi_thread_eigen=false", "--xla_backend_optimization_level=0"),
    "--xla_llvm_disable_expensive_passes=true",
)
NEWER_FLAGS = (
    *("--xla_cpu_use_fusion_emitters=false", "--xla_cpu_parallel_codegen_split_count=1"),
)
FIRST_WITH_NEWER, LAST_WITH_NEWER = (0, 6), (0, 10)


def prepare(watch: Watch, jax: ModuleType) -> None:
    """Make JAX compute as NumPy does, on one thread of the CPU and in float64, and watch it."""
    settings: Any = vars(jax)["config"]
    settings.update("jax_platforms", "cpu")
    settings.update("jax_enable_x64", True)
    newer = FIRST_WITH_NEWER <= vars(jax)["__version_info__"][:2] <= LAST_WITH_NEWER
    os.environ["XLA_FLAGS"] = " ".join((*FLAGS, *NEWER_FLAGS) if newer else FLAGS)
    start_alone(jax)
    refused = {*named({"": DERIVATIVES}), *named(LAYERS), *of("jax", watch.refused)}
    refused -= set(watch.allowed)
    noted = {*named(MEANS), *of("jax", watch.allowed)} - {*refused, *watch.refused}
    for name in refused:
        replace(jax, name, functools.partial(refusing, watch))
    for name in noted:
        replace(jax, name, functools.partial(noting_in_traces, watch, jax))


def start_alone(jax: Any) -> None:
    """Start JAX as on a machine with one processor: it takes a thread for each that it sees."""
    affinity = getattr(os, "sched_getaffinity", None)  # macOS and Windows have none.
    if affinity is None:
        jax.devices()
        return
    processors = affinity(0)
    try:
        os.sched_setaffinity(0, {min(processors)})
        jax.devices()
    finally:
        os.sched_setaffinity(0, processors)


def named(names: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield full names, from the names in each module.

    >>> list(named({"": ("grad",), "nn": ("softmax",)}))
    ['jax.grad', 'jax.nn.softmax']
    """
    for module, inside in names.items():
        yield from (".".join(filter(None, ("jax", module, name))) for name in inside)


def noting_in_traces(watch: Watch, jax: Any, name: str, function: Any) -> Callable[..., Any]:
    """Return a function that does the same, and notes from where it is called, every time.

    What `jit` has traced it does not call again, so what it has traced is forgotten.
    """

    def before(given: Any) -> None:
        if any(isinstance(one, jax.core.Tracer) for one in jax.tree.leaves(given)):
            watch.renew = jax.clear_caches

    return noting(watch, name, function, before)
