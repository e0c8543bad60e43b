from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.tools import tools


def tool(name: str) -> Any:
    return tools()[name]()


@pytest.mark.parametrize("name", ["zeros", "ones", "normal"])
@pytest.mark.parametrize(
    ("arguments", "keywords", "shape"),
    [
        ((2, 3), {}, (2, 3)),
        (((2, 3),), {}, (2, 3)),
        ((np.array([2, 3]),), {}, (2, 3)),
        ((4,), {}, (4,)),
        ((np.int64(4),), {}, (4,)),
        ((), {"size": (2, 3)}, (2, 3)),
        ((), {"shape": 4, "dtype": float}, (4,)),
        ((), {}, ()),
    ],
)
def test_initialisers_take_shapes_in_every_way(
    name: str, arguments: Any, keywords: Any, shape: tuple[int, ...]
) -> None:
    assert np.shape(tool(name)(*arguments, **keywords)) == shape


def test_initialisers_give_what_their_names_say() -> None:
    assert tool("zeros")(2).tolist() == [0, 0]
    assert tool("ones")(2).tolist() == [1, 1]
    assert len(set(tool("normal")(9).tolist())) == 9


def test_activations_are_the_identity_and_its_derivative() -> None:
    x = np.array([2.0, 3.0])
    assert tool("identity")(x) is x
    assert tool("one_derivative")(x).tolist() == [1, 1]
    assert tool("zero_derivative")(x).tolist() == [0, 0]


@pytest.mark.parametrize(("name", "method"), [("rng", "random"), ("random_state", "rand")])
def test_generators_start_anew(name: str, method: str) -> None:
    assert getattr(tool(name), method)() == getattr(tool(name), method)()


def test_an_initialiser_that_is_an_object_gives_zeros_whatever_it_is_asked_for() -> None:
    assert tool("initializer").initialize((2, 3), 3, 2).shape == (2, 3)
    assert tool("initializer")(4).tolist() == [0, 0, 0, 0]


def test_an_activation_that_is_an_object_changes_nothing_in_both_directions() -> None:
    x = np.array([2.0, 3.0])
    passing = tool("passing")
    assert passing(x) is passing.forward(x) is passing.backward(x) is x
    assert passing.derivative(x).tolist() == [1, 1]


def test_an_activation_that_is_an_object_has_no_gradient_which_may_mean_two_things() -> None:
    assert not hasattr(tool("passing"), "gradient")


def test_a_holder_holds_what_it_is_given_and_may_be_a_key() -> None:
    holder = tool("holder")(weights=1, dweights=2)
    assert (holder.weights, holder.dweights, {holder: 3}[holder]) == (1, 2, 3)
    assert not hasattr(holder, "weight_cache")
