"""What the parameters of schedules mean, by their names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scratchcnn.oracle.optimizers.names import NUMBER
from scratchcnn.oracle.schedules.kinds import WARMUP, WARMUP_COSINE, Kind
from scratchcnn.oracle.understanding.names.vocabulary import compact

Params: TypeAlias = Sequence[Mapping[str, Any]]

STEPS = (
    *("epoch", "epochnum", "epochi", "currentepoch", "curepoch", "currepoch", "numepoch", "ep"),
    *("globalstep", "iteration", "iter", "currentstep", "curstep", "currstep", "stepnum", "it"),
    *("currentiter", "curiter", "itr", "niter", "numupdates", "iternum", "stepcount", "t", "step"),
    *("e", "i", "n", "k", "epochidx", "stepidx", "x", "time", "iterations", "steps"),
)
RATES = {
    *("lr", "learningrate", "baselr", "initiallr", "initlr", "lr0", "learningrate0", "eta0"),
    *("initiallearningrate", "eta", "alpha0", "startlr", "lrstart", "maxlr", "lrmax", "etamax"),
    *("peaklr", "initlearningrate", "baselearningrate", "lrinit", "lrinitial", "lrbase"),
    *("initiallrate", "lrate", "initialrate", "learningrateinitial", "startlearningrate"),
    *("maxlearningrate", "peaklearningrate", "targetlr", "baserate", "rate0", "lrpeak", "alpha"),
    *("initialalpha", "lrate0", "originallr", "learningratebase", "etainit", "l0", "a0"),
}
LEAST = {
    *("etamin", "minlr", "lrmin", "endlr", "lrend", "finallr", "endlearningrate", "lrfinal"),
    *("minlearningrate", "minimumlr", "finallearningrate", "learningratemin", "minrate", "floorlr"),
    *("endrate", "finalrate", "learningrateend", "lrlow"),
}
GAMMA = {
    *("gamma", "drop", "dropfactor", "factor", "droprate", "decayfactor", "decay", "decayrate"),
    *("rate", "reduction", "ratio", "decaycoefficient", "multiplier", "k", "lrdecay", "decayratio"),
    *("dropratio", "reducefactor", "lrdecayrate", "lambda", "lambd", "lam"),
}
LENGTHS = {
    *(
        "tmax",
        "total",
        "totalsteps",
        "maxsteps",
        "decaysteps",
        "totalepochs",
        "epochs",
        "numepochs",
    ),
    *("nepochs", "maxepochs", "maxiter", "maxiters", "totaliters", "maxepoch", "totaliterations"),
    *(
        "numsteps",
        "nsteps",
        "decayepochs",
        "maxdecaysteps",
        "totaliter",
        "maxiterations",
        "maxstep",
    ),
    *("nepoch", "totalepoch", "totaltrainingsteps", "numtrainingsteps", "numiterations", "length"),
    *(
        "steps",
        "maxupdate",
        "totalnumsteps",
        "numiters",
        "iters",
        "tot",
        "n",
        "annealsteps",
        "period",
    ),
}
# Past the end of the training itself no rate is asked for.
OF_TRAINING = re.compile(
    r"total(?!iters)|epochs$|^max(?!decay)|^epoch|num|^n|length|^tot$|^iters$|^steps$"
)
MEANT: Mapping[str, set[str]] = {
    "lr": RATES,
    "gamma": GAMMA,
    "size": {
        *("stepsize", "size", "epochsdrop", "epochsperdrop", "dropevery", "decayevery", "every"),
        *("interval", "timeinterval", "period", "decaysteps", "dropepochs", "step", "decayepochs"),
        *("epochdrop", "decaystep", "stepepochs", "decayinterval", "epochsstep", "lrdecayepochs"),
        *("decayperiod", "epochstodrop", "dropperiod", "epochinterval", "stepsperdecay"),
    },
    "total": LENGTHS,
    "least": LEAST,
    "share": {"alpha"},
    "warm": {
        *("warmup", "warmupsteps", "warmupepochs", "warmupiters", "nwarmup", "numwarmupsteps"),
        *("warmupiterations", "warmupepoch", "warmupstep", "warm", "warmsteps", "nwarmupsteps"),
        *("warmepochs", "warmupperiod", "warmuptime", "warmupupdates", "warmupnum", "totaliters"),
    },
    "power": {"power", "p", "exponent", "degree", "pow", "powerfactor"},
    "start": {"startfactor"},
    "end": {"endfactor"},
    "milestones": {
        *("milestones", "boundaries", "steps", "decayepochs", "stepepochs", "epochs", "bounds"),
        *("boundary", "breakpoints", "milestone"),
    },
    "values": {"values", "lrs", "rates", "learningrates", "lrvalues"},
    "stairs": {"staircase", "stairs", "discrete"},
    "first": {*("warmupstartlr", "warmupinitlr", "warmuplr", "startlr", "initlr", "initiallr")},
}
# Of a warm-up, where it starts from; of a cosine in Keras, no rate.
BEGINNINGS = {
    *("startlr", "initlr", "initiallr", "warmupstartlr", "warmupinitlr", "lrstart", "lrinit"),
}
OPTIMIZERS = {"optimizer", "optim", "opt", "optimiser"}
# Numbers whose names can mean nothing else.
FIRST = ("share", "warm", "stairs", "values", "milestones")
# What is switched off, so that nothing but the formula is left; and so is a limit beside it.
OFF = {"cycle", "verbose", "restart", "cyclic"}


@dataclass(frozen=True)
class Meanings:
    """What the parameters of a schedule mean.

    Attributes
    ----------
    numbers : what a number means -> the name of the parameter
    step : the name of the parameter that takes the step; "" if there is none
    optimizer : the name of the parameter that takes the optimizer; "" if there is none
    off : what is switched off
    unknown : the required parameters of which the meaning is not known
    left : the other parameters of which it is not known
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    optimizer: str = ""
    off: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def meanings_of(kind: Kind, params: Params, *, with_step: bool) -> Meanings:
    """Return what parameters mean, by their names.

    Examples
    --------
    >>> params = [{"name": n, "required": True} for n in ("lr0", "epoch", "decay_rate", "why")]
    >>> from scratchcnn.oracle.schedules.kinds import EXPONENTIAL
    >>> found = meanings_of(EXPONENTIAL, params, with_step=True)
    >>> dict(found.numbers), found.step, found.unknown
    ({'lr': 'lr0', 'gamma': 'decay_rate'}, 'epoch', ('why',))
    """
    names = {str(one["name"]): plain_name(str(one["name"])) for one in params}
    step = ""
    if with_step:
        known = {plain: name for name, plain in reversed(names.items())}
        step = next((known[one] for one in STEPS if one in known), "")
    optimizer = next((name for name, plain in names.items() if plain in OPTIMIZERS), "")
    off = tuple(name for name, plain in names.items() if plain in OFF)
    taken = {step, optimizer, *off}
    numbers: dict[str, str] = {}
    for number in order(kind, set(names.values())):
        for name, plain in names.items():
            if name not in taken and plain in MEANT[meant_as(kind, number)]:
                numbers[number] = name
                taken.add(name)
                break
    if "least" not in kind.knows:
        limits = tuple(name for name, plain in names.items() if plain in LEAST)
        off += limits
        taken |= set(limits)
    other = [one for one in params if str(one["name"]) not in taken]
    return Meanings(
        numbers,
        step,
        optimizer,
        off,
        tuple(str(one["name"]) for one in other if one["required"]),
        tuple(str(one["name"]) for one in other if not one["required"]),
    )


def plain_name(name: str) -> str:
    """Return the letters of a name: beside a step t, T is how many there are."""
    return "total" if name == "T" else compact(name)


def meant_as(kind: Kind, number: str) -> str:
    """Return under which names a number is looked for: a warm-up starts from its least rate."""
    return "first" if kind is WARMUP and number == "least" else number


def order(kind: Kind, plain: set[str]) -> Iterator[str]:
    """Yield the numbers of a kind, those first whose names can mean nothing else."""
    rates = plain & RATES
    knows = kind.knows
    first: list[str] = [one for one in FIRST if one in knows]
    if "alpha" in plain and rates == {"alpha"}:
        first = [one for one in first if one != "share"]
    if kind in (WARMUP, WARMUP_COSINE) and len(rates) > 1 and rates & BEGINNINGS:
        first.append("least" if kind is WARMUP else "first")
    yield from first
    begins = kind in (WARMUP, WARMUP_COSINE)
    alone = len(rates) < 2 or not rates & BEGINNINGS
    for number in knows:
        doubtful = begins and alone and number == ("least" if kind is WARMUP else "first")
        if number not in first and not doubtful:
            yield number


def numbers_in(text: str) -> list[float]:
    """Return the numbers that stand in a source, but for 0.

    >>> numbers_in("0.1 * 0.5 ** (epoch // 10)")
    [0.1, 0.5, 10.0]
    """
    return [one for one in dict.fromkeys(map(float, NUMBER.findall(text))) if one]
