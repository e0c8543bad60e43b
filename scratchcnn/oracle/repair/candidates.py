"""All edits of a function that are worth trying, the simplest first."""

import ast
from collections.abc import Callable, Iterator
from itertools import chain

from scratchcnn.oracle.repair import expressions, places, statements
from scratchcnn.oracle.repair.edit import Edit, together
from scratchcnn.oracle.repair.function import Function

RULES: tuple[Callable[[Function], Iterator[Edit]], ...] = (
    expressions.of_operators,
    expressions.of_signs,
    expressions.of_names,
    expressions.of_numbers,
    expressions.of_calls,
    statements.of_assignments,
    statements.of_indices,
    places.of_crops,
    places.of_slices,
    places.of_scope,
    places.of_subscripts,
    places.of_tuples,
    places.of_whole_operands,
    places.of_copies_first,
    statements.of_copies,
    statements.of_maxima,
    statements.of_factors,
    statements.of_terms,
    statements.of_products,
    statements.of_removal,
)
# From this cost on an edit is an idea by itself.
ALONE = 5
# As many edits of one kind are tried in pairs, and no more.
MOST_PAIRED = 12


def candidates(function: Function) -> list[tuple[Edit, str]]:
    """Return the edits of a function, each with the text that it leads to, the simplest first.

    Of several with one text the simplest; some do not parse, or mean what the function does.
    """
    single = list(chain.from_iterable(rule(function) for rule in RULES))
    found = [*single, *as_one_idea(function, single)]
    found.sort(key=lambda edit: (edit.cost, len(edit.changes)))
    texts: dict[str, Edit] = {}
    for edit in found:
        texts.setdefault(edit.applied(function.text), edit)
    return [(edit, text) for text, edit in texts.items() if text != function.text]


def as_one_idea(function: Function, single: list[Edit]) -> Iterator[Edit]:
    """Yield edits of one kind together: of one subscript, one statement, the function, in pairs."""
    kinds: dict[str, list[Edit]] = {}
    for edit in single:
        # One factor stands in one place.
        if edit.cost < ALONE:
            kinds.setdefault(edit.rule, []).append(edit)
    spans = list(dict.fromkeys(containers(function)))
    for edits in kinds.values():
        groups: dict[tuple[Edit, ...], None] = {}
        for start, end in spans:
            inside = tuple(
                one for one in edits if start <= one.changes[0].start and one.changes[-1].end <= end
            )
            if len(inside) > 1:
                groups[inside] = None
        if len(edits) <= MOST_PAIRED:
            groups |= dict.fromkeys(
                (one, other) for index, one in enumerate(edits) for other in edits[:index]
            )
        for group in groups:
            whole = together(group)
            if whole is not None:
                yield whole


def containers(function: Function) -> Iterator[tuple[int, int]]:
    """Yield where subscripts, statements and the function itself begin and end."""
    for statement in function.statements:
        yield function.span(statement)
        for node, _ in function.expressions(statement):
            if isinstance(node, ast.Subscript):
                yield function.span(node)
    yield 0, len(function.text)
