import numpy as np


class Layer:
    def __init__(self):
        self.optimizable = True

    def forward(self):
        pass

    def backward(self):
        pass


class Linear(Layer):
    def __init__(self, in_dim, out_dim, initialize_method=np.random.normal, weight_decay=False, weight_decay_lambda=1e-8):
        super().__init__()
        self.W = initialize_method(size=(in_dim, out_dim))
        self.b = initialize_method(size=(1, out_dim))
        self.grads = {"W": None, "b": None}
        self.params = {"W": self.W, "b": self.b}
        self.weight_decay, self.weight_decay_lambda = weight_decay, weight_decay_lambda

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        self.input = X
        return np.dot(X, self.W) + self.b

    def backward(self, grad):
        self.grads["W"] = np.dot(self.input[-1:].T, grad[-1:])
        self.grads["b"] = np.sum(grad, axis=0, keepdims=True)
        if self.weight_decay:
            self.grads["W"] += self.weight_decay_lambda * self.W
        return np.dot(grad, self.W.T)

    def clear_grad(self):
        self.grads = {"W": None, "b": None}


class MultiCrossEntropyLoss(Layer):
    def __init__(self, model=None, max_classes=10):
        super().__init__()
        self.model = model
        self.has_softmax = True

    def __call__(self, predicts, labels):
        return self.forward(predicts, labels)

    def forward(self, predicts, labels):
        shifted = predicts - predicts.max(axis=1, keepdims=True)
        self.logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.labels = labels
        return -self.logs[np.arange(len(labels)), labels].mean()

    def backward(self):
        self.grads = np.exp(self.logs)
        self.grads[np.arange(len(self.labels)), self.labels] -= 1
        self.grads /= len(self.labels)
        if self.model is not None:
            self.model.backward(self.grads)
        return self.grads
