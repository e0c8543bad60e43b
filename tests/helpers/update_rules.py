"""The rules of scratchcnn.optim as papers write them, on numbers with a bound of their error."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from rounded import Rounded

# Of the gradient, the parameter, the learning rate and the number of the step: the step.
Rule = Callable[..., Iterator[Any]]


def sgd(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, step), v, m = (yield), start * 0, o.get("momentum", 0.0)
    of_steps = o.get("momentum_of") == "step"
    # Without momentum there is nothing to dampen.
    share = 1 - o.get("dampening", 0.0) if m else 1.0
    while True:
        own = g * rate if of_steps else g
        v = v * m + own * (1.0 if step == 1 else share)
        along = own + v * m if o.get("nesterov") else v
        g, rate, step = yield along if of_steps else along * rate


def adagrad(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, step), s = (yield), start * 0 + o.get("initial_accumulator_value", 0.0)
    while True:
        s = s + g * g
        rate = rate / (1 + (step - 1) * o.get("learning_rate_decay", 0.0))
        g, rate, step = yield g * rate / (s.root() + o.get("eps", 1e-10))


def rmsprop(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, _), s, a, v = (yield), start * 0, start * 0, start * 0
    keep = o.get("alpha", 0.99)
    while True:
        s = s * keep + g * g * (1 - keep)
        a = a * keep + g * (1 - keep)
        variance = (s - a * a).larger(0.0) if o.get("centered") else s
        v = v * o.get("momentum", 0.0) + g / (variance.root() + o.get("eps", 1e-8))
        g, rate, _ = yield v * rate


def adadelta(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, _), s, d = (yield), start * 0, start * 0
    keep, eps = o.get("rho", 0.9), o.get("eps", 1e-6)
    while True:
        s = s * keep + g * g * (1 - keep)
        delta = (d + eps).root() / (s + eps).root() * g
        d = d * keep + delta * delta * (1 - keep)
        g, rate, _ = yield delta * rate


def adam(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, step), m, v, largest = (yield), start * 0, start * 0, start * 0
    b1, b2 = o.get("betas", (0.9, 0.999))
    while True:
        m = m * b1 + g * (1 - b1)
        v = v * b2 + g * g * (1 - b2)
        largest = largest.larger(v)
        divisor = ((largest if o.get("amsgrad") else v) / (1 - b2**step)).root()
        g, rate, step = yield m / (1 - b1**step) / (divisor + o.get("eps", 1e-8)) * rate


def nadam(start: Rounded, o: Mapping[str, Any]) -> Iterator[Any]:
    (g, rate, step), m, v, product = (yield), start * 0, start * 0, 1.0
    b1, b2 = o.get("betas", (0.9, 0.999))
    while True:
        m = m * b1 + g * (1 - b1)
        v = v * b2 + g * g * (1 - b2)
        now, next_ = (
            b1 * (1 - 0.5 * 0.96 ** (n * o.get("momentum_decay", 4e-3))) for n in (step, step + 1)
        )
        product *= now
        ahead = m * (next_ / (1 - product * next_)) + g * ((1 - now) / (1 - product))
        divisor = (v / (1 - b2**step)).root() + o.get("eps", 1e-8)
        g, rate, step = yield ahead / divisor * rate


RULES = {
    "SGD": sgd,
    "AdaGrad": adagrad,
    "RMSProp": rmsprop,
    "AdaDelta": adadelta,
    "Adam": adam,
    "AdamW": adam,
    "NAdam": nadam,
}


def followed(
    name: str, options: Mapping[str, Any], start: Any, gradients: Any, rates: Any
) -> Iterator[Rounded]:
    """Yield the parameter after every step, and how far rounding in its dtype may lead it."""
    parameter = Rounded(start.astype(float), 0.0, start.dtype)
    rule: Any = RULES[name](parameter, options)
    next(rule)
    decay = options.get("weight_decay", 1e-2 if name == "AdamW" else 0.0)
    decoupled = name == "AdamW" or options.get("decoupled_weight_decay")
    for number, (gradient, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        g = Rounded(gradient.astype(float), 0.0, start.dtype)
        g = g * (-1.0 if options.get("maximize") else 1.0)
        if decoupled:
            parameter = parameter * (1 - rate * decay)
        else:
            g = g + parameter * decay
        parameter = parameter - rule.send((g, rate, number))
        yield parameter


def sequence(
    rng: np.random.Generator, shape: tuple[int, ...], dtype: Any, scale: float, steps: int
) -> tuple[Any, list[Any]]:
    """Draw a parameter and gradients of about this size, some of them 0."""
    start = rng.normal(size=shape).astype(dtype)
    gradients = [
        np.asarray(scale * rng.normal(size=shape) * (rng.random(shape) < 0.8), dtype)
        for _ in range(steps)
    ]
    return start, gradients
