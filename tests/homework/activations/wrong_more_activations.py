import numpy as np


# Some more activations for the network from the book.
# Same interface: forward sets self.output, backward sets self.dinputs


class Activation_ReLU:

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


class Activation_ELU:

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, inputs):
        negative = inputs < 0
        inputs[negative] = self.alpha * (np.exp(inputs[negative]) - 1)
        self.output = inputs

    def backward(self, dvalues):
        # derivative written with the output
        self.dinputs = dvalues * np.where(self.output > 0, 1, self.output + self.alpha)


class Activation_GELU:

    def forward(self, inputs):
        self.inputs = inputs
        self.tanh = np.tanh(np.sqrt(2 / np.pi) * (inputs + 0.044715 * inputs ** 3))
        self.output = 0.5 * inputs * (1 + self.tanh)

    def backward(self, dvalues):
        x = self.inputs
        inner = np.sqrt(2 / np.pi) * (1 + 0.134145 * x ** 2)
        self.dinputs = dvalues * (0.5 * (1 + self.tanh) + 0.5 * x * (1 - self.tanh ** 2) * inner)


class Activation_HardSigmoid:

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.clip(0.2 * inputs + 0.5, 0, 1)

    def backward(self, dvalues):
        self.dinputs = dvalues * 0.2
        self.dinputs[np.abs(self.inputs) >= 2.5] = 0


class Activation_Softplus:

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.logaddexp(0, inputs)

    def backward(self, dvalues):
        # 1 - exp(-softplus(x)) is the sigmoid
        self.dinputs = dvalues * (1 - np.exp(-self.output))


if __name__ == "__main__":
    X = np.random.RandomState(0).randn(3, 4)
    for activation in (Activation_ReLU(), Activation_ELU(), Activation_GELU(),
                       Activation_HardSigmoid(), Activation_Softplus()):
        activation.forward(X)
        activation.backward(np.ones((3, 4)))
        print(type(activation).__name__)
        print(activation.output)
        print(activation.dinputs)
