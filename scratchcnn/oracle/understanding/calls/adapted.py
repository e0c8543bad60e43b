"""Homework in the op protocol: a plan carried out, call by call, by whoever runs the homework."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Reply, Runner
from scratchcnn.oracle.understanding.calls.decoding import decoded, divided, factor
from scratchcnn.oracle.understanding.calls.plan import (
    Argument,
    Callee,
    Expression,
    Place,
    Plan,
    Setting,
    axes_of,
)
from scratchcnn.oracle.understanding.signatures.expressions import expression, laid_out
from scratchcnn.oracle.understanding.signatures.forms import from_form, to_form

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]
OBJECT: Expression = {"var": "object"}
# Arguments of the op that homework must not change.
KEPT = ("x", "p", "logits", "target", "grad_out")


class Gradients(tuple[Any, ...]):
    """What a pullback returns, with what recovering each from an update may have cost."""

    allowances: Mapping[str, Array]

    @staticmethod
    def of(grads: Mapping[str, Any], allowances: Mapping[str, Array]) -> "Gradients":
        """Return the gradients in the order of the mapping."""
        gradients = Gradients(grads.values())
        gradients.allowances = allowances
        return gradients


class Adapted:
    """One layer of homework, which remembers what it remembers between calls.

    A constructor is called again only where its arguments change; so a second call with other data
    or a larger batch meets the same object.
    """

    def __init__(self, runner: Runner, plan: Plan, rate: float = 1.0) -> None:
        self.runner = runner
        self.plan = plan
        self.rate = rate
        self.session: int | None = None
        self.made_with: Any = None

    def __call__(self, **arguments: Any) -> tuple[Any, Any]:
        """Call the homework on arrays and options of the op."""
        arrays = {k: v for k, v in arguments.items() if isinstance(v, np.ndarray)}
        options = {k: v for k, v in arguments.items() if k not in arrays}
        setting = Setting(self.plan.op, arrays, options, self.rate)
        steps = [*self.construction(setting), *self.forward_steps(setting)]
        reply = self.run(steps, ["out"], "forward")
        self.hand_back(reply, setting, arrays)
        out = decoded(reply.values.get("out"), "out", self.plan.out.form, setting)
        scale = factor(self.plan.scale, setting)

        def pullback(grad_out: Array) -> Gradients:
            return self.pull(setting, grad_out, arrays, np.shape(out), scale)

        return divided(out, scale), pullback

    def run(self, steps: list[Step], returns: list[str], stage: str) -> Reply:
        """Let the homework carry out some steps."""
        if self.session is None:
            self.session = self.runner.new_session()
        reply = self.runner.run(steps, returns, session=self.session)
        if reply.failure is not None:
            self.made_with = None
            raise HomeworkFailure(reply.failure, stage)
        return reply

    def close(self) -> None:
        """Forget the object."""
        if self.session is not None:
            self.runner.forget(self.session)
            self.session = None
            self.made_with = None

    def construction(self, setting: Setting) -> list[Step]:
        """Return the steps that make the object, none if it is there already."""
        plan = self.plan
        if plan.constructor is None:
            return []
        passed = passed_arrays(plan.constructor)
        arrays = [setting.arrays[name].tobytes() for name in passed if name in setting.arrays]
        values = [expression(a, setting, {}) for _, a in plan.constructor.arguments]
        wanted = repr((values, arrays))
        if wanted == self.made_with:
            return []
        self.close()
        self.made_with = wanted
        steps = [self.let(name, setting) for name in passed]
        steps.append(call_step(plan.constructor, setting, plan.forms, "object"))
        if plan.lazy:
            steps += [self.let(name, setting) for name in passed_arrays(plan.forward)]
            steps.append(call_step(plan.forward, setting, plan.forms, "nothing"))
        return steps

    def let(self, name: str, setting: Setting) -> Step:
        """Return the step that hands an array over."""
        if name not in setting.arrays:
            return {"let": name, "value": {"value": None}}
        return {"let": name, "value": laid_out(name, setting, self.plan.forms[name])}

    def forward_steps(self, setting: Setting) -> list[Step]:
        """Return the steps of a forward call."""
        plan = self.plan
        steps = [self.let(name, setting) for name in passed_arrays(plan.forward)]
        if plan.backward is not None:
            known = {step["let"] for step in steps}
            others = [n for n in passed_arrays(plan.backward) if n not in (*known, "grad_out")]
            steps += [self.let(name, setting) for name in others]
        for name, (path, form) in plan.parameters.items():
            if name in setting.arrays:
                value = laid_out(name, setting, form)
                step = {"set": OBJECT, "path": list(path), "value": value, "same_shape": True}
                steps.append(step)
        for path in plan.rates:
            steps.append({"set": OBJECT, "path": list(path), "value": {"value": setting.rate}})
        steps.append(call_step(plan.forward, setting, plan.forms, "returned"))
        steps.append(pick(plan.out, "returned", "out"))
        if plan.cache is not None:
            steps.append({"pick": {"var": "returned"}, "path": list(plan.cache), "save": "cache"})
        return steps

    def pull(
        self,
        setting: Setting,
        grad_out: Array,
        arrays: Mapping[str, Array],
        shape: tuple[int, ...],
        scale: float,
    ) -> Gradients:
        """Run the backward call and collect the gradients."""
        plan = self.plan
        if any(place.kind == "empty" for place in plan.gradients.values()):
            raise NotImplementedError("its body is empty")
        names = [n for n in setting.arrays if n in plan.gradients and found(plan.gradients[n])]
        wanted = list(map(variable, names))
        reply = self.run(self.backward_steps(setting, grad_out, names), wanted, "backward")
        self.hand_back(reply, setting, {**arrays, "grad_out": grad_out})
        grads: dict[str, Any] = {}
        allowances: dict[str, Array] = {}
        for name in (n for n in setting.arrays if n != "target"):
            if name not in plan.gradients:
                grads[name] = None
                continue
            place = plan.gradients[name]
            if place.kind == "nothing":
                grads[name] = np.zeros(setting.arrays[name].shape)
                continue
            got = decoded(reply.values.get(variable(name)), name, place.form, setting)
            if got is None:
                grads[name] = Raised(NotImplementedError("None comes back"))
                continue
            if place.kind == "updated" and np.shape(got) == setting.arrays[name].shape:
                before = setting.arrays[name]
                # 2 u (|before| + |after|) / rate: the subtraction's and the update's roundings.
                size = np.abs(before) + np.abs(got)
                allowances[name] = np.finfo(float).eps * size / setting.rate
                got = (before - got) / setting.rate
            elif plan.slope_only and isinstance(got, np.ndarray) and got.shape == grad_out.shape:
                got = got * grad_out
            grads[name] = divided(got, scale)
        return Gradients.of(grads, allowances)

    def backward_steps(self, setting: Setting, grad_out: Array, names: list[str]) -> list[Step]:
        """Return the steps of a backward call."""
        plan = self.plan
        steps: list[Step] = []
        if plan.zero_grad is not None:
            method = {"attr": [OBJECT, plan.zero_grad]}
            steps.append({"call": method, "args": [], "kwargs": {}, "save": "nothing"})
        if plan.backward is not None:
            if plan.backward.role("grad_out") is not None:
                value = grad_expression(grad_out, plan.op, upstream_form(plan))
                steps.append({"let": "grad_out", "value": value})
            steps.append(call_step(plan.backward, setting, plan.forms, "gradients"))
        for name in names:
            place = plan.gradients[name]
            source = "returned" if place.kind == "forward" else "gradients"
            steps.append(pick(place, source, variable(name)))
        return steps

    def hand_back(self, reply: Reply, setting: Setting, arrays: Mapping[str, Array]) -> None:
        """Write what the homework changed in its arguments into the caller's arrays."""
        for name, array in reply.changed.items():
            passed = self.plan.forward.role(name) is not None and self.plan.constructor is None
            if name not in arrays or not (name in KEPT or passed):
                continue
            form = upstream_form(self.plan) if name == "grad_out" else self.plan.forms[name]
            target = arrays[name]
            letters = axes_of(setting.op, "out" if name == "grad_out" else name, target.ndim)
            try:
                target[...] = from_form(np.asarray(array), letters, form, target.shape)
            except ValueError:
                continue


def variable(name: str) -> str:
    """Return where a gradient is kept: not under its argument's name, which would be forgotten."""
    return f"grad_{name}"


def found(place: Place) -> bool:
    """Return whether a gradient is computed at all."""
    return place.kind != "nothing"


def passed_arrays(callee: Callee) -> list[str]:
    """Return the arrays among the arguments of a call."""
    arrays = ("x", "weight", "bias", "target", "p", "logits", "grad_out")
    return [name for name in arrays if callee.role(name) is not None]


def upstream_form(plan: Plan) -> str:
    """Return how the upstream gradient is laid out: as the output is."""
    return plan.forms.get("grad_out", plan.out.form)


def grad_expression(grad_out: Array, op: str, form: str) -> Expression:
    """Return the upstream gradient as homework takes it."""
    if grad_out.ndim == 0:
        return {"value": float(grad_out)}
    return {"array": to_form(grad_out, axes_of(op, "out", grad_out.ndim), form)}


def call_step(callee: Callee, setting: Setting, forms: Mapping[str, str], save: str) -> Step:
    """Return the step that calls something; parameters that can be named are named."""
    if callee.path:
        # Whatever its parameter is called.
        place: Expression = {"item": [{"var": "returned"}, callee.path[0]]}
        values = [expression(argument, setting, forms) for _, argument in callee.arguments]
        return {"call": place, "args": values, "kwargs": {}, "save": save}
    target: Expression = {"attr": [OBJECT, callee.name]} if callee.method else {"name": callee.name}
    return {
        "call": target,
        "args": [],
        "kwargs": {
            parameter: expression(argument, setting, forms)
            for parameter, argument in callee.arguments
        },
        "save": save,
    }


def pick(place: Place, source: str, save: str) -> Step:
    """Return the step that fetches a result."""
    holder = OBJECT if place.kind in ("attribute", "updated") else {"var": source}
    if not place.path:
        return {"let": save, "value": holder}
    return {"pick": holder, "path": list(place.path), "save": save}


__all__ = ["Adapted", "Argument", "Gradients"]
