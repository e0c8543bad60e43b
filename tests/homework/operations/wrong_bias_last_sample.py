import numpy as np
from numpy import ndarray


def assert_same_shape(array, array_grad):
    assert array.shape == array_grad.shape


class Operation(object):
    def forward(self, input_: ndarray) -> ndarray:
        self.input_ = input_
        self.output = self._output()
        return self.output

    def backward(self, output_grad: ndarray) -> ndarray:
        assert_same_shape(self.output, output_grad)
        self.input_grad = self._input_grad(output_grad)
        assert_same_shape(self.input_, self.input_grad)
        return self.input_grad


class ParamOperation(Operation):
    def __init__(self, param: ndarray):
        self.param = param

    def backward(self, output_grad: ndarray) -> ndarray:
        assert_same_shape(self.output, output_grad)
        self.input_grad = self._input_grad(output_grad)
        self.param_grad = self._param_grad(output_grad)
        assert_same_shape(self.param, self.param_grad)
        return self.input_grad


class WeightMultiply(ParamOperation):
    def _output(self) -> ndarray:
        return np.dot(self.input_, self.param)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return np.dot(output_grad, self.param.T)

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        return np.dot(self.input_.T, output_grad)


class BiasAdd(ParamOperation):
    def _output(self) -> ndarray:
        return self.input_ + self.param

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return np.ones_like(self.input_) * output_grad

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        return output_grad[-1:]


class Sigmoid(Operation):
    def _output(self) -> ndarray:
        return 1.0 / (1.0 + np.exp(-1.0 * self.input_))

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return self.output * (1.0 - self.output) * output_grad


class Layer(object):
    def __init__(self, neurons: int):
        self.neurons = neurons
        self.first = True
        self.operations = []

    def forward(self, input_: ndarray) -> ndarray:
        if self.first:
            self._setup_layer(input_)
            self.first = False
        for operation in self.operations:
            input_ = operation.forward(input_)
        self.output = input_
        return self.output

    def backward(self, output_grad: ndarray) -> ndarray:
        assert_same_shape(self.output, output_grad)
        for operation in reversed(self.operations):
            output_grad = operation.backward(output_grad)
        self.param_grads = [one.param_grad for one in self.operations if isinstance(one, ParamOperation)]
        return output_grad


class Dense(Layer):
    def __init__(self, neurons: int, activation: Operation = Sigmoid()) -> None:
        super().__init__(neurons)
        self.activation = activation

    def _setup_layer(self, input_: ndarray) -> None:
        self.params = [np.random.randn(input_.shape[1], self.neurons), np.random.randn(1, self.neurons)]
        self.operations = [WeightMultiply(self.params[0]), BiasAdd(self.params[1]), self.activation]
