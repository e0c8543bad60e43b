"""What the dense layers of a homework say of its other layers: how samples lie in arrays.

By itself, a sum over axis 0 or over all entries may be meant for columns, for rows or for one
vector. Beside a dense layer that takes several rows, or several columns, it is meant for these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    because,
    completed,
    described,
)
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, RIGHT, Outcome
from scratchcnn.oracle.understanding.calls.searching.columns import SINGLE, form_of, on_columns
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS


def in_company(runner: Runner, found: Sequence[Understood]) -> Iterator[Understood]:
    """Yield the layers of a homework, each as its dense layers make it likely."""
    rows = next((one for one in found if one.of_rows and is_plainly_dense(one.op)), None)
    columns = next((one for one in found if is_plainly_dense(one.op) and takes_columns(one)), None)
    for one in found:
        if rows is not None:
            yield of_rows(runner, one, rows)
        elif columns is not None:
            yield of_columns(runner, one, columns)
        else:
            yield one


def of_rows(runner: Runner, one: Understood, rows: Understood) -> Understood:
    """Return a softmax understood again, for rows: after them, another axis is a wrong one."""
    if one.plan is None or one.sought is None:
        return one
    if not one.plan.card.coupled or form_of(one.plan) == "same":
        return one
    # Only the most likely backward pass: which one it is was decided before.
    sought = replace(one.sought, partners=one.sought.partners[:1])
    search = search_forward(runner, sought, one.op, frozenset(FORMS["ND"]) - {"ND"})
    if search.best is None or search.best.rank == FAILED:
        return one
    return because(
        completed(runner, sought, search), f"rows, as {rows.layer.implementation} takes them"
    )


def of_columns(runner: Runner, one: Understood, columns: Understood) -> Understood:
    """Return a softmax or loss that takes one sample understood again, if it takes several."""
    if one.plan is None or one.setting is None or one.sought is None:
        return one
    if form_of(one.plan) not in SINGLE or not (one.plan.card.coupled or one.plan.card.loss):
        return one
    several = on_columns(runner, Outcome(RIGHT, one.plan, one.setting), one.sought)
    if several is None or several.plan.unread:
        return one
    anew = replace(described(runner, one.sought, several), right=True)
    return because(anew, f"columns, as {columns.layer.implementation} takes them")


def takes_columns(one: Understood) -> bool:
    """Return whether a layer takes several columns."""
    return one.plan is not None and form_of(one.plan) == "DN"


def is_plainly_dense(op: str) -> bool:
    """Return whether an op is a dense layer without a softmax or a loss behind it."""
    return bool(op) and card_of(op).kind == "dense" and card_of(op).logits is None
