"""The arguments that are passed to homework, as Python code in terms of the op's arguments."""

from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.probes.expressions import SIDES, SIZE_LETTERS
from scratchcnn.oracle.understanding.signatures.signature import JOINED, Argument
from scratchcnn.oracle.understanding.teacher.adapter_file import RATE
from scratchcnn.oracle.understanding.teacher.writing import of_homework

# The tools that homework takes as arguments, as Python code; the helpers are in `HELPERS`.
TOOLS = {
    "zeros": "_zeros",
    "ones": "_ones",
    "normal": "_zeros",
    "initializer": "_Zeros()",
    "identity": "_identity",
    "passing": "_Passing()",
    "one_derivative": "np.ones_like",
    "zero_derivative": "np.zeros_like",
    "float64": "np.float64",
    "optimizer": "_SGD()",
    "rng": "np.random.default_rng(0)",
    "random_state": "np.random.RandomState(0)",
}
# Helper functions that a skeleton includes if it calls them.
HELPERS = {
    "_pair": '''
def _pair(value):
    """Return a height and a width: one number stands for both."""
    return tuple(value) if isinstance(value, tuple) else (value, value)
''',
    "_side": '''
def _side(pair):
    """Return one number for two sides that are equal."""
    return pair[0] if pair[0] == pair[1] else tuple(pair)
''',
    "_windows": '''
def _windows(x, kernel, stride, padding):
    """Return the number of windows, vertically and horizontally."""
    sides = zip(x.shape[2:], _pair(kernel), _pair(stride), _pair(padding))
    return tuple((size + 2 * p - k) // s + 1 for size, k, s, p in sides)
''',
    "_SGD": '''
class _SGD:
    """An optimizer whose every method subtracts the gradient."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda weight, grad, *others: weight - grad
''',
    "_zeros": '''
def _zeros(*shape):
    """Return zeros; takes sizes or a shape, like an initialiser."""
    return np.zeros(shape[0] if np.ndim(shape[0]) else shape)
''',
    "_ones": '''
def _ones(*shape):
    """Return ones; takes sizes or a shape, like an initialiser."""
    return np.ones(shape[0] if np.ndim(shape[0]) else shape)
''',
    "_Zeros": '''
class _Zeros:
    """An initialiser whose every method returns zeros of the shape that it is given."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda shape, *others: np.zeros(shape)
''',
    "_Passing": '''
class _Passing:
    """An activation that changes nothing, in both directions."""

    def __call__(self, x):
        return x

    forward = fprop = activate = backward = bprop = __call__

    def derivative(self, x):
        return np.ones_like(x)

    prime = derivative
''',
    "_identity": '''
def _identity(x):
    """Return the argument unchanged: no activation."""
    return x
''',
}


def argument_text(argument: Argument, plan: Plan) -> str:
    """Return the expression that is passed for an argument; for an array, its name."""
    role, form = argument.role, argument.form
    if role == "options":
        entries = (f"{key!r}: {argument_text(one, plan)}" for key, one in argument.keys)
        return "{" + ", ".join(entries) + "}"
    if role == JOINED:
        inside = ", ".join(argument_text(one, plan) for _, one in argument.keys)
        return f"[{inside}]" if form == "list" else f"({inside})"
    if role == "record":
        passed = (f"{key}={argument_text(one, plan)}" for key, one in argument.keys)
        return f"{of_homework(form)}({', '.join(passed)})"
    if role in ("constant", "mode"):
        return repr(form)
    if role == "tool":
        return TOOLS[form]
    if role == "variable":
        return str(form)
    if role == "attribute":
        return f"layer.{form}"
    if role == "lr":
        return RATE
    if role in SIDES:
        text = side_text(role, form, plan)
        words = {name: one.form for name, one in argument.keys}
        return f"{words!r}[{text}]" if words else text
    if role in ("input_shape", "output_shape"):
        return shape_text(role, form, plan)
    if role == "weight_shape":
        sides = (f"weight.shape[{'FCKL'.index(letter)}]" for letter in form)
        return f"({', '.join(sides)})"
    if role in SIZE_LETTERS:
        return size_of(SIZE_LETTERS[role], plan)
    if role == "none":
        return "None"
    if role in ("negative_slope", "eps", "training", "use_bias"):
        return number_text(role, plan)
    if role in plan.card.numbers:
        return repr(plan.card.numbers[role][1])
    return role


def number_text(role: str, plan: Plan) -> str:
    """Return the expression that is passed for an option which is neither a size nor a side."""
    offer = plan.offer
    if role == "negative_slope":
        return plan.card.factor if offer.negative_slope is None else repr(offer.negative_slope)
    if role == "eps":
        usual = 1e-5 if plan.card.kind == "normalization" else 1e-8
        return repr(usual if offer.eps is None else offer.eps)
    if role == "training":
        return repr(offer.training[0])
    return repr(offer.bias != ("none",)) if len(offer.bias) == 1 else "bias is not None"


def kernel_text(plan: Plan) -> str:
    """Return the expression of the kernel's size: a pair, or for a pooling maybe one number."""
    if not plan.card.pooling:
        return "weight.shape[2:]"
    return "kernel_size" if plan.offer.kernel_size is None else repr(plan.offer.kernel_size)


def side_text(role: str, form: str, plan: Plan) -> str:
    """Return the expression of a hyperparameter with two sides, in the spelling `form`."""
    kernel, pooling = kernel_text(plan), plan.card.pooling
    if role in ("kernel_height", "kernel_width"):
        axis = int(role == "kernel_width")
        return f"_pair({kernel})[{axis}]" if pooling else f"weight.shape[{2 + axis}]"
    text = {"kernel_size": kernel, "stride": stride_text(plan), "padding": padding_text(plan)}[role]
    if form == "named":
        return text if text == role and not plan.offer.padding else "'valid'"
    if text.startswith("weight"):
        return {"pair": text, "list": f"list({text})", "int": "weight.shape[2]"}.get(
            form, f"_side({text})"
        )
    if form == "int" and text.startswith("("):
        return f"{text}[0]"
    return {"pair": f"_pair({text})", "list": f"list(_pair({text}))"}.get(form, text)


def stride_text(plan: Plan) -> str:
    """Return the expression of the stride."""
    if plan.offer.stride:
        return "stride"
    if plan.offer.fixed_stride is not None:
        return repr(plan.offer.fixed_stride)
    return kernel_text(plan) if plan.card.pooling else "1"


def padding_text(plan: Plan) -> str:
    """Return the expression of the padding."""
    offered = plan.offer.padding or plan.offer.named_padding
    return "padding" if offered else repr(plan.offer.fixed_padding)


def size_of(letter: str, plan: Plan) -> str:
    """Return the expression of an axis's size, from the shapes of the op's arguments."""
    first = plan.card.first
    if letter in "FK" and not plan.card.pooling:
        return "weight.shape[0]"
    axes = plan.card.axes.get(first) or "ND"
    return f"{first}.shape[{max(axes.find(letter), 0)}]"


def shape_text(role: str, form: str, plan: Plan) -> str:
    """Return the expression of the shape of the input or output."""
    windowed = plan.card.windowed
    if form == "int":
        return size_of("H" if windowed else "D", plan)
    output = role == "output_shape" and windowed
    if not output and "N" + form == ("NCHW" if windowed else "ND"):
        return f"{plan.card.first}.shape[1:]"
    sizes = []
    for letter in form:
        if output and letter in "HW":
            called = f"_windows(x, {kernel_text(plan)}, {stride_text(plan)}, {padding_text(plan)})"
            sizes.append(f"{called}[{'HW'.index(letter)}]")
        else:
            sizes.append(size_of("F" if output and letter == "C" else letter, plan))
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"
