"""A teacher's adapter as a file: which ops it holds, read without running any of it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scratchcnn.oracle.cards.card import Kind
from scratchcnn.oracle.cards.table import card_of, cards
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.reading.cells import syntax_problem
from scratchcnn.oracle.reading.sources import Unreadable, text_of
from scratchcnn.oracle.understanding.teacher.adapter_offers import offer_of

HOMEWORK = "homework"
OFFERS = "OFFERS"
# What an adapter's function may take beside its op's own arguments.
RATE = "learning_rate"
NEEDED = ("x", "logits", "p", "target")


class AdapterError(Exception):
    """An adapter that cannot be used; the message is a sentence for the teacher who wrote it."""


@dataclass(frozen=True)
class OpFunction:
    """One function of an adapter.

    Parameters
    ----------
    name
        Its name: an op's, or an op's and two underscores with a word to tell several apart.
    op
        The op that it makes of homework.
    parameters
        Its parameters after `homework`, and whether each has to be given.
    offer
        What may be varied.
    tree
        The function as it is written.
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
        Where it is, as it was given.
    text
        What is in it.
    tree
        The same, parsed.
    functions
        Those that are named as ops.
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
        There is no such file, it is not Python, or it holds no function that can be used.
    """
    path = Path(path)
    try:
        text = text_of(path)
    except (OSError, Unreadable) as error:
        raise AdapterError(f"the adapter {path} cannot be read: {error}") from None
    return parsed(path, text)


def parsed(path: Path, text: str) -> AdapterFile:
    """Return what an adapter's text holds; AdapterError as `read_adapter`."""
    problem = syntax_problem(text)
    if problem is not None:
        raise AdapterError(f"{path}, line {problem[0]}: {problem[1]}")
    tree = ast.parse(text)
    written = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = [name for name, node in written.items() if is_op_function(path, node)]
    if not names:
        raise AdapterError(f"{path} holds no function that is named as an op. {known()}")
    offers = offers_in(path, tree)
    for name in offers:
        if name not in names:
            raise AdapterError(f"{path}: {OFFERS} has {name!r}, but no function is called so")
    functions = [op_function(path, written[name], offers.get(name, {})) for name in names]
    return AdapterFile(path, text, tree, tuple(functions))


def op_of(name: str) -> str:
    """Return the op that a function is named for: `relu__mine` is a relu."""
    return name.partition("__")[0]


def known() -> str:
    """Return the sentence that tells the names of the ops."""
    one = example("activation")
    return f"An op is one of {', '.join(cards())}; `{one}__mine` is another {one}."


def example(kind: Kind) -> str:
    """Return the name of an op of a kind, for an example."""
    return next(name for name, card in cards().items() if card.kind == kind)


def is_op_function(path: Path, node: ast.FunctionDef) -> bool:
    """Return whether a function is to be judged; AdapterError if it seems so and is not."""
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
            f"{place}: {node.name} is no op. {known()} A helper's name begins with an underscore."
        )
    return False


def op_function(path: Path, node: ast.FunctionDef, offered: Mapping[str, object]) -> OpFunction:
    """Return one function of an adapter, with what it offers."""
    op, place = op_of(node.name), f"{path}, line {node.lineno}: {node.name}"
    if node.args.vararg or node.args.kwarg:
        raise AdapterError(f"{place}: its parameters have to be written out: they are offers")
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
    """Yield the parameters after the first, and whether each has to be given."""
    positional = [*arguments.posonlyargs, *arguments.args]
    free = len(positional) - len(arguments.defaults)
    for place, one in enumerate(positional[1:], start=1):
        yield one.arg, place < free
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield one.arg, default is None


def offers_in(path: Path, tree: ast.Module) -> dict[str, Mapping[str, object]]:
    """Return the dictionary of offers, which has to be written out."""
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
            f"{path}: {OFFERS} has to be a dictionary of dictionaries, one for an op"
        )
    return offers
