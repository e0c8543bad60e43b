"""The corpus of homework: every bug is found and named, and nothing else is blamed.

Of the first 223 labelled bugs the first matcher found 213 and named 190, with 3 false alarms; this
one finds and names all, with none.
"""

from importlib.util import find_spec
from typing import Any

import pytest
from corpus import Homework, corpus, score
from lots import by_lot

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target

# These are judged in every run.
ALWAYS = (
    "pytorch_like/wrong_softmax_axis.py",
    "others/several_files_wrong",
)

# What computes with a library can be judged where that is installed.
NEEDS = {"jax": "jax", "jax_custom_vjp": "jax", "numba": "numba"}
# The seconds after which no more cases are drawn than the least, and how many those are: what is
# found there is found on more. Right homework of other hands, `test_right_homework.py`, is judged
# on all.
LEAST = 1e-9
FEW = 8
# What one refuses, even filters, and where the other's gradient is not that of its own output,
# among large values, is seldom among the least.
ALL_CASES = (
    "same_with_stride/right_odd_filters.py",
    "saito/wrong_padding_hard_coded.py",
    "pytorch_like/wrong_softmax_axis.py",
)
# As many cases of JAX's: XLA compiles every shape anew.
OF_JAX = 4
# One in so many is judged under the marker `slow`, and all others under `exhaustive`. Of what is
# right, all: it is never to be called wrong.
OF_WRONG = 3


def marked(homework: Homework) -> Any:
    one_in = 1 if homework.label["verdict"] == "ok" else OF_WRONG
    marks = [] if homework.id in ALWAYS else [*by_lot(homework.id, one_in)]
    library = NEEDS.get(homework.family)
    if library is not None:
        missing = find_spec(library) is None
        marks.append(pytest.mark.skipif(missing, reason=f"{library} is not installed"))
    return pytest.param(homework, id=homework.id, marks=marks)


@pytest.mark.parametrize("homework", list(map(marked, corpus())))
@pytest.mark.usefixtures("not_smaller")
def test_homework_is_judged_as_its_label_says(
    homework: Homework, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings()
    if homework.id not in ALL_CASES:
        few = OF_JAX if NEEDS.get(homework.family) == "jax" else FEW
        monkeypatch.setattr("scratchcnn.oracle.judging.MINIMUM", few)
        settings = Settings(budget=LEAST)
    found = score(homework, judge_target(str(homework.path), settings))
    assert not found.missed, f"not found: {found.missed}"
    assert not found.unnamed, f"named otherwise: {found.unnamed}"
    assert not found.alarms, f"false alarms: {found.alarms}"
    assert not found.unjudged, f"not judged: {found.unjudged}"
    assert found.verdict_right


def test_every_family_has_right_homework_and_six_wrong_ones() -> None:
    families: dict[str, list[str]] = {}
    for homework in corpus():
        families.setdefault(homework.family, []).append(homework.label["verdict"])
    families.pop("others")
    assert len(families) == 84
    assert all("ok" in verdicts and verdicts.count("wrong") >= 6 for verdicts in families.values())


def test_every_kind_of_bug_is_in_the_corpus() -> None:
    from scratchcnn.oracle.cards.bugs import BUGS
    from scratchcnn.oracle.dropouts.words import OWN as OF_DROPOUT
    from scratchcnn.oracle.networks.words import OWN
    from scratchcnn.oracle.optimizers.words import OWN as OF_OPTIMIZERS
    from scratchcnn.oracle.schedules.words import OWN as OF_SCHEDULES

    entries = [
        entry
        for homework in corpus()
        for kind in ("wrong", "convention")
        for entry in homework.label.get(kind, ())
    ]
    assert {entry["bug"] for entry in entries} == {
        *(bug.id for bug in BUGS),
        *OWN,
        *OF_OPTIMIZERS,
        *OF_DROPOUT,
        *OF_SCHEDULES,
    }
