"""What all rules have in common: arrays in place, a state for each parameter, and refusals."""

import copy
from typing import Any

import numpy as np
import pytest
from update_rules import RULES, sequence

from scratchcnn import optim

MOMENTUM: dict[str, Any] = {"SGD": {"momentum": 0.9}, "RMSProp": {"momentum": 0.9}}


def made(name: str, **more: Any) -> optim.Optimizer:
    rule: optim.Optimizer = getattr(optim, name)(**MOMENTUM.get(name, {}), **more)
    return rule


def trained(optimizer: optim.Optimizer, parameters: Any, gradients: Any) -> None:
    for number, gradient in enumerate(gradients):
        optimizer.step(parameters, gradient, 1 / (1 + number))


def draw(steps: int, dtype: Any = np.float64) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    a, of_a = sequence(np.random.default_rng(0), (2, 3), dtype, 1.0, steps)
    b, of_b = sequence(np.random.default_rng(1), (4,), dtype, 1e-3, steps)
    return {"a": a, "b": b}, [{"a": x, "b": y} for x, y in zip(of_a, of_b, strict=True)]


@pytest.mark.parametrize("name", RULES)
def test_parameters_change_in_place_and_gradients_do_not(name: str) -> None:
    parameters, gradients = draw(2)
    held, before = dict(parameters), copy.deepcopy((parameters, gradients))
    trained(made(name, weight_decay=0.1, maximize=True), parameters, gradients)
    assert all(parameters[key] is held[key] for key in held)
    assert not any(np.array_equal(parameters[key], before[0][key]) for key in held)
    np.testing.assert_equal(gradients, before[1])


@pytest.mark.parametrize("number", [float, np.float64, np.float32])
@pytest.mark.parametrize("name", RULES)
def test_float32_stays_float32_whatever_the_numbers_are(name: str, number: Any) -> None:
    parameters, gradients = draw(2, np.float32)
    optimizer = made(name, learning_rate=number(0.1), weight_decay=number(0.1))
    for gradient in gradients:
        optimizer.step(parameters, gradient, number(0.5))
    slots = [array for slot in optimizer.state.values() for array in slot.values()]
    assert {array.dtype for array in parameters.values()} == {np.dtype(np.float32)}
    assert {array.dtype for array in slots if array.shape} <= {np.dtype(np.float32)}


@pytest.mark.parametrize("name", RULES)
def test_each_parameter_has_a_state_of_its_own(name: str) -> None:
    parameters, gradients = draw(3)
    alone = copy.deepcopy(parameters)
    trained(made(name), parameters, gradients)
    for key in alone:
        trained(made(name), {key: alone[key]}, gradients)
    np.testing.assert_equal(parameters, alone)


@pytest.mark.parametrize("name", RULES)
def test_a_parameter_that_joins_late_begins_at_its_first_step(name: str) -> None:
    parameters, gradients = draw(4)
    b = {"b": parameters["b"].copy()}
    optimizer = made(name)
    trained(optimizer, {"a": parameters["a"]}, gradients[:2])
    trained(optimizer, parameters, gradients[2:])
    trained(made(name), b, gradients[2:])
    np.testing.assert_array_equal(parameters["b"], b["b"])
    assert optimizer.steps == {"a": 4, "b": 2}


@pytest.mark.parametrize("name", RULES)
def test_a_copy_of_the_state_resumes_to_the_same_bits(name: str) -> None:
    parameters, gradients = draw(6, np.float32)
    first = made(name)
    trained(first, parameters, gradients[:3])
    resumed, again = copy.deepcopy(parameters), made(name)
    again.state, again.steps = copy.deepcopy((first.state, first.steps))
    for optimizer, held in ((first, parameters), (again, resumed)):
        trained(optimizer, held, gradients[3:])
    np.testing.assert_equal(parameters, resumed)
    np.testing.assert_equal(first.state, again.state)


@pytest.mark.parametrize("name", RULES)
def test_zero_gradients_move_nothing_that_stands_still(name: str) -> None:
    parameters = {"w": np.ones(3)}
    optimizer = made(name, weight_decay=0.0)
    for _ in range(3):
        optimizer.step(parameters, {"w": np.zeros(3)})
    np.testing.assert_array_equal(parameters["w"], 1.0)


@pytest.mark.parametrize("name", RULES)
def test_the_learning_rate_may_be_changed_instead_of_the_factor(name: str) -> None:
    parameters, gradients = draw(3)
    other = copy.deepcopy(parameters)
    ours, changed = made(name, learning_rate=0.5), made(name)
    for gradient, rate in zip(gradients, (0.5, 0.25, 0.125), strict=True):
        ours.step(parameters, gradient, rate / 0.5)
        changed.learning_rate = rate
        changed.step(other, gradient)
    np.testing.assert_equal(parameters, other)


@pytest.mark.parametrize("name", RULES)
def test_every_memory_layout_will_do(name: str) -> None:
    _, gradients = draw(2)
    wide = np.zeros((6, 8))
    wide[::2, ::2] = np.arange(12).reshape(3, 4)
    spread, dense = {"a": wide[::2, ::2].T[::2]}, {"a": wide[::2, ::2].T[::2].copy()}
    turned = [{"a": np.asfortranarray(gradient["a"])} for gradient in gradients]
    trained(made(name), spread, turned)
    trained(made(name), dense, gradients)
    np.testing.assert_array_equal(spread["a"], dense["a"])
    np.testing.assert_array_equal(wide[1::2], 0)


@pytest.mark.parametrize(
    ("gradients", "error", "said"),
    [
        ({}, ValueError, "the gradient of the parameter b is missing"),
        ({"b": np.ones(2)}, ValueError, r"gradient of b must have the shape \(3,\)"),
        ({"b": np.ones(3, np.float32)}, TypeError, "gradient of b must be a float64 array"),
        ({"b": [1.0, 1.0, 1.0]}, TypeError, "gradient of b must be a float64 array"),
    ],
)
def test_a_gradient_that_does_not_fit_is_refused_before_anything_changes(
    gradients: Any, error: type[Exception], said: str
) -> None:
    parameters = {"a": np.ones(3), "b": np.ones(3)}
    optimizer = optim.Adam()
    with pytest.raises(error, match=said):
        optimizer.step(parameters, {"a": np.ones(3)} | gradients)
    np.testing.assert_array_equal(parameters["a"], 1)
    assert optimizer.steps == {}


def test_a_parameter_that_is_no_array_of_floats_is_refused() -> None:
    with pytest.raises(TypeError, match="parameter w must be a float32 or float64 array"):
        optim.SGD().step({"w": np.ones(3, int)}, {"w": np.ones(3, int)})


@pytest.mark.parametrize("factor", [-0.1, float("nan"), float("inf")])
def test_a_factor_is_finite_and_not_negative(factor: float) -> None:
    with pytest.raises(ValueError, match="factor must be "):
        optim.SGD().step({}, {}, factor)


BETAS = [(1.0, 0.9), (0.9, 1.0), (-0.1, 0.9), (0.9,), 0.9]
REFUSED = [
    *((name, {"learning_rate": bad}) for name in RULES for bad in (0, -1.0, np.nan, np.inf)),
    *((name, {"weight_decay": bad}) for name in RULES for bad in (-1.0, np.nan)),
    *((name, {"eps": bad}) for name in RULES if name != "SGD" for bad in (-1.0, np.inf)),
    *((name, {"momentum": bad}) for name in ("SGD", "RMSProp") for bad in (-0.1, 1, np.nan)),
    *((name, {"betas": bad}) for name in ("Adam", "AdamW", "NAdam") for bad in BETAS),
    ("SGD", {"dampening": -0.1}),
    ("SGD", {"momentum_of": "both"}),
    ("AdaGrad", {"learning_rate_decay": -1.0}),
    ("AdaGrad", {"initial_accumulator_value": -1.0}),
    ("RMSProp", {"alpha": 1.0}),
    ("AdaDelta", {"rho": 1.0}),
    ("NAdam", {"momentum_decay": -1.0}),
]


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_number_out_of_range_is_refused_by_name(name: str, arguments: dict[str, Any]) -> None:
    (said,) = arguments
    with pytest.raises(ValueError, match=rf"^{said}(\[[01]\])? must be "):
        getattr(optim, name)(**arguments)


@pytest.mark.parametrize(
    ("name", "switch"),
    [
        *((name, "maximize") for name in RULES),
        ("SGD", "nesterov"),
        ("RMSProp", "centered"),
        ("Adam", "amsgrad"),
        ("Adam", "decoupled_weight_decay"),
        ("NAdam", "decoupled_weight_decay"),
    ],
)
def test_a_switch_is_true_or_false(name: str, switch: str) -> None:
    with pytest.raises(TypeError, match=f"^{switch} must be True or False"):
        getattr(optim, name)(**{switch: 1})


@pytest.mark.parametrize("arguments", [{}, {"momentum": 0.9, "dampening": 0.1}])
def test_nesterov_needs_a_momentum_and_no_dampening(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="nesterov needs a momentum above 0 and no dampening"):
        optim.SGD(nesterov=True, **arguments)
