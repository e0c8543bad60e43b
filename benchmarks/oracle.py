"""The judge's own speed, and its finite differences beside PyTorch's gradcheck."""

import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import torch
from hypothesis import Phase, given
from hypothesis import strategies as st

from benchmarks.results import Row, Section
from benchmarks.timing import Timing, side_by_side, threads
from reference import ops as twins
from scratchcnn import ops
from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.drawn import quiet
from scratchcnn.oracle.cases.steps import whole_step
from scratchcnn.oracle.cases.values import Values
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.checks import gradient
from scratchcnn.oracle.checks.finite_differences import finite_difference
from scratchcnn.oracle.checks.judge import draw_trials, examine, judge_regime, shrink
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.reading.sources import read
from scratchcnn.processes import cores

HOMEWORK = """\
import numpy as np

def conv2d(x, w, b):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], (2, 3))
    return np.einsum("nchwij,fcij->nfhw", windows, w) + b[:, None, None]
"""


def per_second(work: Callable[[], int]) -> float:
    """Return how many of something a call does in a second."""
    start = perf_counter()
    return work() / (perf_counter() - start)


def rates(examples: int) -> Section:
    """Measure how many small cases of conv2d a second come through each part of the judge."""
    draw_trials.cache_clear()
    entry = ours()["conv2d"]
    with threads(1):
        drawn = per_second(lambda: len(draw_trials("conv2d", "basic", examples)))
        trials = draw_trials("conv2d", "basic", examples)
        figures = {
            "whole numbers drawn, for comparison": per_second(lambda: draw_numbers(examples)),
            "drawn": drawn,
            "answered by the twin, with bounds": per_second(lambda: refer(trials)),
            "computed and compared in every gradient": per_second(lambda: compare(trials)),
            "computed by homework in the worker": send(trials),
            "failures made smallest": per_second(lambda: make_smallest(entry, examples // 20)),
        }
    rows = [Row(what, 1, {}, {"a second": rate}) for what, rate in figures.items()]
    title = "Small examples of conv2d a second; a case that is drawn is two, one in each dtype"
    return Section("rates", title, rows)


def draw_numbers(examples: int) -> int:
    """Draw a whole number in place of every case: what hypothesis takes, whatever it draws."""

    @quiet(examples, Phase.generate)
    @given(st.integers())
    def draw(number: int) -> None:
        pass

    draw()
    # A case is two examples.
    return 2 * examples


def refer(trials: Sequence[Trial]) -> int:
    """Ask the twin, and how far its answers may be missed."""
    with np.errstate(all="ignore"):
        for trial in trials:
            dict(trial.bounds)
            _ = trial.grads
    return len(trials)


def compare(trials: tuple[Trial, ...]) -> int:
    """Have our conv2d compute all trials, and compare its gradients with the twin's."""
    for trial in trials:
        for name in trial.differentiable:
            examine(gradient(name), ops.conv2d, trial)
    return len(trials)


def make_smallest(entry: Card, failures: int) -> int:
    """Shrink a failure of a known bug, once for every seed."""
    bug = next(bug for bug in BUGS if bug.op == "conv2d" and bug.id == "kernel-flipped")
    check = next(one for one in checks_of(entry, "basic") if one.__name__ == "forward")
    for seed in range(failures):
        shrink(bug.make(), entry, "basic", check, seed)
    return failures


def send(trials: tuple[Trial, ...]) -> float:
    """Return how many trials a second homework computes in a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "homework.py"
        path.write_text(HOMEWORK, encoding="utf-8")
        sources = read(str(path))
        with Homework.start(sources.sources, sources.root) as homework:
            start = perf_counter()
            for trial in trials:
                x, weight = trial.arrays["x"], trial.arrays["weight"]
                arrays = [x, weight, np.zeros(len(weight))]
                step = {
                    "call": {"name": "conv2d"},
                    "args": [{"array": array} for array in arrays],
                    "save": "out",
                }
                homework.run([step], ["out"])
            return len(trials) / (perf_counter() - start)


def second_opinions(seconds: float) -> Section:
    """Compare finite differences with gradcheck: their time, and the planted bugs they see."""
    rng = np.random.default_rng(0)
    arrays = {"x": rng.normal(size=(2, 3, 7, 6)), "weight": rng.normal(size=(4, 3, 3, 2))}

    def trial() -> Trial:
        """Return the same case, of which nothing is known yet."""
        return Trial(twins.conv2d, ours()["conv2d"].bound, arrays, {}, Values("normal", 1))

    own = finite_difference(whole_step, coordinates=2)
    inputs = tuple(torch.tensor(array, requires_grad=True) for array in arrays.values())

    def gradcheck(implementation: Any, *, fast: bool) -> bool:
        function = as_autograd(implementation)
        return torch.autograd.gradcheck(function, inputs, fast_mode=fast, raise_exception=False)

    def finite_differences(implementation: Any) -> bool:
        verdict = own(implementation, trial())
        assert verdict is not None, "float64 is always judged"
        return verdict.ok

    judges: dict[str, Callable[[Any], bool]] = {
        "ours": finite_differences,
        "gradcheck": lambda implementation: gradcheck(implementation, fast=False),
        "gradcheck, fast mode": lambda implementation: gradcheck(implementation, fast=True),
    }
    with threads(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        timings = side_by_side(
            {name: lambda judge=judge: judge(ops.conv2d) for name, judge in judges.items()}, seconds
        )
        planted = gradient_bugs(trial())
        figures = {
            name: {
                "right op accepted": int(judge(ops.conv2d)),
                "bugs seen": sum(not judge(make()) for make in planted),
                "of": len(planted),
                "gradcheck / this": timings["gradcheck"].median / timings[name].median,
            }
            for name, judge in judges.items()
        }
    rows = [Row(name, 1, {"one check": timings[name]}, figures[name]) for name in judges]
    title = "Second opinions on conv2d, 2x3x7x6 to 4 channels, kernel 3x2, with its gradients"
    return Section("second opinions", title, rows)


def as_autograd(implementation: Any) -> Callable[..., torch.Tensor]:
    """Turn an op of NumPy arrays into a function that autograd knows the gradient of.

    A known bug is built on a PyTorch twin, which needs a graph of its own: autograd records none
    while it is in here, unless it is told to.
    """

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *inputs: torch.Tensor) -> torch.Tensor:
            with torch.enable_grad():
                out, ctx.pullback = implementation(*(one.detach().numpy() for one in inputs))
            return torch.from_numpy(np.array(out))

        @staticmethod
        def backward(ctx: Any, *grad_outputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
            with torch.enable_grad():
                grads = ctx.pullback(np.array(grad_outputs[0].numpy()))
            return tuple(torch.from_numpy(np.array(grad)) for grad in grads)

    return Function.apply  # type: ignore[no-any-return] # PyTorch does not declare its type


def gradient_bugs(trial: Trial) -> list[Callable[[], Any]]:
    """Return the known bugs of conv2d's gradients that are wrong here by more than rounding.

    Bugs that raise, or change a shape, are left out: they show without finite differences.
    """
    checks = [gradient(name) for name in trial.differentiable]
    wrong = []
    for bug in (bug for bug in BUGS if bug.op == "conv2d" and bug.where.startswith("grad_")):
        verdicts = [examine(check, bug.make(), trial) for check in checks]
        compared = [one for one in verdicts if one is not None and one.index is not None]
        if len(compared) == len(checks) and not all(one.ok for one in compared):
            wrong.append(bug.make)
    return wrong


def whole_check(examples: int) -> Section:
    """Time `scratchcnn check` from its start to its end, and what it cannot do without."""
    command = [sys.executable, "-m", "scratchcnn", "check", "--examples", str(examples)]
    whole = f"scratchcnn check --examples {examples}"
    draw_trials.cache_clear()
    drawn: list[tuple[str, Trial]] = []
    with threads(1):
        parts = {
            "importing PyTorch": lambda: run([sys.executable, "-c", "import torch"]),
            whole: lambda: run(command),
            "drawing its cases, in one process": lambda: drawn.extend(every_trial(examples)),
            "asking the twin about them, and for bounds": lambda: refer([one for _, one in drawn]),
            "computing them once with our ops": lambda: compute(drawn),
        }
        timings = {what: once(part) for what, part in parts.items()}
        timings |= judging(examples)
    rows = [Row(what, 1 if what != whole else cores(), {"all": it}) for what, it in timings.items()]
    return Section("check", "The whole command, and in one process its parts", rows)


def judging(examples: int) -> dict[str, Timing]:
    """Time every check on the cases of all ops; the one that takes longest comes first."""
    taken: Counter[str] = Counter()
    for name, entry in ours().items():
        for regime in entry.regimes:
            for check in checks_of(entry, regime):
                judge = partial(
                    judge_regime, getattr(ops, name), entry, regime, check, examples, seed=0
                )
                taken[f"judging: {check.__name__}"] += once(judge).median
    return {what: Timing(milliseconds, 0.0, 1) for what, milliseconds in taken.most_common()}


def run(command: list[str]) -> None:
    """Run a command without its output."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def once(work: Callable[[], object]) -> Timing:
    """Time a single call."""
    start = perf_counter()
    work()
    return Timing(1e3 * (perf_counter() - start), 0.0, 1)


def every_trial(examples: int) -> Iterator[tuple[str, Trial]]:
    """Draw the cases of all ops in all regimes."""
    for name, entry in ours().items():
        for regime in entry.regimes:
            for one in draw_trials(name, regime, examples, 0):
                yield name, one


def compute(trials: list[tuple[str, Trial]]) -> None:
    """Compute outputs and gradients with our ops."""
    with np.errstate(all="ignore"):
        for name, one in trials:
            _, pullback = one.call(getattr(ops, name))
            pullback(one.upstream_copy())
