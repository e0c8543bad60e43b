# Simple CNN, ONE image at a time (C, H, W). no batches because they confuse me
# every layer:  forward(input)  and  backward(output_gradient, learning_rate)
import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        pass

    def backward(self, output_gradient, learning_rate):
        pass


class Convolutional(Layer):
    def __init__(self, input_shape, kernel_size, depth):
        input_depth, input_height, input_width = input_shape
        self.depth = depth
        self.input_shape = input_shape
        self.input_depth = input_depth
        self.kernel_size = kernel_size
        self.output_shape = (depth, input_height - kernel_size + 1, input_width - kernel_size + 1)
        self.kernels = np.random.randn(depth, input_depth, kernel_size, kernel_size) * 0.3
        self.biases = np.zeros(depth)

    def forward(self, input):
        self.input = input
        k = self.kernel_size
        self.output = np.zeros(self.output_shape)
        for d in range(self.depth):
            for y in range(self.output_shape[1]):
                for x in range(self.output_shape[2]):
                    total = 0.0
                    for c in range(self.input_depth):
                        total += np.sum(input[c, y:y + k, x:x + k] * self.kernels[d, c])
                    self.output[d, y, x] = total + self.biases[d]
        return self.output

    def backward(self, output_gradient, learning_rate):
        k = self.kernel_size
        kernels_gradient = np.zeros(self.kernels.shape)
        input_gradient = np.zeros(self.input_shape)
        biases_gradient = np.zeros(self.depth)

        for d in range(self.depth):
            biases_gradient[d] = output_gradient[d].sum()
            for c in range(self.input_depth):
                # valid correlation of input and gradient
                for u in range(k):
                    for v in range(k):
                        region = self.input[c, u:u + self.output_shape[1], v:v + self.output_shape[2]]
                        kernels_gradient[d, c, u, v] = np.sum(region * output_gradient[d])
                        # "full" convolution, written as shifted adding
                        input_gradient[c, u:u + self.output_shape[1], v:v + self.output_shape[2]] += \
                            self.kernels[d, c, u, v] * output_gradient[d]

        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * biases_gradient
        return input_gradient


class MaxPooling(Layer):
    def __init__(self, size=2):
        self.size = size

    def forward(self, input):
        self.input = input
        C, H, W = input.shape
        s = self.size
        oh, ow = H // s, W // s
        self.output = np.zeros((C, oh, ow))
        self.where = {}
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    best = -float('inf')
                    for a in range(s):
                        for b in range(s):
                            val = input[c, i * s + a, j * s + b]
                            if val > best:
                                best = val
                                self.where[(c, i, j)] = (i * s + a, j * s + b)
                    self.output[c, i, j] = best
        return self.output

    def backward(self, output_gradient, learning_rate):
        grad = np.zeros(self.input.shape)
        for (c, i, j), (y, x) in self.where.items():
            grad[c, y, x] = output_gradient[c, i, j]     # windows do not overlap here
        return grad


class ReLU(Layer):
    def forward(self, input):
        self.input = input
        return np.maximum(input, 0)

    def backward(self, output_gradient, learning_rate):
        return output_gradient * (self.input > 0)


class Flatten(Layer):
    def forward(self, input):
        self.shape = input.shape
        return input.flatten()

    def backward(self, output_gradient, learning_rate):
        return output_gradient.reshape(self.shape)


class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size) / np.sqrt(input_size)
        self.bias = np.zeros(output_size)

    def forward(self, input):
        self.input = input
        return self.weights @ input + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.outer(output_gradient, self.input)
        input_gradient = self.weights.T @ output_gradient
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient
        return input_gradient


class Softmax(Layer):
    def forward(self, input):
        tmp = np.exp(input - np.max(input))
        self.output = tmp / np.sum(tmp)
        return self.output

    def backward(self, output_gradient, learning_rate):
        n = np.size(self.output)
        J = np.zeros((n, n))
        for i in range(n):
            for j in range(n):
                if i == j:
                    J[i, j] = self.output[i] * (1 - self.output[i])
                else:
                    J[i, j] = -self.output[i] * self.output[j]
        return J @ output_gradient


def train(network, images, labels, epochs=2, learning_rate=0.05, verbose=True):
    for e in range(epochs):
        error = 0
        for im, lab in zip(images, labels):
            out = im
            for layer in network:
                out = layer.forward(out)
            error += -np.log(out[lab] + 1e-12)
            grad = np.zeros(len(out))
            grad[lab] = -1 / (out[lab] + 1e-12)
            for layer in reversed(network):
                grad = layer.backward(grad, learning_rate)
        if verbose:
            print(f"{e + 1}/{epochs}, error={error / len(images)}")


if __name__ == "__main__":
    np.random.seed(1)
    try:
        imgs = np.load("data/mnist_images.npy") / 255
        labs = np.load("data/mnist_labels.npy")
    except FileNotFoundError:
        print("mnist not found, random images instead")
        imgs = np.random.rand(8, 1, 10, 10)
        labs = np.random.randint(0, 3, 8)
    net = [Convolutional((1, 10, 10), 3, 2), ReLU(), MaxPooling(2), Flatten(), Dense(2 * 4 * 4, 3), Softmax()]
    train(net, imgs, labs)
