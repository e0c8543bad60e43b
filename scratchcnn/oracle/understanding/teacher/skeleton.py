"""The skeleton of an adapter: the layers that are understood, and TODOs for the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import cards, layers
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.pairs import subject_of
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.teacher.adapter_file import example
from scratchcnn.oracle.understanding.teacher.pair_text import with_pairs
from scratchcnn.oracle.understanding.teacher.plan_text import FunctionText
from scratchcnn.oracle.understanding.teacher.signature_text import offers_text, signature
from scratchcnn.oracle.understanding.teacher.trying import (
    Written,
    difference,
    helpers_for,
    offers_for,
)

Definition: TypeAlias = Mapping[str, Any]

HEADER = '''\
"""Adapter for {target}: how its layers are called, in the op protocol.

Use it for all submissions: scratchcnn check SUBMISSION ... --adapter adapter.py

Each function is named after an op: it takes arrays and returns (out, pullback); pullback(grad_out)
returns the gradients in the order of the arguments, None for any that the homework does not
compute. Arrays are laid out as in PyTorch. `homework` is the submission: its classes, functions
and global names are attributes. The parameters say what is judged: without `stride` the stride
never varies, without `bias` there is none; a parameter with a default may be left out.
`learning_rate` is passed if it is a parameter. OFFERS says more, by the fields of
scratchcnn.oracle.cases.offers.Offer; it is read, not run. `{op}__mine` is another {op}. Helpers
begin with an underscore.
"""

import numpy as np
'''
NOTHING = (
    "TODO: nothing below was recognised as a layer. If one of these is a layer, write a function "
    "that is named after its op, one of "
)
SIGNATURES = {"stride": "stride=1", "padding": "padding=0", "bias": "bias=None"}


def skeleton(runner: Runner, target: str) -> str:
    """Return the skeleton of an adapter for the homework that a runner has loaded.

    Functions for layers that are understood work as they are. A layer that is recognised but not
    understood gets a function that raises; what is not recognised is listed in comments.

    Parameters
    ----------
    runner : the runner that has loaded the homework
    target : the path that it was loaded from, for the first line
    """
    found = list(understand(runner))
    written: dict[int, Written] = {}
    for place, one in enumerate(found):
        if one.op in cards():
            taken = {other.name for other in written.values()}
            written[place] = function_for(runner, one, free_name(one, taken))
    functions = with_pairs(runner, found, written)
    text = "\n\n".join(one.text for one in functions)
    parts = [
        HEADER.format(target=Path(target).name, op=example("activation")),
        offers_for(functions),
        *helpers_for(text),
    ]
    parts += [f"\n{one.text}" for one in functions]
    used = {one.definition["name"] for one in found if one.op in cards()}
    parts += rest(runner.definitions, used, text)
    whole = "\n".join(part for part in parts if part)
    return re.sub(r"\n{4,}", "\n\n\n", whole).rstrip() + "\n"


def free_name(one: Understood, taken: set[str]) -> str:
    """Return a name for the function of a layer that is not taken yet."""
    last = re.sub(r"\W|^_+", "", one.definition["name"].rpartition(".")[2])
    name = one.op if one.op not in taken else f"{one.op}__{last}"
    while name in taken:
        name += "_"
    return name


def function_for(runner: Runner, one: Understood, name: str) -> Written:
    """Return the function of a layer; it works if the layer is understood, and raises if not."""
    plan = one.plan
    if plan is None:
        return to_be_written(one, name, one.layer.understood.removeprefix("not judged: "))
    offers = offers_text(plan.op, plan.offer, list(signature(plan)))
    why = ""
    for in_place in (True, False):
        text = FunctionText(plan, in_place=in_place).text(name)
        written = Written(name, text, offers)
        why = difference(runner, subject_of(runner, plan), written)
        if not why:
            return written
    commented = "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
    draft = to_be_written(one, name, f"the attempt above does not work: {why}")
    return Written(name, f"# This was tried for {one.op}:\n{commented}{draft.text}", {})


def to_be_written(one: Understood, name: str, why: str) -> Written:
    """Return a function that says what is to be filled in, and raises until that is done."""
    names = [SIGNATURES.get(p, p) for p in cards()[one.op].arguments if p in (*NEEDED, *SIGNATURES)]
    whose = one.definition["name"]
    lines = [
        f"def {name}({', '.join(['homework', *names])}):",
        *(f"    # {line}" for line in wrap(f"TODO: {whose} was not understood: {why}", 90)),
        *(f"    #   {line}" for line in described(one.definition)),
        "    # Convert the arrays to its layout, call it, and convert its results back:",
        *(f"    #   {line}" for line in pattern(one.definition, names)),
        f'    raise NotImplementedError("say how {whose} is called, or remove {name}")',
    ]
    return Written(name, "\n".join(lines) + "\n", {})


NEEDED = ("x", "weight", "kernel_size", "logits", "p", "log_p", "target")


def pattern(definition: Definition, names: Sequence[str]) -> list[str]:
    """Return the lines that an adapter's function usually has."""
    gradients = [name.partition("=")[0] for name in names if name.partition("=")[0] in GRADIENTS]
    returned = ", ".join(f"grad_{name}" for name in gradients)
    last = definition["name"].rpartition(".")[2]
    making = [f"layer = _once(homework.{last}, ...)", "out = layer.FORWARD(...)"]
    return [
        *(making if definition["kind"] == "class" else [f"out = homework.{last}(...)"]),
        "def pullback(grad_out):",
        "    ...",
        f"    return {returned}",
        "return out, pullback",
    ]


GRADIENTS = ("x", "weight", "bias", "logits", "p", "log_p")


def described(definition: Definition) -> Iterator[str]:
    """Yield the lines that show how a definition can be called."""
    name = definition["name"]
    place = f"{definition.get('file', '')}, line {definition.get('line', 0)}"
    word = "class" if definition["kind"] == "class" else "def"
    yield f"{word} {name}({parameters_text(definition['params'])})  # {place}"
    for method, about in definition.get("methods", {}).items():
        if method != "__init__":
            empty = "  # empty" if about.get("empty") else ""
            yield f"    .{method}({parameters_text(about['params'])}){empty}"


def parameters_text(parameters: Sequence[Mapping[str, Any]]) -> str:
    """Return the parameters of a definition as Python code."""
    texts = []
    for parameter in parameters:
        stars = {"var_positional": "*", "var_keyword": "**"}.get(parameter["kind"], "")
        default = parameter.get("default")
        shown = "..." if isinstance(default, dict) else repr(default)
        optional = not parameter["required"] and not stars
        texts.append(f"{stars}{parameter['name']}" + (f"={shown}" if optional else ""))
    return ", ".join(texts)


def rest(definitions: Sequence[Definition], used: set[str], text: str) -> Iterator[str]:
    """Yield the comment that lists the definitions that are not layers and are not used."""
    others = [
        definition
        for definition in definitions
        if definition["name"] not in used
        and not re.search(rf"homework\.{re.escape(definition['name'])}\b", text)
    ]
    if not others:
        return
    yield "\n"
    ops = [card.name for card in layers()]
    yield from (f"# {line}" for line in wrap(f"{NOTHING}{', '.join(ops)}.", 96))
    yield "#"
    for definition in others:
        yield from (f"#   {line}" for line in described(definition))
    name = example("convolution")
    yield f"#\n# def {name}(homework, x, weight, bias=None, *, stride=1, padding=0):"
    yield "#     layer = homework.MyConv(...)\n#     out = layer.forward(x)\n#"
    yield "#     def pullback(grad_out):\n#         grad_x = layer.backward(grad_out)"
    yield "#         return grad_x, layer.grad_weight, layer.grad_bias\n#"
    yield "#     return out, pullback\n"
