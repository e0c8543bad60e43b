import numpy as np

# NNFS style: .output after forward, .dinputs after backward. I added conv + pooling myself (ch. "what next?")


class Layer_Dense:
    def __init__(self, n_inputs, n_neurons, weight_regularizer_l2=0):
        self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))
        self.weight_regularizer_l2 = weight_regularizer_l2

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        if self.weight_regularizer_l2 > 0:
            self.dweights += 2 * self.weight_regularizer_l2 * self.weights
        self.dinputs = np.dot(dvalues, self.weights.T)


class Layer_Conv2D:
    def __init__(self, n_channels, n_filters, filter_size, stride=1, padding=0):
        self.weights = 0.1 * np.random.randn(n_filters, n_channels, filter_size, filter_size)
        self.biases = np.zeros((1, n_filters, 1, 1))
        self.stride = stride
        self.padding = padding

    def _windows(self, x):
        f, s = self.weights.shape[2], self.stride
        return np.lib.stride_tricks.sliding_window_view(x, (f, f), axis=(2, 3))[:, :, ::s, ::s]

    def forward(self, inputs):
        p = self.padding
        self.inputs = inputs
        self.padded = np.pad(inputs, ((0, 0), (0, 0), (p, p), (p, p)))
        self.output = np.einsum('nchwij,fcij->nfhw', self._windows(self.padded), self.weights, optimize=True) + self.biases

    def backward(self, dvalues):
        self.dweights = np.einsum('nchwij,nfhw->fcij', self._windows(self.padded), dvalues, optimize=True)
        self.dbiases = dvalues.sum(axis=(0, 2, 3), keepdims=True)
        # scatter through a WRITEABLE window view does not accumulate, so loop over the filter taps
        d = np.zeros(self.padded.shape)
        s, p = self.stride, self.padding
        _, _, oh, ow = dvalues.shape
        for a in range(self.weights.shape[2]):
            for b in range(self.weights.shape[3]):
                d[:, :, a:a + s * (oh - 1) + 1:s, b:b + s * (ow - 1) + 1:s] += np.einsum('nfhw,fc->nchw', dvalues, self.weights[:, :, a, b])
        h, w = self.inputs.shape[2:]
        self.dinputs = d[:, :, p:p + h, p:p + w]


class Layer_AvgPool:
    def __init__(self, size, stride=None):
        self.size, self.stride = size, stride or size

    def forward(self, inputs):
        self.shape = inputs.shape
        v = np.lib.stride_tricks.sliding_window_view(inputs, (self.size, self.size), (2, 3))
        self.output = v[:, :, ::self.stride, ::self.stride].mean(axis=(-2, -1))

    def backward(self, dvalues):
        self.dinputs = np.zeros(self.shape)
        share = dvalues / self.size ** 2
        for i in range(dvalues.shape[2]):
            for j in range(dvalues.shape[3]):
                r, c = i * self.stride, j * self.stride
                self.dinputs[:, :, r:r + self.size, c:c + self.size] += share[:, :, i:i + 1, j:j + 1]


class Layer_Flatten:
    def forward(self, inputs):
        self.shape = inputs.shape
        self.output = inputs.reshape(inputs.shape[0], -1)

    def backward(self, dvalues):
        self.dinputs = dvalues.reshape(self.shape)


class Activation_ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)

    def backward(self, dvalues):
        self.dinputs = np.empty_like(dvalues)
        for index, (single_output, single_dvalues) in enumerate(zip(self.output, dvalues)):
            single_output = single_output.reshape(-1, 1)
            jacobian_matrix = np.diagflat(single_output) - np.dot(single_output, single_output.T)
            self.dinputs[index] = np.dot(jacobian_matrix, single_dvalues)


class Activation_Sigmoid:
    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-np.clip(inputs, -500, 500)))

    def backward(self, dvalues):
        self.dinputs = dvalues * (1 - self.output) * self.output


class Loss:
    def calculate(self, output, y):
        return np.mean(self.forward(output, y))


class Loss_CategoricalCrossentropy(Loss):
    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        return -np.log(correct_confidences)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        labels = len(dvalues[0])
        if len(y_true.shape) == 1:
            y_true = np.eye(labels)[y_true]
        self.dinputs = -y_true / np.clip(dvalues, 1e-7, 1 - 1e-7)
        self.dinputs = self.dinputs / samples


class Activation_Softmax_Loss_CategoricalCrossentropy():
    def __init__(self):
        self.activation = Activation_Softmax()
        self.loss = Loss_CategoricalCrossentropy()

    def forward(self, inputs, y_true):
        self.activation.forward(inputs)
        self.output = self.activation.output
        return self.loss.calculate(self.output, y_true)

    def backward(self, dvalues, y_true):
        # dvalues = softmax outputs
        samples = len(dvalues)
        if len(y_true.shape) == 2:
            y_true = np.argmax(y_true, axis=1)
        self.dinputs = dvalues.copy()
        self.dinputs[range(samples), y_true] -= 1
        self.dinputs = self.dinputs / samples


class Loss_BinaryCrossentropy(Loss):
    def forward(self, y_pred, y_true):
        c = np.clip(y_pred, 1e-7, 1 - 1e-7)
        sample_losses = -(y_true * np.log(c) + (1 - y_true) * np.log(1 - c))
        return np.mean(sample_losses, axis=-1)

    def backward(self, dvalues, y_true):
        samples, outputs = len(dvalues), len(dvalues[0])
        c = np.clip(dvalues, 1e-7, 1 - 1e-7)
        self.dinputs = -(y_true / c - (1 - y_true) / (1 - c)) / outputs
        self.dinputs = self.dinputs / samples


np.random.seed(0)
X = np.random.randn(12, 1, 6, 6)
y = (X.mean(axis=(1, 2, 3)) > 0).astype(int)
conv, act1, pool, flat, dense, head = Layer_Conv2D(1, 3, 3), Activation_ReLU(), Layer_AvgPool(2), Layer_Flatten(), Layer_Dense(12, 2), Activation_Softmax_Loss_CategoricalCrossentropy()
for step in range(5):
    conv.forward(X); act1.forward(conv.output); pool.forward(act1.output); flat.forward(pool.output); dense.forward(flat.output)
    loss = head.forward(dense.output, y)
    head.backward(head.output, y)
    dense.backward(head.dinputs); flat.backward(dense.dinputs); pool.backward(flat.dinputs); act1.backward(pool.dinputs); conv.backward(act1.dinputs)
    for l in (conv, dense):
        l.weights -= .5 * l.dweights
        l.biases -= .5 * l.dbiases
    print(f'step: {step}, loss: {loss:.3f}')
