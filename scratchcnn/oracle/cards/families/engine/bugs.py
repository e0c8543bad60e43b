"""The wrong formulas that people write for the operators of an autograd engine."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

FAMILY = Family()

TWO = ("engine_add", "engine_sub", "engine_mul", "engine_div", "engine_pow_of")
OF_A_NUMBER = (
    *("engine_add_number", "engine_radd", "engine_sub_number", "engine_rsub"),
    *("engine_mul_number", "engine_rmul", "engine_div_number", "engine_rdiv"),
)
SMOOTH = ("engine_exp", "engine_log", "engine_sqrt", "engine_sin", "engine_cos", "engine_abs")
POWERS = {"engine_pow": 3, "engine_square": 2}
SUMS = ("engine_sum", "engine_sum_of_rows", "engine_sum_of_columns")
MEANS = ("engine_mean", "engine_mean_of_rows")
REDUCED = (*SUMS, *MEANS, "engine_max")
MATMUL = "engine_matmul"
ONE = (*OF_A_NUMBER, *SMOOTH, *POWERS, "engine_neg")
ENTRYWISE = (*TWO, *ONE)
EVERY = (*ENTRYWISE, *REDUCED, "engine_transpose")
# Whose gradient is the upstream gradient, whatever its sign: there it cannot be told from others.
ADDITIVE = ("engine_add", "engine_add_number", "engine_radd", "engine_sub_number")


def flipped(of: str, call: Call, grad_out: Array) -> Array:
    """The gradient with the other sign."""
    return -call.gradient(of, grad_out)


def nothing(of: str, call: Call, grad_out: Array) -> Array:
    """No gradient arrives: it stays 0."""
    return np.zeros_like(call[of])


def of_ones(of: str, call: Call, grad_out: Array) -> Array:
    """The slope alone, without the upstream gradient."""
    return call.gradient(of, np.ones_like(call.out))


def passed_on(call: Call, grad_out: Array) -> Array:
    """The upstream gradient as it is, without the slope."""
    return np.array(grad_out)


for operand, ops in {
    "x": (*EVERY, MATMUL),
    "other": TWO,
    "weight": (MATMUL,),
}.items():
    FAMILY.gradient("sign-flipped", *ops, of=operand)(partial(flipped, operand))
    FAMILY.gradient("operand-without-gradient", *ops, of=operand)(partial(nothing, operand))
    FAMILY.gradient("upstream-ignored", *ops, of=operand)(partial(of_ones, operand))

SLOPED = tuple(name for name in ENTRYWISE if name not in (*ADDITIVE, "engine_sub"))
FAMILY.gradient("wrong-formula", *SLOPED, variant="grad_x_without_slope")(passed_on)
WITH_SLOPE = ("engine_mul", "engine_div", "engine_pow_of")
FAMILY.gradient("wrong-formula", *WITH_SLOPE, of="other", variant="grad_other_without_slope")(
    passed_on
)


@FAMILY.gradient("wrong-operand", "engine_mul")
def own_factor(call: Call, grad_out: Array) -> Array:
    """`grad_out * self`, where the other factor is due."""
    gradient: Array = grad_out * call["x"]
    return gradient


@FAMILY.gradient("wrong-operand", "engine_mul", of="other")
def own_second_factor(call: Call, grad_out: Array) -> Array:
    """`grad_out * other`, where the first factor is due."""
    gradient: Array = grad_out * call["other"]
    return gradient


@FAMILY.gradient("wrong-operand", "engine_div")
def divided_by_itself(call: Call, grad_out: Array) -> Array:
    """`grad_out / self`, where the denominator is due."""
    gradient: Array = grad_out / call["x"]
    return gradient


def formula(ops: tuple[str, ...], of: str, variant: str, slope: Callable[[Call], Array]) -> None:
    """Record a wrong slope, by which the upstream gradient is multiplied."""

    def gradient(call: Call, grad_out: Array) -> Array:
        return np.asarray(grad_out * slope(call))

    FAMILY.gradient("wrong-formula", *ops, of=of, variant=f"grad_{of}_{variant}")(gradient)


QUOTIENT: Mapping[str, Callable[[Call], Array]] = {
    "not_squared": lambda call: -call["x"] / call["other"],
    "numerator_missing": lambda call: -1 / call["other"] ** 2,
    "reciprocal": lambda call: 1 / call["other"],
    "numerator": lambda call: call["x"],
    "negative_numerator": lambda call: -call["x"],
    "swapped": lambda call: -call["other"] / call["x"] ** 2,
}
for variant, slope in QUOTIENT.items():
    formula(("engine_div",), "other", variant, slope)
formula(("engine_div",), "x", "multiplied", lambda call: np.asarray(call["other"]))
formula(("engine_div",), "x", "squared", lambda call: np.asarray(1 / call["other"] ** 2))
formula(("engine_rdiv",), "x", "not_squared", lambda call: np.asarray(-2 / call["x"]))
formula(("engine_rdiv",), "x", "reciprocal", lambda call: np.asarray(1 / call["x"]))
formula(("engine_rdiv",), "x", "as_divided", lambda call: np.asarray(call["x"] * 0 + 1 / 2))
formula(("engine_rmul", "engine_mul_number"), "x", "itself", lambda call: np.asarray(call["x"]))
formula(("engine_div_number",), "x", "multiplied", lambda call: np.full_like(call["x"], 2))


def power_kept(power: int, call: Call) -> Array:
    """`n * x**n`: the power stays as it was."""
    return np.asarray(power * call["x"] ** power)


for name, power in POWERS.items():
    formula((name,), "x", "power_kept", partial(power_kept, power))
    formula((name,), "x", "itself", lambda call: np.asarray(call["x"]))
formula(("engine_pow",), "x", "factor_missing", lambda call: np.asarray(call["x"] ** 2))
formula(("engine_pow",), "x", "of_square", lambda call: np.asarray(2 * call["x"]))
formula(("engine_pow",), "x", "power_alone", lambda call: np.asarray(3 * call["x"]))
formula(("engine_pow",), "x", "output", lambda call: call.out)
formula(("engine_log",), "x", "itself", lambda call: np.asarray(call["x"]))
formula(("engine_sqrt",), "x", "half_missing", lambda call: np.asarray(1 / call.out))
formula(("engine_sqrt",), "x", "doubled", lambda call: np.asarray(2 / call.out))
formula(("engine_sin",), "x", "sine", lambda call: call.out)
formula(("engine_cos",), "x", "sine", lambda call: np.asarray(np.sin(call["x"])))

WRONG_VALUES: Mapping[str, Mapping[str, Callable[[Call], Array]]] = {
    "engine_exp": {
        "input": lambda call: np.asarray(call["x"]),
        "twice": lambda call: np.asarray(np.exp(call.out)),
    },
    "engine_log": {"output": lambda call: np.asarray(1 / call.out)},
    "engine_sqrt": {"input": lambda call: np.asarray(1 / (2 * call["x"]))},
}


def of_wrong_value(slope: Callable[[Call], Array], call: Call, grad_out: Array) -> Array:
    """The right formula, applied to another value."""
    with np.errstate(all="ignore"):
        return np.asarray(grad_out * slope(call))


for name, slopes in WRONG_VALUES.items():
    for variant, slope in slopes.items():
        FAMILY.gradient("derivative-of-wrong-value", name, variant=f"grad_x_{variant}")(
            partial(of_wrong_value, slope)
        )


@FAMILY.output("operands-swapped", "engine_sub", "engine_div")
def other_first(call: Call) -> Array:
    """`other - self`, or `other / self`."""
    return call.again(x=call["other"], other=call["x"]).out


@FAMILY.answer("operands-swapped", "engine_sub", "engine_div", variant="both")
def other_way_round(call: Call) -> tuple[Array, Callable[[Array], tuple[Array, ...]]]:
    """All of `other - self`, or of `other / self`."""
    swapped = call.again(x=call["other"], other=call["x"])
    return swapped.out, lambda grad_out: swapped.pullback(grad_out)[::-1]


REFLECTED = {"engine_rsub": "engine_sub_number", "engine_rdiv": "engine_div_number"}


def not_reflected(other: str, call: Call) -> tuple[Array, Callable[[Array], tuple[Array, ...]]]:
    """`__rsub__ = __sub__`: the number is taken for the second operand."""
    plain = call.of(other)
    return plain.out, plain.pullback


for name, other in REFLECTED.items():
    FAMILY.answer("operands-swapped", name, variant="not_reflected")(partial(not_reflected, other))


@FAMILY.gradient("mean-not-divided", *MEANS)
def not_divided(call: Call, grad_out: Array) -> Array:
    """The gradient of the sum."""
    spread = grad_out.reshape(-1, 1) if grad_out.ndim else grad_out
    return np.asarray(np.ones_like(call["x"]) * spread)


@FAMILY.gradient("not-spread", *SUMS, *MEANS)
def kept_as_it_is(call: Call, grad_out: Array) -> Array:
    """The gradient keeps the shape of the sum."""
    return np.array(grad_out)


@FAMILY.gradient("not-spread", "engine_max", variant="grad_x_everywhere")
def to_every_entry(call: Call, grad_out: Array) -> Array:
    """Every entry receives the gradient, not the largest alone."""
    return np.asarray(np.ones_like(call["x"]) * grad_out)


@FAMILY.gradient("not-transposed", "engine_transpose")
def still_transposed(call: Call, grad_out: Array) -> Array:
    """The gradient keeps the shape of the transposed array."""
    return np.array(grad_out)


@FAMILY.gradient("not-transposed", MATMUL)
def second_as_it_is(call: Call, grad_out: Array) -> Array:
    """`grad_out @ other`: it fits square matrices alone."""
    return np.asarray(grad_out @ call["weight"])


@FAMILY.gradient("not-transposed", MATMUL, of="weight")
def first_as_it_is(call: Call, grad_out: Array) -> Array:
    """`self @ grad_out`."""
    return np.asarray(call["x"] @ grad_out)


@FAMILY.gradient("operands-swapped", MATMUL)
def second_first(call: Call, grad_out: Array) -> Array:
    """`other.T @ grad_out`."""
    return np.asarray(call["weight"].T @ grad_out)


@FAMILY.gradient("operands-swapped", MATMUL, of="weight")
def first_last(call: Call, grad_out: Array) -> Array:
    """`grad_out @ self.T`."""
    return np.asarray(grad_out @ call["x"].T)


@FAMILY.gradient("not-transposed", MATMUL, of="weight", variant="grad_weight_transposed")
def transposed(call: Call, grad_out: Array) -> Array:
    """`grad_out.T @ self`: the gradient itself is transposed."""
    return np.asarray(grad_out.T @ call["x"])


@FAMILY.gradient("not-transposed", MATMUL, variant="grad_x_transposed")
def first_transposed(call: Call, grad_out: Array) -> Array:
    """`other @ grad_out.T`."""
    return np.asarray(call["weight"] @ grad_out.T)
