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
