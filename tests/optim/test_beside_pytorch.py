"""Every rule beside torch.optim, at a changing learning rate: off by what rounding may do."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from update_rules import RULES, followed, sequence

from reference.optimizers import twins
from scratchcnn import optim

shares = st.sampled_from([0.0, 0.5, 0.9, 0.99]) | st.floats(0, 0.999)
small = st.sampled_from([1e-12, 1e-8, 1e-4, 1.0])
decays = st.sampled_from([0.0, 0.01, 0.5])
truth = st.booleans()
OPTIONS: dict[str, dict[str, Any]] = {
    "SGD": {
        "momentum": shares,
        "dampening": shares,
        "momentum_of": st.sampled_from(["gradient", "step"]),
    },
    "AdaGrad": {
        "learning_rate_decay": decays,
        "initial_accumulator_value": st.sampled_from([0.0, 0.1]),
        "eps": small,
    },
    # With less, PyTorch's centered variance may be negative, and its root is no number.
    "RMSProp": {
        "alpha": st.floats(0.5, 0.999),
        "eps": small,
        "momentum": shares,
        "centered": truth,
    },
    "AdaDelta": {"rho": shares, "eps": small},
    "Adam": {
        "betas": st.tuples(shares, shares),
        "eps": small,
        "amsgrad": truth,
        "decoupled_weight_decay": truth,
    },
    "AdamW": {"betas": st.tuples(shares, shares), "eps": small, "amsgrad": truth},
    "NAdam": {
        "betas": st.tuples(shares, shares),
        "eps": small,
        "momentum_decay": decays,
        "decoupled_weight_decay": truth,
    },
}
FACTORS = st.lists(st.sampled_from([1.0, 0.1, 2.0, 0.0, 0.37]), min_size=3, max_size=8)
SHAPES = st.sampled_from([(), (1,), (5,), (0, 3), (2, 3), (2, 1, 3, 3)])


def options(name: str) -> st.SearchStrategy[dict[str, Any]]:
    every = OPTIONS[name] | {"weight_decay": decays, "maximize": truth}
    drawn = st.fixed_dictionaries({}, optional=every)
    return drawn.map(looking_ahead) if name == "SGD" else drawn


def looking_ahead(found: dict[str, Any]) -> dict[str, Any]:
    """With a momentum and no dampening, look ahead."""
    looks = found.get("momentum", 0.0) > 0 and found.get("dampening", 0.0) == 0
    return found | {"nesterov": looks}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_a_rule_takes_the_steps_of_its_twin(name: str, dtype: Any, data: st.DataObject) -> None:
    arguments = data.draw(options(name))
    scale = data.draw(st.sampled_from([1e-12, 1e-8, 1e-4, 1.0, 1e3]))
    factors = data.draw(FACTORS)
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    start, gradients = sequence(rng, data.draw(SHAPES), dtype, scale, len(factors))
    ours = getattr(optim, name)(learning_rate=0.3, **arguments)
    twin = twins()[name](learning_rate=0.3, **arguments)
    rates = [0.3 * factor for factor in factors]
    mine, theirs = {"w": start.copy()}, {"w": start.astype(np.float64)}
    every = zip(gradients, factors, followed(name, arguments, start, gradients, rates), strict=True)
    for gradient, factor, expected in every:
        ours.step(mine, {"w": gradient}, factor)
        twin.step(theirs, {"w": gradient.astype(np.float64)}, factor)
        assert mine["w"].dtype == dtype
        # Where the rule cannot bound its error, it divides by what may be 0.
        known = np.isfinite(expected.error)
        off = np.abs(mine["w"].astype(np.float64) - theirs["w"])
        allowed = 2 * expected.error if dtype == np.float64 else 1.001 * expected.error
        assert np.all(off[known] <= np.broadcast_to(allowed, off.shape)[known])
        same = np.abs(mine["w"] - expected.value) <= 2 * expected.error
        assert np.all(same[known])
    for slot, arrays in twin.state.items():
        assert ours.state[slot]["w"].shape == arrays["w"].shape


@pytest.mark.parametrize("name", RULES)
def test_the_bound_leaves_no_room_for_another_rule(name: str) -> None:
    start, gradients = sequence(np.random.default_rng(0), (20,), np.float64, 1.0, 6)
    for expected in followed(name, {}, start, gradients, [0.1, 0.1, 0.3, 0.2, 0.1, 0.1]):
        assert expected.error.max() < 1e-12


@pytest.mark.parametrize("name", RULES)
def test_the_defaults_are_those_of_pytorch(name: str) -> None:
    start, gradients = sequence(np.random.default_rng(1), (5,), np.float64, 1.0, 4)
    mine, theirs = {"w": start.copy()}, {"w": start.copy()}
    ours, twin = getattr(optim, name)(), twins()[name]()
    assert ours.learning_rate == twin.learning_rate
    for gradient in gradients:
        ours.step(mine, {"w": gradient})
        twin.step(theirs, {"w": gradient})
    np.testing.assert_allclose(mine["w"], theirs["w"], rtol=1e-13)


@pytest.mark.parametrize("name", RULES)
def test_the_slots_are_called_and_filled_as_in_pytorch(name: str) -> None:
    arguments = {"momentum": 0.9} if name == "SGD" else {}
    start, gradients = sequence(np.random.default_rng(2), (5,), np.float64, 1.0, 3)
    mine, theirs = {"w": start.copy()}, {"w": start.copy()}
    ours, twin = getattr(optim, name)(**arguments), twins()[name](**arguments)
    for gradient in gradients:
        ours.step(mine, {"w": gradient})
        twin.step(theirs, {"w": gradient})
    assert set(ours.state) == set(twin.state)
    for slot, arrays in twin.state.items():
        np.testing.assert_allclose(ours.state[slot]["w"], arrays["w"], rtol=1e-13)
