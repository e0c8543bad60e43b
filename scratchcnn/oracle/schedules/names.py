"""What the names of schedules mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

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
from scratchcnn.oracle.schedules.meanings import LENGTHS, MEANT, OPTIMIZERS, RATES
from scratchcnn.oracle.understanding.names.vocabulary import compact

Params: TypeAlias = Sequence[Mapping[str, Any]]

# What follows the name of a kind: `cosine` alone may be a similarity, `step` anything.
OF_RATES = r"(decay|anneal|sched|lr|learningrate|rate)"
# The first that a name matches is meant.
KINDS: Sequence[tuple[str, Kind]] = (
    (rf"warmup.*cos|cos\w*{OF_RATES}?\w*warmup", WARMUP_COSINE),
    (rf"cos(ine)?{OF_RATES}|{OF_RATES}cos(ine)?$", COSINE),
    (r"^(lin(ear)?)?(lr)?warmup|lin(ear)?\w*warmup|warmuplinear|^gradualwarmup", WARMUP),
    (rf"multistep{OF_RATES}|{OF_RATES}multistep|multistep$", MULTI_STEP),
    (rf"piecewiseconstant|piecewise{OF_RATES}", PIECEWISE),
    (rf"poly(nomial)?{OF_RATES}|{OF_RATES}poly(nomial)?$", POLYNOMIAL),
    (rf"lin(ear)?{OF_RATES}|{OF_RATES}lin(ear)?$", LINEAR_DECAY),
    (r"inversetime|timebased|time(lr)?decay|inversedecay|hyperbolicdecay", INVERSE),
    (rf"exp(onential)?{OF_RATES}|{OF_RATES}exp(onential)?$", EXPONENTIAL),
    (rf"(^|lr|rate)step(wise|based)?{OF_RATES}|(lr|decay)step$|^staircase|dropbased", STEP),
)
# The name of a kind alone, where parameters say that it is about learning rates.
ALONE = re.compile(r"(cosine|cosineannealing|exponential|polynomial|inversetime|multistep|step)")
OP_NAMES = tuple(dict.fromkeys(kind.op for kind in (*(kind for _, kind in KINDS), LINEAR)))
# What is no schedule, or one of no kind above.
OTHERS = re.compile(
    r"test|plot|compare|train|fit|optimi[sz]er|sgd|adam|rmsprop|plateau|cycl|noam|restart|momentum"
    r"|weightdecay|dropout|loss|layer|model|network|regress|regulari|similar|distance|embed|sqrt"
    r"|root|gamma$|epsilon|temperature|beta|demo|main|run|check|show|print|example|make|build"
)
# Kinds of which no formula is known here.
UNLIKE = re.compile(r"plateau|cyclic|onecycle|triangular|noam|warmrestarts|sgdr")


def kind_named(name: str, params: Params, source: str) -> Kind | None:
    """Return the kind that a class or function is named after; None if it is none.

    Examples
    --------
    >>> [kind_named(n, [], "").op for n in ("StepLR", "cosine_decay", "exp_lr_scheduler")]
    ['step_lr', 'cosine_annealing_lr', 'exponential_lr']
    >>> [kind_named(n, [], "") for n in ("CosineSimilarity", "train_step", "Linear")]
    [None, None, None]
    """
    plain = compact(name)
    names = {compact(str(one["name"])) for one in params}
    if plain == "updatelr" and {"learningrate0", "decayrate"} <= names:
        return COURSE
    if plain == "schedulelrdecay" and "timeinterval" in names:
        return COURSE_IN_STAIRS
    if OTHERS.search(plain):
        return None
    if ALONE.fullmatch(plain) and names & (RATES - {"alpha", "eta", "l0", "a0"}):
        plain += "decay"
    kind = next((kind for pattern, kind in KINDS if re.search(pattern, plain)), None)
    if kind is LINEAR_DECAY and {"startfactor", "endfactor"} & names:
        return LINEAR
    if kind is COSINE and names & MEANT["warm"] - {"totaliters"}:
        return WARMUP_COSINE
    if kind is WARMUP and names & LENGTHS - {"totaliters"} and re.search(r"\bcos\b", source):
        return WARMUP_COSINE
    return kind


def is_of_another_kind(name: str, params: Params) -> bool:
    """Return whether a class or function is a schedule of a kind that is not judged.

    >>> is_of_another_kind("NoamLR", [{"name": "optimizer"}]), is_of_another_kind("Noam", [])
    (True, False)
    """
    names = {compact(str(one["name"])) for one in params}
    about_rates = names & (RATES | OPTIMIZERS | {"dmodel"})
    return bool(UNLIKE.search(compact(name)) and about_rates)
