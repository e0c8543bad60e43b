"""An op is its own file, its twin and its card: nothing else in the oracle mentions it by name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scratchcnn
from scratchcnn.oracle.cards.table import BY_NAME, FAMILIES, cards, rules

PACKAGE = Path(scratchcnn.__path__[0])
# Where ops may be mentioned: the cards, with the famous bugs beside them.
CARDS = PACKAGE / "oracle" / "cards"
MENTION = re.compile(rf"(?<![\w-])({'|'.join(cards())})(?![\w-])")


def mentions(source: str) -> Iterator[str]:
    """Yield every op that a module mentions: by a name, an attribute, or in a text it shows."""
    tree = ast.parse(source)
    documentation = {id(text) for text in docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documentation:
                yield from MENTION.findall(node.value)
        else:
            yield from (name for name in names_in(node) if name in cards())


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


def judging() -> Iterator[Path]:
    """Yield the modules of the oracle, of its commands and of grading, but for the cards."""
    for room in ("oracle", "commands", "grading"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if not path.is_relative_to(CARDS):
                yield path


def test_nothing_but_its_card_mentions_an_op() -> None:
    found = {
        str(path.relative_to(PACKAGE)): sorted(set(mentions(path.read_text("utf-8"))))
        for path in judging()
    }
    told = [f"{path} mentions {', '.join(ops)}" for path, ops in found.items() if ops]
    assert not told, "what is known of an op belongs on its card:\n" + "\n".join(told)


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
    assert set(cards()) - led - variants == {"cross_entropy"}
