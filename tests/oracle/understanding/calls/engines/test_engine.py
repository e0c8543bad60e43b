"""What a homework computes with is found by using it, whatever it is called."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.engines.engine import Engine


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def sum(self):
        return type(self)(self.data.sum(), ((self, np.ones_like(self.data)),))

    def walk(self):
        for parent, factor in self.parents:
            parent.grad = parent.grad + self.grad * factor
            parent.walk()


class FromOnes(Tensor):
    def backward(self):
        self.grad = np.ones_like(self.data)
        self.walk()


class Given(Tensor):
    def backward(self, gradient):
        self.grad = gradient
        self.walk()


class Put(Tensor):
    def backward(self):
        self.walk()


class Nodo:
    def __init__(self, valores, padres=(), seguir=False):
        self._valores = np.asarray(valores, dtype=float)
        self.gradiente = None
        self.padres = padres
        self.seguir = seguir

    def lista(self):
        return self._valores.tolist()

    def __add__(self, otro):
        return Nodo(self._valores + otro._valores, (self, otro), self.seguir)

    def retropropagar(self, inicial):
        if self.seguir:
            self.gradiente = inicial
            for padre in self.padres:
                padre.retropropagar(inicial)


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x):
        return x * self.p

    def backward(self, grad):
        return grad * self.p


def engine(*targets):
    live = Live(*targets)
    return Engine(live, live.definitions[0], live.definitions).found()


@pytest.mark.parametrize(
    ("kind", "form", "arrays"),
    [(FromOnes, "weighted", set()), (Given, "given", {"grad_out"}), (Put, "put", {"grad_out"})],
)
def test_how_its_backward_pass_starts_is_told_by_the_gradients(kind, form, arrays):
    own, graph = engine(kind)
    assert own.read == ("data",)
    assert (graph.start, graph.form, graph.gradient) == ("backward", form, ("grad",))
    assert graph.as_arrays == arrays


class Tape:
    """Its rules are for arrays, and by chance the first of them takes the engine's own objects."""

    def __init__(self, data):
        self.data, self.grad, self.rule = np.asarray(data, dtype=float), None, None

    def __mul__(self, other):
        out = Tape(self.data * np.asarray(other.data))
        out.rule = lambda grad: ((self, grad * other.data), (other, grad * self.data))
        return out

    def backward(self, grad=None):
        self.grad = np.ones_like(self.data) if grad is None else grad
        for one, part in self.rule(self.grad) if self.rule else ():
            one.backward(part)


def test_a_gradient_is_an_array_where_that_leads_to_arrays():
    _, graph = engine(Tape)
    assert graph.as_arrays == {"grad_out"}
    assert not graph.carried


def test_names_of_another_language_and_a_flag_for_gradients_are_found():
    own, graph = engine(Nodo)
    assert own.options == {"seguir": True}
    assert (graph.start, graph.gradient) == ("retropropagar", ("gradiente",))


def test_a_layer_that_keeps_a_number_is_nothing_to_compute_with():
    assert engine(Dropout) is None


def test_a_function_that_makes_it_of_lists_is_found():
    class Matrix(Given):
        def __init__(self, data, parents):
            super().__init__(data, parents)

    def matrix(rows):
        if not isinstance(rows, list):
            raise TypeError("rows are lists")
        return Matrix(rows, ())

    own, _ = engine(Matrix, matrix)
    assert (own.maker, own.made_of) == ("matrix", "list")
