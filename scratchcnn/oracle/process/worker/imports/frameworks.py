"""The modules that homework may not use: they would do its work."""

from collections.abc import Collection, Iterator
from importlib.machinery import PathFinder

# Never imported, even where they are installed: whoever calls them does not write from scratch.
FRAMEWORKS = {
    *("torch", "torchvision", "torchaudio", "torchtext", "torchmetrics", "pytorch_lightning"),
    *("lightning", "timm", "fastai", "skorch", "transformers", "tensorflow", "tensorflow_addons"),
    *("tensorflow_datasets", "tensorflow_probability", "tf_keras", "keras", "keras_core"),
    *("jax", "jaxlib", "flax", "haiku", "optax", "equinox", "sonnet", "mxnet", "paddle", "theano"),
    *("aesara", "pytensor", "lasagne", "chainer", "cntk", "caffe", "caffe2", "onnxruntime"),
    *("autograd", "tinygrad", "mlx", "scratchcnn", "reference"),
}
# Those whose arrays homework may compute with where it imports them, each with all that it consists
# of: what is to be written stays forbidden in them.
LIBRARIES = {
    "torch": ("torch", "functorch", "nvidia", "torchgen", "triton"),
    "jax": ("jax", "jaxlib"),
}
# Those of them that an extra of this project installs.
EXTRAS = ("jax",)
# Its functions are compiled where it is installed, and run as Python where it is not.
NUMBA = "numba"
# NumPy stands in for its arrays.
CUPY = "cupy"
# Where their arrays are.
CPU, GPU = "cpu", "cuda"
# Bytes of address space that they need besides what homework may take: CUDA's libraries are mapped,
# and XLA's threads have stacks.
ROOM = {"torch": 16 * 2**30, "jax": 16 * 2**30}


def parts_of(libraries: Collection[str]) -> Iterator[str]:
    """Yield the names of the packages that these libraries consist of."""
    for library in libraries:
        yield from LIBRARIES[library]


def forbidden(libraries: Collection[str]) -> set[str]:
    """Return the modules that homework may not use where it computes with these libraries.

    >>> "torch" in forbidden(()), "torch" in forbidden(["torch"]), "keras" in forbidden(["torch"])
    (True, False, True)
    """
    return FRAMEWORKS - set(parts_of(libraries))


def room_for(libraries: Collection[str]) -> int:
    """Return how many bytes of address space these libraries need."""
    return sum(ROOM[library] for library in libraries)


def is_absent(library: str) -> bool:
    """Return whether a module is a library of arrays that an extra would install, and is not here.

    >>> is_absent("torch"), is_absent("flax")
    (False, False)
    """
    return library in EXTRAS and is_missing(library)


def is_missing(module: str) -> bool:
    """Return whether a module is not installed.

    >>> is_missing("numpy")
    False
    """
    return PathFinder.find_spec(module) is None
