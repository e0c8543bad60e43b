"""A plan as a function of an adapter: what was understood, for a teacher to read and to change."""

from collections.abc import Iterator, Sequence
from textwrap import indent, wrap

from scratchcnn.oracle.understanding.calls.plan import (
    ACTIVATIONS,
    LABEL_FORMS,
    LOSSES,
    Callee,
    Place,
    Plan,
    axes_of,
    first_argument,
)
from scratchcnn.oracle.understanding.calls.wording import convention
from scratchcnn.oracle.understanding.teacher.adapter_file import RATE
from scratchcnn.oracle.understanding.teacher.argument_text import argument_text
from scratchcnn.oracle.understanding.teacher.layout_text import from_form_text, to_form_text
from scratchcnn.oracle.understanding.teacher.signature_text import ARRAYS, differentiable, signature

INDENT = "    "
# Room for a line that is to be indented twice, and may begin with a name.
WIDTH = 78


class FunctionText:
    """Writes one plan as a function.

    Parameters
    ----------
    plan
        What was understood.
    source
        The text of the homework's definition: it tells attributes from keys.
    in_place
        Whether parameters are written into the arrays that are there, or put in their place.
    """

    def __init__(self, plan: Plan, source: str, *, in_place: bool = True) -> None:
        self.plan = plan
        self.source = source
        self.in_place = in_place

    def text(self, name: str) -> str:
        """Return the function."""
        plan = self.plan
        lines = [*docstring(plan), *self.layouts()]
        if plan.constructor is not None:
            lines.append(f"layer = {self.call(plan.constructor, once=True)}")
        if plan.lazy:
            lines.append(f"{self.call(plan.forward)}  # makes the parameters")
        lines += self.parameter_lines()
        lines += [f"layer{self.behind(path)} = {RATE}" for path in plan.rates]
        lines += self.forward_lines()
        if plan.scale != "mean":
            lines.append(f"scale = {scale_text(plan)}  # what the loss is, against the mean")
        lines += ["", *self.pullback_lines()]
        first = bracketed(f"def {name}(", list(signature(plan)), "):")
        return f"{first}\n{indented(lines)}\n"

    def form(self, name: str) -> str:
        """Return how homework has an array; "same" for what it never gets."""
        if name == "grad_out":
            return self.plan.forms.get("grad_out", self.plan.out.form)
        return self.plan.forms.get(name, "same")

    def axes(self, name: str) -> str:
        """Return the letters of an array of the op."""
        if self.plan.op in ACTIVATIONS:
            # A form has a letter for every axis, or for every one but that of the samples.
            return "NCHW" if set("CHW") & set(self.form("x")) else "ND"
        labels = name == "target" and self.form(name) in LABEL_FORMS
        untied = name == "bias" and "untied" in self.plan.offer.bias
        return axes_of(self.plan.op, name, 1 if labels else 3 if untied else 2)

    def passed(self) -> list[str]:
        """Return the arrays that are passed in some call, but the upstream gradient."""
        plan = self.plan
        callees = [c for c in (plan.constructor, plan.forward, plan.backward) if c is not None]
        return [name for name in ARRAYS[:-1] if any(c.role(name) for c in callees)]

    def layouts(self) -> Iterator[str]:
        """Yield the lines that lay out the arrays which are passed; each keeps its name."""
        for name in self.passed():
            text = self.laid_out(name)
            if text != name:
                yield f"{their(name)} = {text}"

    def laid_out(self, name: str) -> str:
        """Return an array as homework takes it."""
        array = name
        if name == "target" and self.form(name) in LABEL_FORMS:
            array = "target.argmax(1)" if self.plan.op not in TAKING_LABELS else name
        text = to_form_text(array, self.axes(name), self.form(name))
        if name == "target" and self.form(name) == "":
            return f"int({text})"
        if name in ("weight", "bias") and self.plan.updates:
            text += ".copy()"
        return self.guarded(name, text) if text != name else text

    def guarded(self, name: str, text: str) -> str:
        """Return an expression that is None where there is no bias."""
        may_lack = name == "bias" and "none" in self.plan.offer.bias
        return f"None if bias is None else {text}" if may_lack else text

    def parameter_lines(self) -> Iterator[str]:
        """Yield the lines that put the parameters where the layer has them."""
        for name, (path, form) in self.plan.parameters.items():
            if name == "bias" and self.plan.offer.bias == ("none",):
                continue
            holder, text = f"layer{self.behind(path)}", to_form_text(name, self.axes(name), form)
            line = f"{holder}[...] = {text}" if self.in_place else f"{holder} = {text}.copy()"
            if name == "bias" and "none" in self.plan.offer.bias:
                yield "if bias is not None:"
                line = INDENT + line
            yield line

    def forward_lines(self) -> Iterator[str]:
        """Yield the lines of the forward call."""
        plan, call = self.plan, self.call(self.plan.forward)
        of_forward = any(place.kind == "forward" for place in plan.gradients.values())
        if plan.out.kind == "attribute":
            yield call if plan.cache is None else f"returned = {call}"
            yield f"out = layer{self.behind(plan.out.path)}"
        elif plan.out.path or plan.cache is not None or of_forward:
            yield f"returned = {call}"
            yield f"out = returned{items(plan.out.path)}"
        else:
            yield f"out = {call}"
        if plan.cache is not None and plan.backward is not None:
            yield f"cache = returned{items(plan.cache)}"

    def pullback_lines(self) -> Iterator[str]:
        """Yield the lines of the pullback, and the last one."""
        plan = self.plan
        if not plan.gradients:
            yield f"return {self.output()}, None"
            return
        lines = [] if plan.zero_grad is None else [f"layer.{plan.zero_grad}()"]
        if plan.backward is not None:
            text = self.upstream()
            if plan.backward.role("grad_out") is not None and text != "grad_out":
                lines.append(f"{their('grad_out')} = {text}")
            returns = any(place.kind == "returned" for place in plan.gradients.values())
            lines.append(f"{'gradients = ' * returns}{self.call(plan.backward)}")
        gradients = [self.gradient(one) for one in differentiable(plan) if one != "target"]
        whole = f"return {', '.join(gradients)}"
        lines.append(whole if len(whole) <= WIDTH else bracketed("return (", gradients, ")"))
        yield f"def pullback(grad_out):\n{indented(lines)}\n"
        yield f"return {self.output()}, pullback"

    def upstream(self) -> str:
        """Return the upstream gradient as homework takes it."""
        if self.plan.op in LOSSES:
            return "float(grad_out)"
        return to_form_text("grad_out", self.axes("grad_out"), self.form("grad_out"))

    def output(self) -> str:
        """Return the output in the op's layout."""
        plan = self.plan
        if plan.op in LOSSES:
            text = "np.mean(out)" if plan.out.form == "N" else "out"
        else:
            text = from_form_text("out", "out", self.axes("out"), plan.out.form)
        return text if plan.scale == "mean" else f"{text} / scale"

    def gradient(self, name: str) -> str:
        """Return the expression of a gradient in the op's layout."""
        place = self.plan.gradients.get(name)
        if place is None:
            return "None"
        if place.kind == "nothing":
            return f"np.zeros_like({name})"
        text = from_form_text(self.found(place), name, self.axes(name), place.form)
        if place.kind == "updated":
            text = f"({name} - {text}) / {RATE}"
        elif self.plan.slope_only:
            text = f"{text} * grad_out"
        if self.plan.scale != "mean":
            text = f"{text} / scale"
        return f"({self.guarded(name, text)})" if self.guarded(name, text) != text else text

    def found(self, place: Place) -> str:
        """Return where homework has a gradient."""
        if place.kind in ("attribute", "updated"):
            return f"layer{self.behind(place.path)}"
        return f"{'returned' if place.kind == 'forward' else 'gradients'}{items(place.path)}"

    def behind(self, path: Sequence[str | int]) -> str:
        """Return a path as it is written behind an object: attributes, or keys."""
        text = ""
        for place, part in enumerate(path):
            quoted = any(f"[{quote}{part}{quote}]" in self.source for quote in "'\"")
            attribute = isinstance(part, str) and (place == 0 or not quoted)
            text += f".{part}" if attribute else f"[{part!r}]"
        return text

    def call(self, callee: Callee, *, once: bool = False) -> str:
        """Return a call; a layer is made once."""
        names = {name: their(name) for name in self.passed() if self.laid_out(name) != name}
        if self.upstream() != "grad_out":
            names["grad_out"] = their("grad_out")
        arguments = [
            f"{parameter}={names.get(text, text)}"
            for parameter, argument in callee.arguments
            for text in [argument_text(argument, self.plan)]
        ]
        if callee.path:
            values = [argument.rpartition("=")[2] for argument in arguments]
            return f"returned[{callee.path[0]}]({', '.join(values)})"
        function = f"layer.{callee.name}" if callee.method else f"homework.{callee.name}"
        if once:
            return bracketed("_once(", [function, *arguments], ")")
        return bracketed(f"{function}(", arguments, ")")


TAKING_LABELS = ("cross_entropy", "softmax_cross_entropy")


def bracketed(opening: str, parts: Sequence[str], closing: str) -> str:
    """Return what stands in brackets, on a line for each part where one line would be too long."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([opening, *(f"{INDENT}{part}," for part in parts), closing])


def indented(lines: Sequence[str]) -> str:
    """Return lines one step further to the right."""
    return indent("\n".join(lines), INDENT)


def docstring(plan: Plan) -> list[str]:
    """Return the lines that say what was understood."""
    words = f"{plan.name}: {convention(plan)}."
    if len(words) <= WIDTH:
        return [f'"""{words}"""']
    return [f'"""{plan.name}.', "", *wrap(f"{convention(plan)}.", WIDTH), '"""']


def their(name: str) -> str:
    """Return the name of an array that is laid out as homework has it."""
    return f"their_{name}"


def items(path: Sequence[str | int]) -> str:
    """Return a path into what a function returned."""
    return "".join(f"[{part!r}]" for part in path)


def scale_text(plan: Plan) -> str:
    """Return what a loss is multiplied by, against the mean."""
    first = first_argument(plan.op)
    entries = plan.op in ("mse_loss", "binary_cross_entropy")
    sizes = {
        "mean": "1",
        "sum": f"{first}.size" if entries else f"len({first})",
        "per_sample": f"{first}.shape[1]" if entries else "1",
    }
    text = sizes[plan.scale.removeprefix("half_")]
    return f"0.5 * {text}" if plan.scale.startswith("half") else text
