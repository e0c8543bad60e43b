"""What is passed for `*input`: as many arguments as the function takes out of it.

They get names that begin with a star, by which they are passed in their order and not by name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import BACKWARD, FORWARD, spelled_like

Definition: TypeAlias = Mapping[str, Any]
Parameter: TypeAlias = Mapping[str, Any]

STAR = "*"
MOST = 8
# A variable, or an attribute that keeps what is taken out.
OWN = r"(?:self\.)?\w+"


def spread_out(definition: Definition) -> Definition:
    """Return a definition in which what is taken out of `*input` are parameters of their own."""
    if definition["kind"] != "class":
        return spread(definition)
    own = definition["methods"]
    methods = {name: spread(handed_on(one, own)) for name, one in own.items()}
    forward = next((methods[name] for name in spelled_like(methods, FORWARD)), None)
    if forward is not None and len(forward["params"]) == 1:
        # Of a loss, which takes two, the gradient may well be that of 1.
        for name in spelled_like(methods, BACKWARD):
            methods[name] = with_what_is_ignored(methods[name])
    return {**definition, "methods": methods}


def with_what_is_ignored(described: Definition) -> Definition:
    """Return a backward pass that never reads its `*gradwrtoutput` as one that takes a gradient."""
    starred = [one["name"] for one in described["params"] if one["kind"] == "var_positional"]
    if len(described["params"]) != 1 or not starred or described["empty"]:
        return described
    mentioned = re.findall(rf"\b{re.escape(str(starred[0]))}\b", described["source"])
    if len(mentioned) > 1:
        return described
    taken = {"name": STAR + str(starred[0]), "kind": "positional", "required": True}
    return {**described, "params": [taken]}


def handed_on(described: Definition, methods: Mapping[str, Definition]) -> Definition:
    """Return a method that hands `*input` on to another one as one that takes what that takes.

    `def __call__(self, *input): ... self.forward(*input)`.
    """
    starred = [one["name"] for one in described["params"] if one["kind"] == "var_positional"]
    if len(described["params"]) != 1 or not starred:
        return described
    called = re.search(rf"self\.(\w+)\(\*{re.escape(starred[0])}\b", described["source"])
    inner = None if called is None else methods.get(called[1])
    if inner is None:
        return described
    taken = [one for one in spread(inner)["params"] if one["kind"] == "positional"]
    params = [{**one, "name": STAR + str(one["name"]).lstrip(STAR)} for one in taken]
    return {**described, "params": params, "source": described["source"] + inner["source"]}


def spread(described: Definition) -> Definition:
    """Return the same of a function or method."""
    params: Sequence[Parameter] = described["params"]
    starred = [one for one in params if one["kind"] == "var_positional"]
    required = [one for one in params if one["kind"] == "positional" and one["required"]]
    if not starred or required:
        # What is passed by name and by position at once is left alone.
        return described
    names = taken_out(str(starred[0]["name"]), described["source"])
    own = [{"name": STAR + one, "kind": "positional", "required": True} for one in names]
    others = [one for one in params if one is not starred[0]]
    return {**described, "params": [*own, *others]} if own else described


def taken_out(name: str, source: str) -> list[str]:
    """Return the names of what a function takes out of `*name`, in order; [] if that is not told.

    >>> taken_out("args", "x, w = args"), taken_out("args", "(x,) = args"), taken_out("a", "f(*a)")
    (['x', 'w'], ['x'], [])
    >>> taken_out("input", "self.x, self.t = input")
    ['x', 't']
    >>> taken_out("input", "y = input[0] * (input[1] > 0)"), taken_out("g", "return g[0]")
    (['input', 'input_1'], ['g'])
    """
    own = re.escape(name)
    unpacked = re.search(
        rf"^[ \t]*[(\[]?((?:{OWN}[ \t]*,[ \t]*)*{OWN})[ \t]*,?[)\]]?[ \t]*="
        rf"[ \t]*{own}[ \t]*(?:#.*)?$",
        source,
        re.M,
    )
    if unpacked and ("," in unpacked[0].partition("=")[0] or "[" in unpacked[0].partition("=")[0]):
        return re.findall(r"\w+(?=[ \t]*(?:,|$))", unpacked[1])
    indices = [int(one) for one in re.findall(rf"(?<![\w.]){own}\[(\d+)\]", source)]
    if not indices or max(indices) >= MOST:
        return []
    alone = re.search(rf"^[ \t]*(\w+)[ \t]*=[ \t]*{own}\[0\][ \t]*$", source, re.M)
    first = alone[1] if alone and max(indices) == 0 else name
    return [first, *(f"{name}_{place}" for place in range(1, max(indices) + 1))]
