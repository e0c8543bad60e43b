import numpy as np

from layers import Linear, MaxPool2d, ReLU
from losses import CrossEntropyLoss


class Model:
    def __init__(self):
        self.layers = [Linear(784, 32), ReLU(), Linear(32, 10)]
        self.loss = CrossEntropyLoss()

    def train_step(self, x, y, lr=0.1):
        for layer in self.layers:
            x = layer(x)
        value = self.loss.forward(x, y)
        grad = self.loss.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
            if hasattr(layer, "weight"):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias
        return value


if __name__ == "__main__":
    model = Model()
    x, y = np.random.randn(64, 784), np.random.randint(0, 10, 64)
    for epoch in range(20):
        print(epoch, model.train_step(x, y))
