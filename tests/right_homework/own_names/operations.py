"""Operations in the manner of the "from scratch" book: forward(input_) / backward(output_grad)."""
from typing import List

import numpy as np
from numpy import ndarray


def assert_same_shape(a: ndarray, b: ndarray):
    assert a.shape == b.shape, f"{a.shape} is not {b.shape}"


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

    def _output(self) -> ndarray:
        raise NotImplementedError()

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        raise NotImplementedError()


class ParamOperation(Operation):
    def __init__(self, param: ndarray):
        super().__init__()
        self.param = param

    def backward(self, output_grad: ndarray) -> ndarray:
        super().backward(output_grad)
        self.param_grad = self._param_grad(output_grad)
        assert_same_shape(self.param, self.param_grad)
        return self.input_grad


class WeightMultiply(ParamOperation):
    def _output(self):
        return np.dot(self.input_, self.param)

    def _input_grad(self, output_grad):
        return np.dot(output_grad, np.transpose(self.param))

    def _param_grad(self, output_grad):
        return np.dot(np.transpose(self.input_), output_grad)


class BiasAdd(ParamOperation):
    def __init__(self, B: ndarray):
        assert B.shape[0] == 1
        super().__init__(B)

    def _output(self):
        return self.input_ + self.param

    def _input_grad(self, output_grad):
        return output_grad.copy()

    def _param_grad(self, output_grad):
        return output_grad.sum(axis=0, keepdims=True)


class Conv2D_Op(ParamOperation):
    """input (N, C, H, W), param (C, F, k, k) with k odd; zero padding k // 2, stride 1, no bias"""

    def __init__(self, W: ndarray):
        assert W.shape[2] == W.shape[3] and W.shape[2] % 2 == 1
        super().__init__(W)
        self.param_size = W.shape[2]
        self.param_pad = self.param_size // 2

    def _patches(self, images: ndarray) -> ndarray:
        p = self.param_pad
        padded = np.pad(images, ((0, 0), (0, 0), (p, p), (p, p)))
        h, w = images.shape[2:]
        rows = [np.stack([padded[:, :, a:a + h, b:b + w] for b in range(self.param_size)], axis=2)
                for a in range(self.param_size)]
        return np.stack(rows, axis=2)          # (N, C, k, k, H, W)

    def _output(self):
        return np.einsum('ncabhw,cfab->nfhw', self._patches(self.input_), self.param)

    def _input_grad(self, output_grad):
        return np.einsum('nfabhw,cfab->nchw', self._patches(output_grad), self.param[:, :, ::-1, ::-1])

    def _param_grad(self, output_grad):
        return np.einsum('ncabhw,nfhw->cfab', self._patches(self.input_), output_grad)


class Flatten(Operation):
    def _output(self):
        return self.input_.reshape(self.input_.shape[0], -1)

    def _input_grad(self, output_grad):
        return output_grad.reshape(self.input_.shape)


class Sigmoid(Operation):
    def _output(self):
        return np.where(self.input_ >= 0, 1.0, np.exp(np.minimum(self.input_, 0))) / (1.0 + np.exp(-np.abs(self.input_)))

    def _input_grad(self, output_grad):
        return self.output * (1.0 - self.output) * output_grad


class Tanh(Operation):
    def _output(self):
        return np.tanh(self.input_)

    def _input_grad(self, output_grad):
        return output_grad * (1 - self.output * self.output)


class AveragePool(Operation):
    """non-overlapping k x k blocks; what does not fill a block is left out"""

    def __init__(self, k: int = 2):
        self.k = k

    def _output(self):
        N, C, H, W = self.input_.shape
        k, h, w = self.k, H // self.k, W // self.k
        return self.input_[:, :, :h * k, :w * k].reshape(N, C, h, k, w, k).mean(axis=(3, 5))

    def _input_grad(self, output_grad):
        grad = np.zeros(self.input_.shape)
        k = self.k
        h, w = output_grad.shape[2:]
        grad[:, :, :h * k, :w * k] = np.kron(output_grad, np.ones((1, 1, k, k))) / k ** 2
        return grad


class Loss(object):
    def forward(self, prediction: ndarray, target: ndarray) -> float:
        assert_same_shape(prediction, target)
        self.prediction, self.target = prediction, target
        return self._output()

    def backward(self) -> ndarray:
        self.input_grad = self._input_grad()
        assert_same_shape(self.prediction, self.input_grad)
        return self.input_grad


class MeanSquaredError(Loss):
    def _output(self):
        return np.sum(np.power(self.prediction - self.target, 2)) / self.prediction.shape[0]

    def _input_grad(self):
        return 2.0 * (self.prediction - self.target) / self.prediction.shape[0]


class SoftmaxCrossEntropy(Loss):
    def _output(self):
        z = self.prediction - self.prediction.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.softmax_preds = np.exp(log_p)
        return -np.sum(self.target * log_p) / self.prediction.shape[0]

    def _input_grad(self):
        return (self.softmax_preds - self.target) / self.prediction.shape[0]


class Layer(object):
    def __init__(self, operations: List[Operation]):
        self.operations = operations

    def forward(self, input_: ndarray) -> ndarray:
        for operation in self.operations:
            input_ = operation.forward(input_)
        return input_

    def backward(self, output_grad: ndarray) -> ndarray:
        for operation in self.operations[::-1]:
            output_grad = operation.backward(output_grad)
        return output_grad
