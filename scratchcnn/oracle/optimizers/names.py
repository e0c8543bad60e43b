"""What the names of optimizers and of their hyperparameters mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.optimizers.descent import MOMENTUM, NESTEROV, SGD
from scratchcnn.oracle.cards.optimizers.formula import Rule
from scratchcnn.oracle.cards.optimizers.moments import ADAM, ADAMW, NADAM
from scratchcnn.oracle.cards.optimizers.scaled import ADADELTA, ADAGRAD, RMSPROP
from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

# The first that a name contains is meant.
RULES: Sequence[tuple[str, Rule]] = (
    ("adamw", ADAMW),
    ("nadam", NADAM),
    ("nesterovadam", NADAM),
    ("adadelta", ADADELTA),
    ("adagrad", ADAGRAD),
    ("rmsprop", RMSPROP),
    ("rootmeansquareprop", RMSPROP),
    ("adam", ADAM),
    ("nesterov", NESTEROV),
    ("nag", NESTEROV),
    ("momentum", MOMENTUM),
    ("sgd", SGD),
    ("gradientdescent", SGD),
)
# Rules of other names, and what only has to do with optimizers.
OTHERS = re.compile(
    r"adamax|radam|adabelief|amsgrad|nosadam|lazyadam|sparse|schedul|test|plot|compare|train|fit"
    r"|init|accuracy|loss|regress|classif|batchnorm|layer|model|network|grid|svrg|swa|config"
)
OPS = tuple(dict.fromkeys(rule.op for _, rule in RULES))
MEANT: Mapping[str, set[str]] = {
    "momentum": {
        "momentum",
        "mu",
        "mom",
        "gamma",
        "beta",
        "rho",
        "momentumrate",
        "beta1",
        "momentumfactor",
        "momentumcoefficient",
    },
    "rho": {"rho", "decayrate", "gamma", "beta", "alpha", "discount", "beta2", "smoothing"},
    "beta1": {"beta1", "b1", "rho1", "decay1", "betaone", "momentum", "mu"},
    "beta2": {"beta2", "b2", "rho2", "decay2", "betatwo", "rho"},
    "eps": {"eps", "epsilon", "epsi", "e", "ep", "fuzz", "delta", "smoothterm"},
    "weight_decay": {"weightdecay", "wd", "l2", "lambda", "lambd", "weightdecayrate", "l2reg"},
}
SURELY_MOMENTUM = {"momentum", "mu", "mom", "momentumrate", "momentumfactor"}
RATES = {"lr", "learningrate", "eta", "stepsize", "alpha", "rate", "learnrate", "lrate"}
NUMBER = re.compile(
    r"(?<![\w.])(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)(?![\w.])", re.IGNORECASE
)


def rule_named(name: str) -> Rule | None:
    """Return the rule that a class or function is named after; None if it is none.

    Examples
    --------
    >>> [rule_named(name).op for name in ("OptimizerAdam", "sgd_momentum", "RMSpropOptimizer")]
    ['adam', 'sgd', 'rmsprop']
    >>> rule_named("AdamScheduler"), rule_named("RAdam"), rule_named("Dense")
    (None, None, None)
    """
    plain = re.sub("optimi[sz]er|optim|^my", "", compact(name))
    if OTHERS.search(plain):
        return None
    # Three letters may stand in many names.
    return next(
        (rule for part, rule in RULES if part == plain or (part in plain and part != "nag")), None
    )


@dataclass(frozen=True)
class Meanings:
    """What the parameters of an optimizer mean.

    Attributes
    ----------
    rate : the name of the learning rate; "" if there is none
    numbers : the hyperparameters that can be given -> their names
    betas : the name of the pair of both; "" if there is none
    nesterov : the name of the switch; "" if there is none
    zero : what is given as 0, so that nothing but the rule is left: a decay of the learning rate
    """

    rate: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    betas: str = ""
    nesterov: str = ""
    zero: tuple[str, ...] = ()


def meanings_of(rule: Rule, params: Sequence[tuple[str, Any]]) -> Meanings:
    """Return what parameters mean, by their names and defaults.

    Examples
    --------
    >>> found = meanings_of(ADAM, [("lr", 0.1), ("beta_1", 0.9), ("decay", 0.0), ("eps", 1e-8)])
    >>> found.rate, dict(found.numbers), found.zero
    ('lr', {'beta1': 'beta_1', 'eps': 'eps'}, ('decay',))
    """
    names = {name: compact(name) for name, _ in params}
    rates = [name for name, plain in names.items() if role_of(name) == "lr" or plain in RATES]
    # `alpha` may be the share of an average beside a learning rate of another name.
    rates.sort(key=lambda name: names[name] == "alpha")
    rate = rates[0] if rates else ""
    numbers: dict[str, str] = {}
    # What is named after no momentum has one only if it says so.
    wanted = rule.numbers if rule is not SGD else ("momentum",)
    for number in (*wanted, "weight_decay"):
        meant = MEANT[number] if rule is not SGD or number != "momentum" else SURELY_MOMENTUM
        for name, plain in names.items():
            if name != rate and name not in numbers.values() and plain in meant:
                numbers.setdefault(number, name)
    decays = [name for name, plain in names.items() if plain in ("decay", "lrdecay")]
    if "rho" in rule.numbers and "rho" not in numbers and decays:
        numbers["rho"] = decays.pop()
    return Meanings(
        rate,
        numbers,
        next((name for name, plain in names.items() if plain == "betas"), ""),
        next((name for name, plain in names.items() if "nesterov" in plain), ""),
        tuple(decays),
    )


def numbers_in(text: str) -> Iterator[float]:
    """Yield the numbers that stand in a source, but for 0 and 1."""
    seen = set()
    smallest = (2.0**-52, 2.0**-23) if "finfo" in text or ".epsilon" in text else ()
    for value in (*map(float, NUMBER.findall(text)), *smallest):
        if 0 < value < 1 and value not in seen:
            seen.add(value)
            yield value
