import numpy as np
import pickle, os

# Chapter on regression + binary logistic regression. My own notes.
# I use row samples: X is (samples, features)

class Layer_Dense:
    # l2 is there but I always leave it at 0 ...
    def __init__(self, n_inputs, n_neurons, weight_regularizer_l2=0):
        self.weights = np.random.randn(n_inputs, n_neurons) / np.sqrt(n_inputs)
        self.biases = np.zeros((1, n_neurons))
        self.weight_regularizer_l2 = weight_regularizer_l2

    def forward(self, inputs, training=False):
        self.inputs = inputs
        self.output = inputs @ self.weights + self.biases
        return self.output

    def backward(self, dvalues):
        self.dweights = self.inputs.T @ dvalues
        self.dbiases = dvalues.sum(axis=0, keepdims=True)
        if self.weight_regularizer_l2 > 0:
            self.dweights += 2 * self.weight_regularizer_l2 * self.weights
        self.dinputs = dvalues @ self.weights.T
        return self.dinputs

    def get_parameters(self):
        return self.weights, self.biases


class Activation_Sigmoid:
    def forward(self, inputs, training=False):
        self.inputs = inputs
        self.output = 1 / (1 + np.exp(-np.clip(inputs, -500, 500)))
        return self.output

    def backward(self, dvalues):
        self.dinputs = dvalues * (1 - self.output) * self.output
        return self.dinputs

    def predictions(self, outputs):
        return (outputs > 0.5) * 1


class Activation_Tanh:
    def forward(self, inputs, training=False):
        self.inputs = inputs
        self.output = np.tanh(inputs)
        return self.output

    def backward(self, dvalues):
        self.dinputs = dvalues * (1 - self.output ** 2)
        return self.dinputs


class Activation_Linear:
    def forward(self, inputs, training=False):
        self.inputs = inputs
        self.output = inputs
        return self.output

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        return self.dinputs


class Loss:
    def calculate(self, output, y):
        return np.mean(self.forward(output, y))


class Loss_BinaryCrossentropy(Loss):
    def forward(self, y_pred, y_true):
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        sample_losses = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
        return np.mean(sample_losses, axis=-1)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        outputs = len(dvalues[0])
        clipped = np.clip(dvalues, 1e-7, 1 - 1e-7)
        self.dinputs = -(y_true / clipped - (1 - y_true) / (1 - clipped)) / outputs
        self.dinputs = self.dinputs / samples
        return self.dinputs


class Loss_MeanSquaredError(Loss):
    def forward(self, y_pred, y_true):
        return np.mean((y_true - y_pred) ** 2, axis=-1)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        outputs = len(dvalues[0])
        self.dinputs = -2 * (y_true - dvalues) / outputs
        self.dinputs = self.dinputs / samples
        return self.dinputs


class Optimizer_Adam:
    def __init__(self, learning_rate=0.001, epsilon=1e-7, beta_1=0.9, beta_2=0.999):
        self.lr, self.eps, self.b1, self.b2 = learning_rate, epsilon, beta_1, beta_2
        self.t = 0

    def update_params(self, layer):
        self.t += 1
        if not hasattr(layer, 'wm'):
            layer.wm = np.zeros_like(layer.weights)
            layer.wc = np.zeros_like(layer.weights)
            layer.bm = np.zeros_like(layer.biases)
            layer.bc = np.zeros_like(layer.biases)
        layer.wm = self.b1 * layer.wm + (1 - self.b1) * layer.dweights
        layer.bm = self.b1 * layer.bm + (1 - self.b1) * layer.dbiases
        layer.wc = self.b2 * layer.wc + (1 - self.b2) * layer.dweights ** 2
        layer.bc = self.b2 * layer.bc + (1 - self.b2) * layer.dbiases ** 2
        layer.weights += -self.lr * layer.wm / (np.sqrt(layer.wc) + self.eps)
        layer.biases += -self.lr * layer.bm / (np.sqrt(layer.bc) + self.eps)


class Model:
    # not finished, only add works
    def __init__(self):
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)

    def finalize(self):
        raise NotImplementedError


def main():
    np.random.seed(42)
    X = np.linspace(0, 1, 60).reshape(-1, 1)
    y = np.sin(2 * np.pi * X)
    d1, a1, d2, a2 = Layer_Dense(1, 32), Activation_Tanh(), Layer_Dense(32, 1), Activation_Linear()
    loss_fn, opt = Loss_MeanSquaredError(), Optimizer_Adam(0.01)
    for epoch in range(150):
        out = a2.forward(d2.forward(a1.forward(d1.forward(X))))
        loss = loss_fn.calculate(out, y)
        d1.backward(a1.backward(d2.backward(a2.backward(loss_fn.backward(out, y)))))
        for l in (d1, d2):
            opt.update_params(l)
        if epoch % 50 == 0:
            print('epoch', epoch, 'loss', round(loss, 4))
    if os.path.exists('fashion_mnist.pkl'):
        data = pickle.load(open('fashion_mnist.pkl', 'rb'))


if __name__ == '__main__':
    main()
