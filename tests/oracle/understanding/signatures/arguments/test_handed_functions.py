"""Functions that a constructor is handed are told by who calls them."""

from typing import Any

from scratchcnn.oracle.understanding.signatures.arguments.handed_functions import handed_functions

MAKING = "self.w = fill(a, b)\nself.act, self.slope = f, g\nself.rest = h"
FORWARD = {"source": "return self.act(x @ self.w)"}


def described(making: str = MAKING, *, required: bool = True) -> dict[str, Any]:
    parameters = [
        {"name": name, "kind": "positional", "required": required}
        for name in ("a", "b", "fill", "f", "g", "h")
    ]
    methods = {
        "__init__": {"source": making},
        "forward": FORWARD,
        "backward": {"source": "return g * self.slope(self.z)"},
    }
    return {"params": parameters, "methods": methods}


def test_who_calls_a_function_tells_what_it_is() -> None:
    found = handed_functions(described(), FORWARD, "linear")
    assert {name: one.form for name, one in found.items()} == {
        "fill": "zeros",
        "f": "identity",
        "g": "one_derivative",
    }


def test_a_default_is_kept() -> None:
    assert not handed_functions(described(required=False), FORWARD, "linear")


def test_an_activation_is_the_business_of_its_own_op() -> None:
    assert not handed_functions(described(), FORWARD, "relu")


def test_what_is_never_called_is_no_function() -> None:
    assert not handed_functions(described("self.act = a + b"), {"source": ""}, "linear")
