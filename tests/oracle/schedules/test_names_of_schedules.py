"""What names of schedules and of their parameters mean."""

import pytest

from scratchcnn.oracle.schedules.kinds import (
    COSINE,
    COURSE,
    COURSE_IN_STAIRS,
    EXPONENTIAL,
    INVERSE,
    LINEAR,
    LINEAR_DECAY,
    MULTI_STEP,
    PIECEWISE,
    POLYNOMIAL,
    STEP,
    WARMUP,
    WARMUP_COSINE,
    Kind,
)
from scratchcnn.oracle.schedules.meanings import meanings_of, numbers_in
from scratchcnn.oracle.schedules.names import is_of_another_kind, kind_named


def params(*names: str, required: bool = True) -> list[dict[str, object]]:
    return [{"name": name, "required": required} for name in names]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("StepLR", STEP),
        ("step_decay", STEP),
        ("LRStepScheduler", STEP),
        ("MultiStepLR", MULTI_STEP),
        ("PiecewiseConstantDecay", PIECEWISE),
        ("exp_lr_scheduler", EXPONENTIAL),
        ("ExponentialDecay", EXPONENTIAL),
        ("CosineAnnealingLR", COSINE),
        ("cosine_decay", COSINE),
        ("cosine_decay_with_warmup", WARMUP_COSINE),
        ("warmup_cosine", WARMUP_COSINE),
        ("linear_warmup", WARMUP),
        ("WarmupScheduler", WARMUP),
        ("PolynomialLR", POLYNOMIAL),
        ("linear_decay", LINEAR_DECAY),
        ("InverseTimeDecay", INVERSE),
        ("time_based_decay", INVERSE),
    ],
)
def test_a_schedule_is_known_by_its_name(name: str, kind: Kind) -> None:
    assert kind_named(name, [], "") is kind


@pytest.mark.parametrize(
    "name",
    ["Linear", "cosine_similarity", "train_step", "Cosine", "step", "polynomial_features", "decay"],
)
def test_what_has_another_name_is_none(name: str) -> None:
    assert kind_named(name, params("x", "y"), "") is None


def test_the_name_of_a_kind_alone_is_enough_beside_a_learning_rate() -> None:
    assert kind_named("Polynomial", params("initial_lr", "steps"), "") is POLYNOMIAL
    assert kind_named("Polynomial", params("degree"), "") is None


def test_the_functions_of_the_course_are_known_by_their_parameters_too() -> None:
    three = ("learning_rate0", "epoch_num", "decay_rate")
    assert kind_named("update_lr", params(*three), "") is COURSE
    assert kind_named("update_lr", params("optimizer"), "") is None
    assert kind_named("schedule_lr_decay", params(*three, "time_interval"), "") is COURSE_IN_STAIRS


def test_parameters_tell_kinds_of_one_name_apart() -> None:
    assert kind_named("LinearLR", params("start_factor", "end_factor"), "") is LINEAR
    assert kind_named("CosineScheduler", params("total_steps", "warmup_steps"), "") is WARMUP_COSINE


def test_what_watches_a_loss_or_turns_in_cycles_is_of_another_kind() -> None:
    assert is_of_another_kind("ReduceLROnPlateau", params("optimizer"))
    assert is_of_another_kind("CyclicLR", params("base_lr", "max_lr"))
    assert not is_of_another_kind("CyclicPadding", params("x"))


def test_parameters_mean_what_their_names_say() -> None:
    found = meanings_of(COSINE, params("t", "T", "lr_max", "lr_min"), with_step=True)
    assert found.numbers == {"lr": "lr_max", "total": "T", "least": "lr_min"}
    assert (found.step, found.unknown) == ("t", ())


def test_alpha_is_a_share_of_a_cosine_beside_a_rate_and_else_the_rate() -> None:
    keras = meanings_of(
        COSINE, params("initial_learning_rate", "decay_steps", "alpha"), with_step=False
    )
    assert keras.numbers["share"] == "alpha"
    alone = meanings_of(COSINE, params("alpha", "t_max"), with_step=False)
    assert alone.numbers["lr"] == "alpha"


def test_a_warm_up_begins_with_the_lower_of_two_rates() -> None:
    found = meanings_of(WARMUP, params("step", "warmup_steps", "init_lr", "max_lr"), with_step=True)
    assert (found.numbers["least"], found.numbers["lr"]) == ("init_lr", "max_lr")


def test_a_limit_beside_a_formula_that_has_none_is_switched_off() -> None:
    found = meanings_of(EXPONENTIAL, params("lr", "gamma", "min_lr"), with_step=False)
    assert (found.off, found.unknown) == (("min_lr",), ())


def test_what_is_not_understood_is_told_apart_by_whether_it_is_required() -> None:
    every = [*params("lr", "gamma", "why"), *params("last_epoch", required=False)]
    found = meanings_of(EXPONENTIAL, every, with_step=False)
    assert (found.unknown, found.left) == (("why",), ("last_epoch",))


def test_numbers_are_read_from_a_source() -> None:
    assert numbers_in("0.1 * drop ** (epoch // 10) + 0") == [0.1, 10.0]
