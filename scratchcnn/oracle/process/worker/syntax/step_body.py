"""The lines that run a step of a training: what makes its names, and rounds of its own lines."""

import ast
import copy
from collections.abc import Mapping, Sequence
from typing import Any

from .training_steps import TrainingStep
from .written_out import Line

# The names that these lines bind in the homework, or call there.
ROUND, ONCE, BEGIN, END, PROBE = (
    *("round_of_the_step", "once_in_the_step", "begin_the_step", "end_the_step"),
    "probed_by_the_step",
)


def body_of(
    found: TrainingStep, setup: Sequence[Line], options: Mapping[str, Any]
) -> list[ast.stmt]:
    r"""Return the lines before a step, and the step in a loop of its own.

    Parameters
    ----------
    found
        The step.
    setup
        The lines that make what it needs.
    options
        May have `rounds`, the number of steps; `probe`, an expression that is evaluated before
        each; and `only_before`, which leaves the step itself out.

    Examples
    --------
    >>> from .training_steps import training_steps
    >>> (step,) = training_steps(ast.parse("for x in data:\n    w -= x\n    n = 1").body)
    >>> print(ast.unparse(ast.Module(body_of(step, (), {"rounds": 2}), [])))
    for round_of_the_step in range(2):
        for once_in_the_step in (0,):
            begin_the_step(globals())
            w -= x
            n = 1
        end_the_step(globals())
    """
    local = "locals()" if found.function else "globals()"
    begin = ast.parse(f"{BEGIN}({local})").body
    probe = options.get("probe")
    probed = ast.parse(f"{PROBE} = {probe}").body if probe else []
    text = f"for {ROUND} in range({int(options.get('rounds', 1))}):\n"
    # A `continue` or a `break` in the step ends the step alone.
    text += f"    for {ONCE} in (0,): pass\n    {END}({local})"
    loop = ast.parse(text).body[0]
    assert isinstance(loop, ast.For)
    inner = loop.body[0]
    assert isinstance(inner, ast.For)
    before = [copy.deepcopy(one.statement) for one in setup]
    if options.get("only_before"):
        return [*before, *begin]
    lines = [copy.deepcopy(one.statement) for one in found.lines]
    inner.body = [*begin, *probed, *lines]
    return [*before, loop]
