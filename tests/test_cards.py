"""An op is its own file, its twin and its card: nothing else in the oracle mentions it by name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scratchcnn
from scratchcnn.oracle.cards.table import BY_NAME, FAMILIES, cards, expressions, layers, rules

pytestmark = pytest.mark.one_python

PACKAGE = Path(scratchcnn.__path__[0])
# Where ops may be mentioned: the cards, with the famous bugs beside them.
CARDS = PACKAGE / "oracle" / "cards"
# Ops whose names mean other things, too: a layer that is not judged, `np.pad`, the command.
ORDINARY = {"pad", "cat", "dropout", "embedding"}
OPS = set(cards()) - ORDINARY
MENTION = re.compile(rf"(?<![\w-])({'|'.join(sorted(OPS))})(?![\w-])")


def mentions(source: str) -> Iterator[str]:
    """Yield every op that a module mentions: by a name, an attribute, or in a text it shows."""
    tree = ast.parse(source)
    documentation = {id(text) for text in docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documentation:
                yield from MENTION.findall(node.value)
        else:
            yield from (name for name in names_in(node) if name in OPS)


def guesses(source: str) -> Iterator[str]:
    """Yield every line that guesses what an op is from a piece of its name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(is_an_op, sides)) and any(map(is_text, sides)):
                yield ast.unparse(node)
        elif isinstance(node, ast.Attribute) and is_an_op(node.value) and hasattr(str, node.attr):
            yield ast.unparse(node)


def is_an_op(node: ast.expr) -> bool:
    """Whether an expression is called an op: `op`, `plan.op`."""
    return "op" in (getattr(node, "id", None), getattr(node, "attr", None))


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a text, or some texts."""
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts)


def docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the identifiers of one node."""
    for field in ("id", "attr", "name", "arg", "asname"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name


# Functions of PyTorch and JAX, by the names that they have there, whatever ops there are here.
OF_LIBRARIES = [
    PACKAGE / "oracle/process/worker/imports" / name for name in ("torch_calls.py", "jax_calls.py")
]


def judging() -> Iterator[Path]:
    """Yield the modules of the oracle, of its commands and of grading, but for the cards."""
    for room in ("oracle", "commands", "grading"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if not path.is_relative_to(CARDS) and path not in OF_LIBRARIES:
                yield path


def test_nothing_but_its_card_mentions_an_op() -> None:
    found = {
        str(path.relative_to(PACKAGE)): sorted(set(mentions(path.read_text("utf-8"))))
        for path in judging()
    }
    told = [f"{path} mentions {', '.join(ops)}" for path, ops in found.items() if ops]
    assert not told, "what is known of an op belongs on its card:\n" + "\n".join(told)


def test_nothing_but_its_card_guesses_what_an_op_is_from_its_name() -> None:
    told = [
        f"{path.relative_to(PACKAGE)}: {guess}"
        for path in judging()
        for guess in guesses(path.read_text("utf-8"))
    ]
    assert not told, "ask the card of the op, not its name:\n" + "\n".join(told)


@pytest.mark.parametrize(
    "source",
    [
        "pools = 'pool' in op",
        "plan.op == 'relu'",
        "one.op not in ('tanh', 'sigmoid')",
        "op.startswith('conv')",
        "plan.op.endswith('2d')",
        "op.upper()",
    ],
)
def test_a_guess_is_seen(source: str) -> None:
    assert list(guesses(source))


@pytest.mark.parametrize(
    "source", ["op in cards()", "plan.op == op", "card_of(op).kind == 'dense'"]
)
def test_asking_the_table_is_no_guess(source: str) -> None:
    assert not list(guesses(source))


@pytest.mark.parametrize(
    "source",
    [
        "POOLS = ('max_pool2d', 'avg_pool2d')",
        "def relu(x): ...",
        "twin = twins.conv2d",
        "from reference.ops import linear",
        "message = f'{name}: no softmax here'",
    ],
)
def test_a_mention_is_seen(source: str) -> None:
    assert list(mentions(source))


def test_documentation_may_give_an_example() -> None:
    assert not list(mentions('def bound(call):\n    """Bound what sums, such as linear."""'))


def test_every_family_has_its_place_among_the_names() -> None:
    assert sorted(map(str, FAMILIES)) == sorted(map(str, BY_NAME))


def test_names_lead_to_ops_that_there_are() -> None:
    assert {op for rule in rules() for op in rule.ops} <= set(cards())


def test_every_op_is_led_to_by_a_name_or_made_of_others() -> None:
    led = {op for rule in rules() for op in rule.ops}
    variants = {card.with_gradient_of_logits for card in cards().values()}
    # Homework says "cross-entropy" of either kind; ours alone is the one of an op protocol.
    assert {card.name for card in layers()} - led - variants == {"cross_entropy"}


def test_no_name_leads_to_an_expression_of_an_engine() -> None:
    assert {card.kind for card in expressions()} == {"engine"}
    assert not {op for rule in rules() for op in rule.ops} & {card.name for card in expressions()}
