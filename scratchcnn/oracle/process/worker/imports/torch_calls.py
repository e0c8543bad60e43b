"""What homework that computes with PyTorch's tensors may call of it, and what it is to write.

Arithmetic, indexing, `einsum`, `matmul`, `max`, `where`, `tanh` and the like are free. Layers,
losses and gradients are refused as soon as they are called. What lies in between is noted.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from types import FrameType, ModuleType
from typing import Any

from .frameworks import CPU, GPU
from .stubs import MissingModule

# What the names of the libraries' own modules begin with.
WITHIN = ("torch.", "jax.", "jaxlib.")
# Layers, by their names in `torch.nn.functional`.
SIZES = ("1d", "2d", "3d")
FUNCTIONS = (
    *(f"conv{size}" for size in SIZES),
    *(f"conv_transpose{size}" for size in SIZES),
    *(f"{kind}_pool{size}" for kind in ("max", "avg", "lp") for size in SIZES),
    *(f"max_pool{size}_with_indices" for size in SIZES),
    *(f"max_unpool{size}" for size in SIZES),
    *(f"adaptive_{kind}_pool{size}" for kind in ("max", "avg") for size in SIZES),
    *("fractional_max_pool2d", "fractional_max_pool3d", "batch_norm", "layer_norm", "group_norm"),
    *("instance_norm", "local_response_norm", "rms_norm", "linear", "bilinear", "softmax"),
    *("log_softmax", "softmin", "gumbel_softmax", "cross_entropy", "nll_loss", "kl_div"),
    *("binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss"),
    *("smooth_l1_loss", "huber_loss", "hinge_embedding_loss", "multi_margin_loss"),
    *("multilabel_margin_loss", "margin_ranking_loss", "soft_margin_loss", "poisson_nll_loss"),
    *("gaussian_nll_loss", "cosine_embedding_loss", "triplet_margin_loss", "ctc_loss"),
    *("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"),
    *("embedding", "embedding_bag", "interpolate", "upsample", "pixel_shuffle", "grid_sample"),
    *("scaled_dot_product_attention", "multi_head_attention_forward"),
)
# The same elsewhere; `native_` and so on are what these are made of.
OTHERS = (
    *("convolution", "native_batch_norm", "native_layer_norm", "native_group_norm", "conv_tbc"),
    *("native_dropout", "cudnn_convolution", "mkldnn_convolution", "thnn_conv2d", "_convolution"),
    *("convolution_backward", "_softmax", "_log_softmax", "nll_loss2d", "nll_loss_forward"),
)
HOLDERS = ("torch.nn.functional", "torch", "torch.Tensor", "torch.special", "torch.ops.aten")
RECURRENT = ("RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "MultiheadAttention")
# What computes gradients.
OF_FUNC = ("grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd")
DERIVATIVES = (
    *("torch.Tensor.backward", "torch.autograd.backward", "torch.autograd.grad"),
    *(
        f"torch.func.{name}"
        for name in ("grad", "grad_and_value", "vjp", "jacrev", "jacfwd", "jvp")
    ),
    *(f"torch.autograd.functional.{name}" for name in ("jacobian", "vjp", "jvp", "hessian")),
    *("torch.nn.grad.conv1d_input", "torch.nn.grad.conv1d_weight", "torch.nn.grad.conv2d_input"),
    *("torch.nn.grad.conv2d_weight", "torch.nn.grad.conv3d_input", "torch.nn.grad.conv3d_weight"),
)
# What is a layer by itself if that is what is to be written, and a means to an end elsewhere.
MEANS = (
    *("relu", "relu_", "leaky_relu", "leaky_relu_", "silu", "elu", "selu", "celu", "gelu"),
    *("mish", "softplus", "softsign", "hardtanh", "relu6"),
    *("hardsigmoid", "hardswish", "prelu", "logsigmoid", "glu", "threshold", "rrelu"),
    *("pad", "unfold", "fold"),
)
# What this process itself calls: without these, no tensor is handed over, read or copied.
NEEDED = frozenset(
    (
        *(f"torch.{name}" for name in ("as_tensor", "from_numpy", "manual_seed")),
        *(f"torch.{name}" for name in ("get_rng_state", "set_rng_state", "set_num_threads")),
        *(f"torch.{name}" for name in ("set_default_dtype",)),
        "torch.cuda.is_available",
        *("torch.get_default_device", "torch.set_default_device", "torch.cuda.get_device_name"),
        *(
            f"torch.Tensor.{name}"
            for name in (
                *("__iadd__", "as_subclass", "clone", "copy_", "cpu", "detach", "numpy"),
                *("resolve_conj", "resolve_neg", "to", "view"),
            )
        ),
    )
)
# Of all special methods these alone may be refused: Python itself calls the others.
OPERATORS = frozenset(
    f"__{prefix}{name}__"
    for name in (
        *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
        *("lshift", "rshift", "and", "xor", "or", "neg", "pos", "abs", "invert"),
    )
    for prefix in ("", "r", "i")
)


@dataclass(frozen=True)
class Call:
    """A call of PyTorch in homework: what was called, and the file and line it was called from."""

    name: str
    file: str
    line: int


def nothing() -> None:
    """Do nothing."""


@dataclass
class Watch:
    """What was called of a library of arrays, and what may be.

    Attributes
    ----------
    allowed, refused
        What a teacher allows, and refuses, in addition: "torch.nn.functional.linear".
    calls
        The calls of what is neither refused nor free, each once.
    device
        Where tensors are made: "cpu" or "cuda".
    renew
        What has to be done for what was called to be called again.
    """

    allowed: Collection[str] = ()
    refused: Collection[str] = ()
    calls: dict[Call, None] = field(default_factory=dict)
    device: str = CPU
    renew: Callable[[], Any] = nothing

    def take(self) -> list[dict[str, Any]]:
        """Return the calls since this was last asked for."""
        renew, self.renew = self.renew, nothing
        renew()
        taken, self.calls = self.calls, {}
        return [{"name": one.name, "file": one.file, "line": one.line} for one in taken]


class NotFromScratch(MissingModule):
    """The homework called what it is to write."""

    def __init__(self, name: str) -> None:
        super().__init__(name, name, framework=True)
        self.args = (f"it calls {name}",)


def prepare(watch: Watch, torch: ModuleType) -> None:
    """Make PyTorch compute as NumPy does, on one thread and in float64, and watch what is called.

    Without a gradient of its own, that is: it is the homework that computes gradients.
    """
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    if watch.device == GPU and torch.cuda.is_available():
        torch.set_default_device(GPU)
    else:
        for kind in (torch.Tensor, torch.nn.Module):
            kind.cuda = stays
    # Wrapped, it loads PyTorch's compiler, which takes seconds, and fails once layers are replaced.
    replace(
        torch, "torch.optim.Optimizer.add_param_group", lambda _, wrapped: inspect.unwrap(wrapped)
    )
    refused = {*layers(), *DERIVATIVES, *of("torch", watch.refused)} - set(watch.allowed)
    noted = {*means(), *of("torch", watch.allowed)} - {*refused, *watch.refused}
    for name in refused:
        replace(torch, name, functools.partial(refusing, watch))
    for name in noted:
        replace(torch, name, functools.partial(noting, watch))


def stays(value: Any, *arguments: Any, **keywords: Any) -> Any:
    """Return a tensor or module that is to be moved to a GPU where all is judged on the CPU."""
    return value


class NoGpu(RuntimeError):
    """There is no GPU where homework is to be judged on one."""


def gpu_of(watch: Watch) -> str:
    """Return the name of the GPU on which tensors are made; "" if they are not.

    Raises
    ------
    NoGpu
        They are to be made on one, and in this process PyTorch sees none.
    """
    torch: Any = sys.modules.get("torch")
    if watch.device != GPU or torch is None:
        return ""
    if not torch.cuda.is_available():
        raise NoGpu("PyTorch sees no CUDA device in the homework's process; judge it on the CPU")
    return str(torch.cuda.get_device_name())


def layers() -> Iterator[str]:
    """Yield the full names of the layers and losses."""
    for holder in HOLDERS:
        yield from (f"{holder}.{name}" for name in (*FUNCTIONS, *OTHERS))
    yield from (f"torch.nn.{name}.forward" for name in RECURRENT)


def means() -> Iterator[str]:
    """Yield the full names of what may be a layer by itself."""
    yield from (f"{holder}.{name}" for holder in HOLDERS[:3] for name in MEANS)


def of(library: str, names: Iterable[str]) -> Iterator[str]:
    """Yield those of some full names that are of a library.

    >>> list(of("jax", ["torch.relu", "jax.grad"]))
    ['jax.grad']
    """
    return (name for name in names if name.startswith(f"{library}."))


def replace(library: ModuleType, name: str, by: Callable[[str, Any], Any]) -> None:
    """Put what `by` makes of a function in its place, if there is such a function."""
    *path, last = name.split(".")[1:]
    holder: Any = library
    for part in path:
        holder = getattr(holder, part, None)
    function = getattr(holder, last, None)
    if callable(function):
        setattr(holder, last, by(name, function))


def refusing(watch: Watch, name: str, function: Any) -> Callable[..., Any]:
    """Return a function that says that homework is to write this itself.

    What a teacher allows may consist of it: `torch.nn.functional.softmax` calls `Tensor.softmax`.
    """

    @functools.wraps(function, updated=())
    def refuse(*arguments: Any, **keywords: Any) -> Any:
        frame = outside(sys._getframe(1))
        # The innermost frame that is not of PyTorch is then that of `note`, below.
        ours = frame.f_locals if frame is not None and frame.f_globals is globals() else {}
        if ours.get("name", "") in watch.allowed:
            return function(*arguments, **keywords)
        raise NotFromScratch(name)

    return refuse


def noting(
    watch: Watch, name: str, function: Any, before: Callable[[Any], None] = lambda _: None
) -> Callable[..., Any]:
    """Return a function that does the same, and notes from where it is called.

    `before` is told what it is called with.
    """

    @functools.wraps(function, updated=())
    def note(*arguments: Any, **keywords: Any) -> Any:
        before((arguments, keywords))
        frame = outside(sys._getframe(1))
        if frame is not None:
            watch.calls[Call(name, frame.f_code.co_filename, frame.f_lineno)] = None
        return function(*arguments, **keywords)

    return note


def outside(frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame that is none of a library's: `nn.ReLU` calls `relu` in there."""
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(WITHIN):
        frame = frame.f_back
    return frame
