"""What names of optimizers and of their numbers mean."""

import pytest

from scratchcnn.oracle.cards.optimizers.descent import MOMENTUM, NESTEROV, SGD
from scratchcnn.oracle.cards.optimizers.formula import Rule
from scratchcnn.oracle.cards.optimizers.moments import ADAM, ADAMW, NADAM
from scratchcnn.oracle.cards.optimizers.scaled import ADADELTA, ADAGRAD, RMSPROP
from scratchcnn.oracle.optimizers.names import meanings_of, numbers_in, rule_named


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Optimizer_Adam", ADAM),
        ("AdamOptimizer", ADAM),
        ("update_parameters_with_adam", ADAM),
        ("AdamW", ADAMW),
        ("Nadam", NADAM),
        ("RMSprop", RMSPROP),
        ("ADAGRAD", ADAGRAD),
        ("AdaDelta", ADADELTA),
        ("sgd_momentum", MOMENTUM),
        ("SGDNesterov", NESTEROV),
        ("NAG", NESTEROV),
        ("StochasticGradientDescent", SGD),
        ("MySGD", SGD),
    ],
)
def test_an_optimizer_is_known_by_its_name(name: str, rule: Rule) -> None:
    assert rule_named(name) is rule


@pytest.mark.parametrize(
    "name", ["Dense", "Adamax", "RAdam", "AdamScheduler", "test_adam", "initialize_adam", "Imaging"]
)
def test_what_has_another_name_is_none(name: str) -> None:
    assert rule_named(name) is None


@pytest.mark.parametrize(
    ("rule", "names", "rate", "numbers"),
    [
        (SGD, ["lr", "momentum", "weight_decay"], "lr", {"momentum", "weight_decay"}),
        # What `gamma` is of plain gradient descent, nobody knows.
        (SGD, ["eta", "gamma"], "eta", set()),
        (RMSPROP, ["lr", "alpha", "eps"], "lr", {"rho", "eps"}),
        (RMSPROP, ["alpha", "decay"], "alpha", {"rho"}),
        (ADAM, ["learning_rate", "mu", "rho"], "learning_rate", {"beta1", "beta2"}),
        (ADAM, ["alpha", "beta1", "beta2", "epsilon"], "alpha", {"beta1", "beta2", "eps"}),
    ],
)
def test_numbers_are_known_by_their_names(
    rule: Rule, names: list[str], rate: str, numbers: set[str]
) -> None:
    found = meanings_of(rule, [(name, None) for name in names])
    assert (found.rate, set(found.numbers)) == (rate, numbers)


def test_numbers_are_read_from_a_source() -> None:
    text = "a = 0.9 * b1 + 1e-8 - x.5 + 2 + .25 + 1.0; c = 0.9"
    assert sorted(numbers_in(text)) == [1e-8, 0.25, 0.9]
    assert 2.0**-52 in set(numbers_in("np.finfo(float).eps"))
