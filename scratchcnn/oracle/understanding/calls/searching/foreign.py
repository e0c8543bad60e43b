"""What a backward pass needs that is not there, and is no mistake of its layer.

A framework would hand it an array of its own, or a training script would set a global name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.carriers.cupy import CUPY
from scratchcnn.oracle.understanding.names.vocabulary import compact, meanings
from scratchcnn.oracle.understanding.protocols.callee import Pass

Definition: TypeAlias = Mapping[str, Any]

UNDEFINED = re.compile(r"name '(\w+)' is not defined.*")
NO_ATTRIBUTE = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'.*")
NUMBERS = ("numpy.ndarray", "memoryview", "float", "numpy.float64", "int")
# What frameworks call their arrays and themselves, and what their arrays have that NumPy's lack.
OF_FRAMEWORKS = (
    *("Variable", "Tensor", "Parameter", "as_variable", "as_tensor", "Function"),
    *("torch", "tf", "nn", "F", "cp", "cupy", "xp", "jnp", "chainer", "autograd", "mx", "nd"),
)
OF_THEIR_ARRAYS = (
    *("detach", "grad", "grad_fn", "requires_grad", "requires_grad_", "creator", "set_creator"),
    *("backward", "backprop", "zero_grad", "cleargrad", "numpy", "asnumpy", "data", "value"),
    *("cpu", "cuda", "device", "to", "unsqueeze", "permute", "parents", "children"),
)
# What CuPy's arrays have where NumPy stands in for it, and how Python says that it is not there; a
# device of NumPy's is a string.
OF_CUPY = re.compile(
    r"'numpy\.\w+' object has no attribute '(set|scatter_\w+|toDlpack|reduced_view|cstruct)'.*"
    r"|'memoryview' object has no attribute '(ptr|mem|device\w*|copy_\w+)'.*"
    r"|'str' object has no attribute '(use|id|synchronize|compute_capability|mem_info)'.*"
    r"|'str' object does not support the (context manager) protocol.*|(__enter__)"
)
# What a training script sets for all layers, without separators; and what it may mean.
SETTINGS = (
    *("lr", "learningrate", "learnrate", "stepsize", "eta", "batchsize", "minibatchsize"),
    *("momentum", "weightdecay", "regularization", "l2reg", "l2lambda"),
)
ROLES = ("lr", "batch_size", "momentum", "decay")
WORDS = re.compile(r"[A-Za-z_]\w*")
# What Python raises where a gradient is of another kind than the operations of a graph take.
OF_KINDS = ("TypeError", "AttributeError")


def of_a_graph(failure: Failure | None, carrier: Carrier) -> str:
    """Return why a graph that raises such an error may have been started in another way; or ""."""
    if failure is None or carrier.graph is None or failure.type not in OF_KINDS:
        return ""
    told = f"{failure.type}: {failure.message}"
    return f"how its graph is started for this operation is not known ({told})"


def foreign(failure: Failure | None, definition: Definition, passes: Sequence[Pass]) -> str:
    """Return why a backward pass always raises that lacks what only others give it; or ""."""
    if failure is None:
        return ""
    undefined = UNDEFINED.fullmatch(failure.message)
    if failure.type == "NameError" and undefined:
        name = undefined[1]
        if name in OF_FRAMEWORKS:
            return f"it needs `{name}` of a framework, which the file does not have"
        if is_setting(name, definition, passes):
            return f"it needs the global name `{name}`, which nothing in the file sets"
    of_cupy = OF_CUPY.fullmatch(failure.message) if CUPY.suits(definition) else None
    if of_cupy and failure.type in OF_KINDS:
        return f"it needs what CuPy's arrays alone have: {next(filter(None, of_cupy.groups()))}"
    lacking = NO_ATTRIBUTE.fullmatch(failure.message)
    if failure.type == "AttributeError" and lacking:
        holder, name = lacking.groups()
        if holder in NUMBERS and name in OF_THEIR_ARRAYS:
            return f"it needs an array of a framework, that has `{name}`"
    return ""


def is_setting(name: str, definition: Definition, passes: Sequence[Pass]) -> bool:
    """Return whether a name is that of a setting of the training which the layer does not have.

    A layer that knows the same setting by another name, or as `self.lr`, misspells it here.
    """
    if compact(name) not in SETTINGS:
        return False
    texts = [definition.get("source", ""), *(one.described.get("source", "") for one in passes)]
    text = " ".join(texts)
    if re.search(rf"self\.{name}\b|def [^)]*\b{name}\b[^)]*\)", text):
        return False
    # A single letter means too much.
    others = {word for word in WORDS.findall(text) if word != name and len(word) > 1}
    roles = meanings(name, ROLES)
    return not any(meanings(other, roles) for other in others)
