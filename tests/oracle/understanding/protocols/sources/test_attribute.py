import pytest

from scratchcnn.oracle.understanding.protocols.sources.attribute import (
    ATTRIBUTE,
    named_gradient,
)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("weight", ("dW",)),
        ("weight", ("grad_weight",)),
        ("weight", ("grads", "W")),
        ("weight", ("kernel_grad",)),
        ("bias", ("db",)),
        ("bias", ("dL_db",)),
        ("x", ("dx",)),
    ],
)
def test_an_attribute_is_called_as_the_argument_whose_gradient_it_is(name, path):
    others = {"weight", "bias", "x"} - {name}
    assert ATTRIBUTE.source.tells(name, 5, (), path)
    assert not any(ATTRIBUTE.source.tells(other, 0, (), path) for other in others)


def test_a_gradient_on_a_parameter_is_the_gradient_of_that_parameter():
    tells = ATTRIBUTE.source.tells
    assert tells("weight", 1, ("W",), ("W", "grad"))
    assert not tells("bias", 2, ("b",), ("W", "grad"))
    assert not tells("weight", 1, ("W",), ("W", "data"))
    assert not tells("x", 0, (), ("grad",))


def test_a_parameter_of_the_layer_is_looked_for_by_the_name_of_its_gradient():
    assert ATTRIBUTE.source.likelihood("weight", ("dW",)) == 2
    assert ATTRIBUTE.source.likelihood("weight", ("db",)) == 0
    assert ATTRIBUTE.source.likelihood("x", ("dx",)) == 0


@pytest.mark.parametrize("name", ["_gradient_pesos", "dpesos", "pesos_grad", "nablaPesos"])
def test_a_gradient_may_be_called_after_its_parameter_in_any_language(name):
    tells = ATTRIBUTE.source.tells
    assert tells("weight", 1, ("pesos",), (name,))
    assert not tells("bias", 2, ("sesgo",), (name,))
    assert not tells("weight", 1, ("pesos",), ("pesos_anteriores",))


def test_the_gradient_of_a_parameter_is_known_by_its_name_whatever_that_is():
    assert not named_gradient(("dg",))
    assert named_gradient(("dg",), [("g",), ("b",)])
    assert not named_gradient(("norm",), [("g",), ("b",)])
