"""The formulas of schedules beside PyTorch's, and mistakes beside every formula that is right."""

from typing import Any

import pytest

from scratchcnn.oracle.schedules.judging import COUNT, SETTINGS
from scratchcnn.oracle.schedules.kinds import OFF_BY_ONE, Kind, Variant, variants
from scratchcnn.oracle.schedules.matching import DOUBLE, Seen
from scratchcnn.oracle.schedules.names import KINDS, LINEAR
from scratchcnn.oracle.schedules.pytorch import ARGUMENTS, in_pytorch
from scratchcnn.oracle.schedules.words import OWN

EVERY = list({id(kind): kind for kind in (*(kind for _, kind in KINDS), LINEAR)}.values())
OF_PYTORCH = [kind for kind in EVERY if kind.twin]
FORMS = [
    pytest.param(kind, steps_itself, id=f"{kind.op}-{'counts' if steps_itself else 'is told'}")
    for kind in EVERY
    for steps_itself in (False, True)
]


def numbers_of(kind: Kind, setting: int) -> dict[str, Any]:
    return {name: SETTINGS[setting][name] for name in kind.knows}


def all_of(kind: Kind, *, steps_itself: bool) -> list[Variant]:
    switched = "stairs" in kind.knows
    return list(variants(kind, steps_itself=steps_itself, switched=switched))


def taken_for(mistake: Variant, right: Variant, *, steps_itself: bool) -> bool:
    """Return whether the rates of a mistake are those of a right formula, as far as it says."""
    for setting in range(len(SETTINGS)):
        numbers = numbers_of(mistake.kind, setting)
        rates = mistake.rates(numbers, COUNT)
        if steps_itself:
            # Before the first call there is the rate of the optimizer.
            rates[0] = numbers.get("lr", rates[0])
        seen = Seen(numbers, rates, DOUBLE)
        if seen.far(right.rates(numbers, COUNT), right.unasked, COUNT) >= 0:
            return False
    return True


@pytest.mark.parametrize("kind", OF_PYTORCH, ids=lambda kind: kind.op)
@pytest.mark.parametrize("setting", range(len(SETTINGS)))
def test_a_formula_gives_the_rates_of_pytorch(kind: Kind, setting: int) -> None:
    numbers = dict(SETTINGS[setting])
    numbers = {name: numbers[name] for name in (*ARGUMENTS[kind.twin], "lr") if name in kind.knows}
    theirs = in_pytorch(kind, numbers, COUNT)
    assert theirs is not None
    first = next(variants(kind, steps_itself=False, switched=False))
    assert not first.told
    assert first.rates(numbers, COUNT) == pytest.approx(theirs, rel=1e-9, abs=1e-15)


def test_with_numbers_that_pytorch_does_not_have_it_has_no_rates() -> None:
    (kind,) = (one for one in EVERY if one.op == "cosine_annealing_lr")
    assert in_pytorch(kind, {"lr": 0.1, "total": 5, "share": 0.2}, COUNT) is None
    assert in_pytorch(kind, {"lr": 0.1, "total": 5.5}, COUNT) is None


@pytest.mark.parametrize(("kind", "steps_itself"), FORMS)
def test_a_mistake_in_the_formula_of_pytorch_is_taken_for_no_right_one(
    kind: Kind, steps_itself: bool
) -> None:
    every = all_of(kind, steps_itself=steps_itself)
    alike = [
        (one.bug, one.choices, other.told)
        for one in every
        for other in every
        if one.bug and not one.told and not other.bug
        # A step too early may be counted from 1, or a boundary that has the new value.
        if not (one.bug == OFF_BY_ONE and (other.shift == 1 or "boundary" in other.choices))
        if taken_for(one, other, steps_itself=steps_itself)
    ]
    assert alike == []


@pytest.mark.parametrize(("kind", "steps_itself"), FORMS)
def test_every_mistake_has_its_words(kind: Kind, steps_itself: bool) -> None:
    every = all_of(kind, steps_itself=steps_itself)
    assert {one.bug for one in every if one.bug} <= set(OWN)


def test_every_word_is_that_of_a_mistake() -> None:
    from scratchcnn.oracle.schedules.kinds import COURSE, COURSE_IN_STAIRS

    found = {
        one.bug
        for kind in (*EVERY, COURSE, COURSE_IN_STAIRS)
        for steps_itself in (False, True)
        for one in all_of(kind, steps_itself=steps_itself)
    }
    assert found - {""} == set(OWN)


def test_what_is_no_number_in_both_is_the_same() -> None:
    seen = Seen({}, [float("nan"), 1.0])
    assert seen.far([float("nan"), 1.0], 0, 2) == -1
    assert seen.far([1.0, 1.0], 0, 2) == 0
