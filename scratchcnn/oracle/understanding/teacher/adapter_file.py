"""A teacher's adapter as a file: which ops it defines, read without running any of it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scratchcnn.oracle.cards.card import Kind
from scratchcnn.oracle.cards.table import card_of, cards
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.reading.sources import text_of
from scratchcnn.oracle.reading.syntax import syntax_problem
from scratchcnn.oracle.reading.unreadable import Unreadable
from scratchcnn.oracle.understanding.teacher.adapter_offers import offer_of

HOMEWORK = "homework"
OFFERS = "OFFERS"
# The parameter that an adapter's function may have in addition to its op's arguments.
RATE = "learning_rate"
NEEDED = ("x", "logits", "p", "log_p", "target")


class AdapterError(Exception):
    """An adapter that cannot be used; the message is a sentence for the teacher who wrote it."""


@dataclass(frozen=True)
class OpFunction:
    """One function of an adapter.

    Parameters
    ----------
    name
        Its name: that of its op; two underscores and a word may follow, to tell several apart.
    op
        The op that it turns homework into.
    parameters
        Its parameters after `homework`, and whether each is required.
    offer
        What may be varied.
    tree
        The syntax tree of the function.
    """

    name: str
    op: str
    parameters: Mapping[str, bool]
    offer: Offer
    tree: ast.FunctionDef


@dataclass(frozen=True)
class AdapterFile:
    """An adapter's file.

    Parameters
    ----------
    path
        Its path, as it was given.
    text
        Its content.
    tree
        The syntax tree of its content.
    functions
        Its functions that are named after ops.
    """

    path: Path
    text: str
    tree: ast.Module
    functions: tuple[OpFunction, ...]


def read_adapter(path: Path | str) -> AdapterFile:
    """Read an adapter, without running any of it.

    Raises
    ------
    AdapterError
        There is no such file, it is not Python, or it has no function that can be used.
    """
    path = Path(path)
    try:
        text = text_of(path)
    except (OSError, Unreadable) as error:
        raise AdapterError(f"the adapter {path} cannot be read: {error}") from None
    return parsed(path, text)


def parsed(path: Path, text: str) -> AdapterFile:
    """Return the adapter with this text; raise AdapterError as `read_adapter` does."""
    problem = syntax_problem(text)
    if problem is not None:
        raise AdapterError(f"{path}, line {problem[0]}: {problem[1]}")
    tree = ast.parse(text)
    written = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = [name for name, node in written.items() if is_op_function(path, node)]
    if not names:
        raise AdapterError(f"{path} has no function that is named after an op. {known()}")
    offers = offers_in(path, tree)
    for name in offers:
        if name not in names:
            raise AdapterError(f"{path}: {OFFERS} has {name!r}, but no function has that name")
    functions = [op_function(path, written[name], offers.get(name, {})) for name in names]
    return AdapterFile(path, text, tree, tuple(functions))


def op_of(name: str) -> str:
    """Return the op that a function is named after: "relu" for `relu__mine`."""
    return name.partition("__")[0]


def known() -> str:
    """Return the sentence that lists the names of the ops."""
    one = example("activation")
    return f"An op is one of {', '.join(cards())}; `{one}__mine` is another {one}."


def example(kind: Kind) -> str:
    """Return the name of an op of a kind, to serve as an example."""
    return next(name for name, card in cards().items() if card.kind == kind)


def is_op_function(path: Path, node: ast.FunctionDef) -> bool:
    """Return whether a function is to be judged; raise AdapterError if it only looks like it."""
    first = [one.arg for one in (*node.args.posonlyargs, *node.args.args)][:1]
    place = f"{path}, line {node.lineno}"
    if node.name.startswith("_"):
        return False
    if op_of(node.name) in cards():
        if first == [HOMEWORK]:
            return True
        raise AdapterError(f"{place}: the first parameter of {node.name} has to be `{HOMEWORK}`")
    if first == [HOMEWORK]:
        raise AdapterError(
            f"{place}: {node.name} is not an op. {known()} Helpers begin with an underscore."
        )
    return False


def op_function(path: Path, node: ast.FunctionDef, offered: Mapping[str, object]) -> OpFunction:
    """Return one function of an adapter, with its offer; raise AdapterError if it is not valid."""
    op, place = op_of(node.name), f"{path}, line {node.lineno}: {node.name}"
    if node.args.vararg or node.args.kwarg:
        raise AdapterError(f"{place}: its parameters have to be written out, without * and **")
    parameters = dict(parameters_of(node.args))
    allowed = (*card_of(op).arguments, RATE)
    for name in parameters:
        if name not in allowed:
            raise AdapterError(
                f"{place} has no argument `{name}`; it may have {', '.join(allowed)}"
            )
    needed = [name for name in card_of(op).arguments if name in NEEDED]
    needed += ["weight"] if "weight" in allowed and card_of(op).kind != "normalization" else []
    needed += ["kernel_size"] if "kernel_size" in allowed and "kernel_size" not in offered else []
    for name in needed:
        if name not in parameters:
            raise AdapterError(f"{place} has no parameter `{name}`")
    try:
        offer = offer_of(op, parameters, offered)
    except ValueError as error:
        raise AdapterError(f"{path}: {OFFERS}[{node.name!r}]: {error}") from None
    return OpFunction(node.name, op, parameters, offer, node)


def parameters_of(arguments: ast.arguments) -> Iterator[tuple[str, bool]]:
    """Yield the name of every parameter after the first, and whether it is required."""
    positional = [*arguments.posonlyargs, *arguments.args]
    free = len(positional) - len(arguments.defaults)
    for place, one in enumerate(positional[1:], start=1):
        yield one.arg, place < free
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield one.arg, default is None


def offers_in(path: Path, tree: ast.Module) -> dict[str, Mapping[str, object]]:
    """Return the dictionary OFFERS, which has to be a literal; an empty one if it is missing."""
    offers: object = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == OFFERS for target in node.targets
        ):
            try:
                offers = ast.literal_eval(node.value)
            except ValueError:
                place = f"{path}, line {node.lineno}"
                raise AdapterError(f"{place}: {OFFERS} is read, not run: write it out") from None
    if not isinstance(offers, dict) or not all(
        isinstance(name, str) and isinstance(one, dict) for name, one in offers.items()
    ):
        raise AdapterError(
            f"{path}: {OFFERS} has to be a dictionary of dictionaries, one for each function"
        )
    return offers
