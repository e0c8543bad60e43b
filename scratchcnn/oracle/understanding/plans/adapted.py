"""Homework in the op protocol: every call is run on the homework according to a plan."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import differentiable
from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Reply, Runner
from scratchcnn.oracle.understanding.plans.decoding import decoded, divided, factor
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import (
    backward_steps,
    construction_steps,
    crossing,
    forward_steps,
    reset_steps,
    variable,
)
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.reading import Seen
from scratchcnn.oracle.understanding.signatures.layout.forms import from_form
from scratchcnn.oracle.understanding.signatures.probes.expressions import expression
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import argument_of, passed_arrays

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]
# Arguments of the op that homework must not change.
KEPT = ("x", "p", "log_p", "logits", "target", "grad_out")


class Gradients(tuple[Any, ...]):
    """The gradients that a pullback returns, and the rounding error of those from an update."""

    allowances: Mapping[str, Array]

    @staticmethod
    def of(grads: Mapping[str, Any], allowances: Mapping[str, Array]) -> "Gradients":
        """Return the gradients as a tuple, in the order of the mapping."""
        gradients = Gradients(grads.values())
        gradients.allowances = allowances
        return gradients


class Adapted:
    """One layer of homework, which keeps its state between calls.

    The constructor is called again only if its arguments change, so a second call with other data
    or a larger batch uses the same object.
    """

    def __init__(self, runner: Runner, plan: Plan, rate: float = 1.0) -> None:
        self.runner = runner
        self.plan = plan
        self.rate = rate
        self.session: int | None = None
        self.made_with: Any = None

    def __call__(self, **arguments: Any) -> tuple[Any, Any]:
        """Call the homework with arrays and options of the op; return its output and a pullback."""
        plan = self.plan
        arrays = {k: v for k, v in arguments.items() if isinstance(v, np.ndarray)}
        options = {k: v for k, v in arguments.items() if k not in arrays}
        setting = Setting(plan.op, arrays, options, self.rate)
        made = self.construction(setting)
        # Before forward: what resets gradients may reset what forward keeps for backward, too.
        zeroed = [] if made else reset_steps(plan, setting)
        steps = [*made, *zeroed, *self.forward(setting)]
        reply, values = self.run(steps, ["out"], "forward")
        self.hand_back(reply, setting, arrays)
        out = values["out"]
        found = plan.carrier.taken(out)
        if found is not None:
            out = decoded(found, "out", plan.protocol.out.form, setting)
        scale = factor(plan.scale, setting)

        def pullback(grad_out: Array) -> Gradients:
            return self.pull(setting, grad_out, arrays, scale)

        return divided(out, scale), pullback

    def forward(self, setting: Setting) -> list[Step]:
        """Return the steps of the forward call."""
        return forward_steps(self.plan, setting)

    def backward(self, setting: Setting, grad_out: Array, names: Sequence[str]) -> list[Step]:
        """Return the steps of the backward call, and those that pick these gradients."""
        return backward_steps(self.plan, setting, grad_out, names)

    def run(
        self, steps: list[Step], returns: list[str], stage: str
    ) -> tuple[Reply, dict[str, Any]]:
        """Run steps on the homework; return the reply, and the values asked for, by name."""
        if self.session is None:
            self.session = self.runner.new_session()
        across, arrive = crossing(self.plan, returns)
        reply = self.runner.run([*steps, *across], list(arrive.values()), session=self.session)
        if reply.failure is not None:
            self.made_with = None
            raise HomeworkFailure(reply.failure, stage)
        return reply, {name: reply.values.get(came) for name, came in arrive.items()}

    def close(self) -> None:
        """Close the session, and discard the object with it."""
        if self.session is not None:
            self.runner.forget(self.session)
            self.session = None
            self.made_with = None

    def construction(self, setting: Setting) -> list[Step]:
        """Return the steps that construct the object; none if it exists already."""
        if self.plan.protocol.constructor is None:
            return []
        arguments = self.plan.signature.constructor
        for _, preparing in self.plan.protocol.prepared:
            arguments = (*arguments, *preparing)
        passed = passed_arrays(arguments)
        arrays = [setting.arrays[name].tobytes() for name in passed if name in setting.arrays]
        values = [expression(argument, setting) for _, argument in arguments]
        wanted = repr((values, arrays))
        if wanted == self.made_with:
            return []
        self.close()
        self.made_with = wanted
        return construction_steps(self.plan, setting)

    def pull(
        self, setting: Setting, grad_out: Array, arrays: Mapping[str, Array], scale: float
    ) -> Gradients:
        """Run the backward pass and return the gradients."""
        places = self.plan.protocol.gradients
        refused = [place.reading.refused for place in places.values() if place.reading.refused]
        if refused:
            # Not swallowed anywhere: the judge makes `unimplemented` of it, with these words.
            raise NotImplementedError(refused[0])
        names = [n for n in setting.arrays if n in places and not places[n].reading.nowhere]
        wanted = list(map(variable, names))
        steps = self.backward(setting, grad_out, names)
        reply, values = self.run(steps, wanted, "backward")
        self.hand_back(reply, setting, {**arrays, "grad_out": grad_out})
        grads: dict[str, Any] = {}
        allowances: dict[str, Array] = {}
        for name in differentiable(setting.arrays):
            if name not in places:
                grads[name] = None
                continue
            seen = Seen(setting.arrays[name], grad_out, setting.rate)
            value = values.get(variable(name))
            grad, allowance = self.read(places[name], name, value, setting, seen)
            grads[name] = divided(grad, scale)
            if allowance is not None:
                allowances[name] = allowance
        return Gradients.of(grads, allowances)

    def read(
        self, place: Place, name: str, value: Any, setting: Setting, seen: Seen
    ) -> tuple[Any, Array | None]:
        """Return the gradient computed from the value in its place, and its rounding error."""
        reading = place.reading
        if reading.nowhere:
            return reading.gradient(seen.before, seen), None
        found = self.plan.carrier.taken(value)
        if found is None:
            missing = NotImplementedError("the gradient is None")
            return Raised(missing) if value is None else value, None
        got = decoded(found, name, place.form, setting)
        if got.shape != seen.before.shape:
            return got, None
        return reading.gradient(got, seen), reading.allowance(got, seen)

    def hand_back(self, reply: Reply, setting: Setting, arrays: Mapping[str, Array]) -> None:
        """Copy the changes that the homework made to its arguments into the caller's arrays."""
        plan = self.plan
        for name, changed in reply.changed.items():
            passed = argument_of(plan.signature.forward, name) is not None
            passed = passed and plan.protocol.constructor is None
            if name not in arrays or not (name in KEPT or passed):
                continue
            form = plan.upstream_form if name == "grad_out" else plan.signature.forms[name]
            target = arrays[name]
            # The worker receives and watches ndarrays, whatever the carrier.
            letters = setting.card.letters("out" if name == "grad_out" else name, target.ndim)
            try:
                target[...] = from_form(np.asarray(changed), letters, form, target.shape)
            except ValueError:
                continue


__all__ = ["Adapted", "Gradients"]
