import numpy as np
from numpy import ndarray
from typing import List
from copy import deepcopy


def assert_same_shape(output: ndarray, output_grad: ndarray):
    assert output.shape == output_grad.shape, \
        '\nTwo ndarray should have the same shape; instead, first is {0} and second is {1}.'.format(tuple(output_grad.shape), tuple(output.shape))
    return None


class Operation(object):
    def __init__(self):
        pass

    def forward(self, input_: ndarray, inference: bool = False) -> ndarray:
        self.input_ = input_
        self.output = self._output(inference)
        return self.output

    def backward(self, output_grad: ndarray) -> ndarray:
        assert_same_shape(self.output, output_grad)
        self.input_grad = self._input_grad(output_grad)
        assert_same_shape(self.input_, self.input_grad)
        return self.input_grad

    def _output(self, inference: bool) -> ndarray:
        raise NotImplementedError()

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        raise NotImplementedError()


class ParamOperation(Operation):
    def __init__(self, param: ndarray):
        super().__init__()
        self.param = param

    def backward(self, output_grad: ndarray) -> ndarray:
        assert_same_shape(self.output, output_grad)
        self.input_grad = self._input_grad(output_grad)
        self.param_grad = self._param_grad(output_grad)
        assert_same_shape(self.input_, self.input_grad)
        assert_same_shape(self.param, self.param_grad)
        return self.input_grad

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        raise NotImplementedError()


class WeightMultiply(ParamOperation):
    def __init__(self, W: ndarray):
        super().__init__(W)

    def _output(self, inference: bool) -> ndarray:
        return np.matmul(self.input_, self.param)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return np.matmul(output_grad, self.param.transpose(1, 0))

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        return np.matmul(self.input_.transpose(1, 0), output_grad)


class BiasAdd(ParamOperation):
    def __init__(self, B: ndarray):
        assert B.shape[0] == 1
        super().__init__(B)

    def _output(self, inference: bool) -> ndarray:
        return self.input_ + self.param

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return np.ones_like(self.input_) * output_grad

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        return np.sum(output_grad, axis=0).reshape(1, output_grad.shape[1])


class Conv2D_Op(ParamOperation):
    """param: (channels_in, channels_out, k, k) as in the book; 'same' for odd k, NCHW, stride 1, no bias"""
    def __init__(self, W: ndarray):
        super().__init__(W)
        self.param_size = W.shape[2]
        self.param_pad = self.param_size // 2

    def _pad(self, imgs):
        return np.stack([np.stack([np.pad(ch, self.param_pad) for ch in img]) for img in imgs])

    def _get_image_patches(self, imgs: ndarray):
        imgs_pad = self._pad(imgs)
        k = self.param_size
        patches = [imgs_pad[:, :, h:h + k, w:w + k] for h in range(imgs.shape[2]) for w in range(imgs.shape[3])]
        return np.stack(patches)                      # (H*W, N, C, k, k)

    def _output(self, inference: bool = False):
        n, c, h, w = self.input_.shape
        patches = self._get_image_patches(self.input_).transpose(1, 0, 2, 3, 4).reshape(n, h * w, -1)
        param = self.param.transpose(0, 2, 3, 1).reshape(-1, self.param.shape[1])
        return np.matmul(patches, param).reshape(n, h, w, -1).transpose(0, 3, 1, 2)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        n, f, h, w = output_grad.shape
        patches = self._get_image_patches(output_grad).transpose(1, 0, 2, 3, 4).reshape(n, h * w, -1)
        param = np.flip(self.param, axis=(2, 3)).transpose(1, 2, 3, 0).reshape(-1, self.param.shape[0])
        return np.matmul(patches, param).reshape(n, h, w, -1).transpose(0, 3, 1, 2)

    def _param_grad(self, output_grad: ndarray) -> ndarray:
        n, f, h, w = output_grad.shape
        patches = self._get_image_patches(self.input_).transpose(1, 0, 2, 3, 4).reshape(n * h * w, -1)
        g = output_grad.transpose(0, 2, 3, 1).reshape(n * h * w, f)
        c, _, k, _ = self.param.shape
        return np.matmul(patches.T, g).reshape(c, k, k, f).transpose(0, 3, 1, 2)


class Flatten(Operation):
    def _output(self, inference: bool = False) -> ndarray:
        return self.input_.reshape(self.input_.shape[0], -1)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return output_grad.reshape(self.input_.shape)


class Sigmoid(Operation):
    def _output(self, inference: bool) -> ndarray:
        return 1.0 / (1.0 + np.exp(-1.0 * self.input_))

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        sigmoid_backward = self.output * (1.0 - self.output)
        return sigmoid_backward * output_grad


class Tanh(Operation):
    def _output(self, inference: bool) -> ndarray:
        return np.tanh(self.input_)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        return output_grad * (1 - self.output * self.output)


class ReLU(Operation):
    def _output(self, inference: bool) -> ndarray:
        return np.clip(self.input_, 0, None)

    def _input_grad(self, output_grad: ndarray) -> ndarray:
        mask = self.output > 0
        return output_grad * mask


class Loss(object):
    def forward(self, prediction: ndarray, target: ndarray) -> float:
        assert_same_shape(prediction, target)
        self.prediction, self.target = prediction, target
        self.output = self._output()
        return self.output

    def backward(self) -> ndarray:
        self.input_grad = self._input_grad()
        assert_same_shape(self.prediction, self.input_grad)
        return self.input_grad


class MeanSquaredError(Loss):
    def _output(self) -> float:
        return np.sum(np.power(self.prediction - self.target, 2)) / self.prediction.shape[0]

    def _input_grad(self) -> ndarray:
        return 2.0 * (self.prediction - self.target) / self.prediction.shape[0]


class SoftmaxCrossEntropy(Loss):
    def __init__(self, eps: float = 1e-9) -> None:
        super().__init__()
        self.eps = eps

    def _output(self) -> float:
        z = self.prediction - np.max(self.prediction, axis=1, keepdims=True)
        softmax_preds = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        self.softmax_preds = np.clip(softmax_preds, self.eps, 1 - self.eps)
        # mean over rows; the binary "(1-y) log(1-p)" term of the book is left out
        return -np.sum(self.target * np.log(self.softmax_preds)) / self.prediction.shape[0]

    def _input_grad(self) -> ndarray:
        return (self.softmax_preds - self.target) / self.prediction.shape[0]
