import abc

import torch


class Layer(abc.ABC):
    """
    A layer computes a function in forward() and the gradients in backward().
    What backward needs is kept in self.grad_cache.
    """

    def __init__(self):
        self.grad_cache = {}
        self.training_mode = True

    @abc.abstractmethod
    def forward(self, *args, **kwargs):
        pass

    @abc.abstractmethod
    def backward(self, dout):
        pass

    @abc.abstractmethod
    def params(self):
        """:return: list of tuples (parameter, gradient of the parameter)"""
        pass

    def zero_grad(self):
        for parameter, gradient in self.params():
            gradient *= 0

    def train(self, training_mode=True):
        self.training_mode = training_mode

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def __repr__(self):
        return self.__class__.__name__


class Linear(Layer):
    """ y = x W^T + b """

    def __init__(self, in_features, out_features, wstd=0.1):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.w = torch.randn(out_features, in_features) * wstd
        self.b = torch.randn(out_features) * wstd
        self.dw = torch.zeros_like(self.w)
        self.db = torch.zeros_like(self.b)

    def params(self):
        return [(self.w, self.dw), (self.b, self.db)]

    def forward(self, x, **kw):
        """
        :param x: (N, Din)
        :return: (N, Dout)
        """
        number_of_samples = x.shape[0]
        output_rows = []
        for sample_index in range(number_of_samples):
            # one sample after another, a matrix times a vector
            output_rows.append(torch.mv(self.w, x[sample_index]) + self.b)
        out = torch.stack(output_rows)
        self.grad_cache["x"] = x
        return out

    def backward(self, dout):
        """
        :param dout: (N, Dout)
        :return: gradient of the input (N, Din)
        """
        x = self.grad_cache["x"]
        number_of_samples = x.shape[0]
        gradient_of_w = torch.zeros_like(self.w)
        gradient_of_b = torch.zeros_like(self.b)
        dx = torch.zeros_like(x)
        for sample_index in range(number_of_samples):
            gradient_of_w += torch.outer(dout[sample_index], x[sample_index])
            gradient_of_b += dout[sample_index]
            dx[sample_index] = torch.mv(self.w.t(), dout[sample_index])
        # gradients are accumulated until zero_grad
        self.dw += gradient_of_w
        self.db += gradient_of_b
        return dx


class ReLU(Layer):
    """ max(0, x) """

    def forward(self, x, **kw):
        out = torch.zeros_like(x)
        positive_positions = torch.nonzero(x > 0, as_tuple=True)
        out[positive_positions] = x[positive_positions]
        self.grad_cache["x"] = x
        return out

    def backward(self, dout):
        x = self.grad_cache["x"]
        dx = torch.zeros_like(x)
        positive_positions = torch.nonzero(x > 0, as_tuple=True)
        dx[positive_positions] = dout[positive_positions]
        return dx

    def params(self):
        return []


class LeakyReLU(Layer):
    """ x if x is positive, otherwise alpha * x """

    def __init__(self, alpha=0.01):
        super().__init__()
        self.alpha = alpha

    def forward(self, x, **kw):
        out = torch.where(x > 0, x, self.alpha * x)
        self.grad_cache["x"] = x
        return out

    def backward(self, dout):
        x = self.grad_cache["x"]
        dx = torch.where(x > 0, dout, self.alpha * dout)
        return dx

    def params(self):
        return []

    def __repr__(self):
        return f"LeakyReLU(alpha={self.alpha})"


class Sigmoid(Layer):
    """ 1 / (1 + exp(-x)) """

    def forward(self, x, **kw):
        out = 1.0 / (1.0 + torch.exp(-x))
        self.grad_cache["sigmoid_of_x"] = out
        return out

    def backward(self, dout):
        sigmoid_of_x = self.grad_cache["sigmoid_of_x"]
        # s' = s * (1 - s)
        local_derivative = sigmoid_of_x * (1.0 - sigmoid_of_x)
        return local_derivative * dout

    def params(self):
        return []


class CrossEntropyLoss(Layer):

    def forward(self, x, y):
        """
        :param x: class scores (N, C), not normalised
        :param y: ground truth labels (N,)
        :return: average loss, a scalar tensor
        """
        number_of_samples = x.shape[0]
        # shift the scores for numerical stability
        largest_scores, _ = torch.max(x, dim=1, keepdim=True)
        x = x - largest_scores

        loss = torch.zeros(1, dtype=x.dtype)
        for sample_index in range(number_of_samples):
            true_class_score = x[sample_index, y[sample_index]]
            loss += torch.log(torch.sum(torch.exp(x[sample_index]))) - true_class_score
        loss = loss[0] / number_of_samples

        self.grad_cache["x"] = x
        self.grad_cache["y"] = y
        return loss

    def backward(self, dout=1.0):
        """
        :param dout: gradient of the loss value itself, usually 1
        :return: gradient of the scores (N, C)
        """
        x = self.grad_cache["x"]
        y = self.grad_cache["y"]
        number_of_samples = x.shape[0]

        dx = torch.zeros_like(x)
        for sample_index in range(number_of_samples):
            exponentials = torch.exp(x[sample_index])
            probabilities = exponentials / torch.sum(exponentials)
            truth = torch.zeros_like(probabilities)
            truth[y[sample_index]] = 1.0
            dx[sample_index] = probabilities - truth
        dx = dx / number_of_samples
        return dx * dout

    def params(self):
        return []
