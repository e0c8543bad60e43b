"""A plan as a function of an adapter, for a teacher to read and to change."""

from collections.abc import Iterator
from textwrap import wrap

from scratchcnn.oracle.understanding.plans.decoding import NOT_REDUCED
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.wording import convention
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.method import zero_text
from scratchcnn.oracle.understanding.protocols.place import Place, behind
from scratchcnn.oracle.understanding.protocols.reading import Parts
from scratchcnn.oracle.understanding.protocols.readings.update import rate_text
from scratchcnn.oracle.understanding.protocols.table import source_of
from scratchcnn.oracle.understanding.signatures.layout.forms import LABEL_FORMS
from scratchcnn.oracle.understanding.signatures.probes.expressions import FOR_EACH, carrier_of
from scratchcnn.oracle.understanding.signatures.signature import Arguments, argument_of
from scratchcnn.oracle.understanding.teacher.adapter_file import RATE
from scratchcnn.oracle.understanding.teacher.argument_text import argument_text
from scratchcnn.oracle.understanding.teacher.layout_text import from_form_text, to_form_text
from scratchcnn.oracle.understanding.teacher.signature_text import ARRAYS, differentiable, signature
from scratchcnn.oracle.understanding.teacher.writing import (
    INDENT,
    WIDTH,
    bracketed,
    indented,
    items,
    of_homework,
    their,
)


class FunctionText:
    """Writes one plan as a function.

    Parameters
    ----------
    plan
        The plan of a layer.
    in_place
        Whether parameters are written into the layer's own arrays; otherwise they replace them.
    """

    def __init__(self, plan: Plan, *, in_place: bool = True) -> None:
        self.plan = plan
        self.in_place = in_place

    def text(self, name: str) -> str:
        """Return the code of the function, under this name."""
        plan = self.plan
        lines = [*docstring(plan), *plan.carrier.imports, *self.layouts()]
        lines += self.construction_lines()
        lines += self.parameter_lines()
        lines += [rate_text(behind(path), RATE) for path in plan.protocol.rates]
        lines += self.forward_lines()
        if plan.scale != "mean":
            lines.append(f"scale = {scale_text(plan)}  # the loss, relative to the mean")
        lines += ["", *self.pullback_lines()]
        first = bracketed(f"def {name}(", list(signature(plan)), "):")
        return f"{first}\n{indented(lines)}\n"

    def form(self, name: str) -> str:
        """Return the homework's layout of an array; "same" for one that is not passed."""
        if name == "grad_out":
            return self.plan.upstream_form
        return self.plan.signature.forms.get(name, "same")

    def axes(self, name: str) -> str:
        """Return the letters of the axes of one of the op's arrays."""
        if self.plan.card.elementwise:
            # A form has a letter for every axis, or for every one except the batch axis.
            return "NCHW" if set("CHW") & set(self.form("x")) else "ND"
        labels = name == "target" and self.form(name) in LABEL_FORMS
        untied = name == "bias" and "untied" in self.plan.offer.bias
        return self.plan.card.letters(name, 1 if labels else 3 if untied else 2)

    def passed(self) -> list[str]:
        """Return the names of all arrays that are passed, except the upstream gradient."""
        signature = self.plan.signature
        passed = (*signature.constructor, *signature.forward, *signature.backward)
        return [name for name in ARRAYS[:-1] if argument_of(passed, name) is not None]

    def layouts(self) -> Iterator[str]:
        """Yield the lines that convert passed arrays to the homework's layout."""
        for name in self.passed():
            text = self.laid_out(name)
            if text != name:
                yield f"{their(name)} = {text}"

    def laid_out(self, name: str) -> str:
        """Return the expression of an array as homework takes it."""
        array = name
        if name == "target" and self.form(name) in LABEL_FORMS:
            array = "target.argmax(1)" if "labels" not in self.plan.card.targets else name
        text = to_form_text(array, self.axes(name), self.form(name))
        carrier = carrier_of(name, self.form(name), self.plan.carrier)
        if name == "target" and self.form(name) == "" and not carrier.numbers:
            return f"int({text})"
        text = carrier.given_text(text, of_homework)
        if name in ("weight", "bias") and self.plan.protocol.updates:
            text = carrier.copied_text(text, of_homework)
        return self.guarded(name, text) if text != name else text

    def guarded(self, name: str, text: str) -> str:
        """Return an array's expression; for a bias that may be missing, one that allows None."""
        may_lack = name == "bias" and "none" in self.plan.offer.bias
        return f"None if bias is None else {text}" if may_lack else text

    def construction_lines(self) -> Iterator[str]:
        """Yield the lines that construct a layer once; none for a function."""
        protocol, signature = self.plan.protocol, self.plan.signature
        if protocol.constructor is None:
            return
        texts = self.texts(signature.constructor)
        for made, arguments in protocol.constructor.written(texts, of_homework):
            yield f"layer = {bracketed('_once(', [made, *arguments], ')')}"
        for callee, passed in protocol.prepared:
            # Anew for other arrays: what was made before would have the wrong sizes.
            yield from self.calls(callee, passed)
        if protocol.lazy:
            yield from protocol.forward.caller.before_text(of_homework)
            first, *others = self.calls(protocol.forward, signature.forward)
            yield from (f"{first}  # makes the parameters", *others)

    def parameter_lines(self) -> Iterator[str]:
        """Yield the lines that set the layer's parameters."""
        for name, (path, form) in self.plan.signature.parameters.items():
            carrier = carrier_of(name, form, self.plan.carrier)
            if name == "bias" and self.plan.offer.bias == ("none",):
                continue
            holder = f"layer{behind(path)}"
            text = carrier.given_text(to_form_text(name, self.axes(name), form), of_homework)
            line = f"{holder} = {carrier.copied_text(text, of_homework)}"
            if self.in_place:
                line = f"{holder}[...] = {text}"
            if name == "bias" and "none" in self.plan.offer.bias:
                yield "if bias is not None:"
                line = INDENT + line
            yield line

    def forward_lines(self) -> Iterator[str]:
        """Yield the lines of the forward call."""
        protocol = self.plan.protocol
        arguments, out = self.plan.signature.forward, protocol.out
        yield from protocol.forward.caller.before_text(of_homework)
        if not source_of(out).of_call:
            save = "" if protocol.cache is None else "returned"
            yield from self.calls(protocol.forward, arguments, save)
            yield f"out = {self.found(out)}"
        elif out.path or protocol.cache is not None or protocol.beside:
            yield from self.calls(protocol.forward, arguments, "returned")
            yield f"out = returned{items(out.path)}"
        else:
            yield from self.calls(protocol.forward, arguments, "out")
        if protocol.cache is not None and protocol.backward is not None:
            yield f"cache = returned{items(protocol.cache)}"

    def pullback_lines(self) -> Iterator[str]:
        """Yield the definition of the pullback, and the line that returns it with the output."""
        protocol, arguments = self.plan.protocol, self.plan.signature.backward
        if not protocol.gradients:
            yield f"return {self.output()}, None"
            return
        lines = [] if protocol.zero_grad is None else [zero_text(protocol.zero_grad)]
        if protocol.backward is not None:
            text = self.upstream()
            if argument_of(arguments, "grad_out") is not None and text != "grad_out":
                lines.append(f"{their('grad_out')} = {text}")
            save = "gradients" if any(map(is_returned, protocol.gradients.values())) else ""
            lines += self.calls(protocol.backward, arguments, save)
        gradients = [self.gradient(one) for one in differentiable(self.plan) if one != "target"]
        whole = f"return {', '.join(gradients)}"
        lines.append(whole if len(whole) <= WIDTH else bracketed("return (", gradients, ")"))
        yield f"def pullback(grad_out):\n{indented(lines)}\n"
        yield f"return {self.output()}, pullback"

    def upstream(self) -> str:
        """Return the expression of the upstream gradient as homework takes it."""
        carrier = carrier_of("grad_out", "", self.plan.carrier)
        if self.plan.card.loss and self.form("grad_out") == FOR_EACH:
            return carrier.given_text(
                f"np.full(len({self.plan.card.first}), grad_out)", of_homework
            )
        if self.plan.card.loss:
            number = carrier.given_text("np.asarray(grad_out)", of_homework)
            return number if carrier.numbers else "float(grad_out)"
        text = to_form_text("grad_out", self.axes("grad_out"), self.form("grad_out"))
        return carrier.given_text(text, of_homework)

    def output(self) -> str:
        """Return the expression of the output in the op's layout."""
        plan, form = self.plan, self.plan.protocol.out.form
        out = plan.carrier.taken_text("out")
        if plan.card.loss:
            several = "sum" if form in NOT_REDUCED else "mean" if form == "N" else ""
            text = f"np.{several}({out})" if several else out
        else:
            # A single number has the shape of what it was made of.
            like = plan.card.first if plan.card.of_engine else "out"
            text = from_form_text(out, like, self.axes("out"), form)
        return text if plan.scale == "mean" else f"{text} / scale"

    def gradient(self, name: str) -> str:
        """Return the expression of a gradient in the op's layout."""
        place = self.plan.protocol.gradients.get(name)
        if place is None:
            return "None"
        found = self.plan.taken_text(place, self.found(place))
        laid_out = from_form_text(found, name, self.axes(name), place.form)
        text = place.reading.text(Parts(name, laid_out, "grad_out", RATE))
        if place.reading.nowhere and not place.reading.refused:
            return text
        if self.plan.scale != "mean":
            text = f"{text} / scale"
        return f"({self.guarded(name, text)})" if self.guarded(name, text) != text else text

    def found(self, place: Place) -> str:
        """Return the expression of a result in the homework's own layout."""
        source = source_of(place)
        variable, path = source.holder(place.path)
        text = behind(path) if source.attributes else items(path)
        name = source.written or variable
        return f"{self.names().get(name, name)}{text}"

    def calls(self, callee: Callee, arguments: Arguments, save: str = "") -> Iterator[str]:
        """Yield the lines that call a callee and save its return value."""
        for start, written in callee.written(self.texts(arguments), of_homework, save):
            # The name that the result is saved under may extend beyond the margin.
            saved, equals, function = start.rpartition(" = ")
            yield f"{saved}{equals}{bracketed(f'{function}(', written, ')')}"

    def texts(self, arguments: Arguments) -> list[tuple[str, str]]:
        """Return the expressions of a call's arguments, with the names of their parameters."""
        names, plan = self.names(), self.plan
        texts = [(name, argument_text(argument, plan)) for name, argument in arguments]
        return [(name, names.get(text, text)) for name, text in texts]

    def names(self) -> dict[str, str]:
        """Return the new names of the arrays that are converted to the homework's layout."""
        names = {name: their(name) for name in self.passed() if self.laid_out(name) != name}
        if self.upstream() != "grad_out":
            names["grad_out"] = their("grad_out")
        return names


def is_returned(place: Place) -> bool:
    """Return whether a gradient is in what the backward pass returns."""
    return not place.reading.nowhere and source_of(place).variable.startswith("gradients")


def docstring(plan: Plan) -> list[str]:
    """Return the lines of the docstring, which says what was understood."""
    words = f"{plan.name}: {convention(plan)}."
    if len(words) <= WIDTH:
        return [f'"""{words}"""']
    return [f'"""{plan.name}.', "", *wrap(f"{convention(plan)}.", WIDTH), '"""']


def scale_text(plan: Plan) -> str:
    """Return the expression of the factor between a loss and the mean."""
    first = plan.card.first
    entries = plan.card.over_entries
    sizes = {
        "mean": "1",
        "sum": f"{first}.size" if entries else f"len({first})",
        "per_sample": f"{first}.shape[1]" if entries else "1",
        "samples": f"len({first})",
    }
    text = sizes[plan.scale.removeprefix("half_")]
    return f"0.5 * {text}" if plan.scale.startswith("half") else text
