# Mini-Keras: gli strati si costruiscono con build(input_shape) prima dell'uso
import numpy as np


class Layer:
    def __init__(self):
        self.built = False

    def build(self, input_shape):
        self.input_shape = tuple(input_shape)
        self.output_shape = self.input_shape
        self.built = True

    def forward_propagation(self, x):
        raise NotImplementedError

    def backward_propagation(self, output_error):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.input_shape = tuple(input_shape)
        n = self.input_shape[-1]
        lim = np.sqrt(6 / (n + self.units))
        self.kernel = np.random.uniform(-lim, lim, (n, self.units))
        self.bias = np.zeros((self.units,))
        self.output_shape = self.input_shape[:-1] + (self.units,)
        self.built = True

    def forward_propagation(self, x):
        if not self.built:
            self.build(x.shape[1:])
        self.x = x
        return x @ self.kernel + self.bias

    def backward_propagation(self, output_error):
        self.d_kernel = self.x.T @ output_error
        self.d_bias = output_error.sum(axis=0)
        return output_error @ self.kernel.T


class Conv2D(Layer):
    """immagini (N, H, W, C), filtri (k, k, C, F)"""

    def __init__(self, filters, kernel_size, strides=1):
        super().__init__()
        self.filters, self.k, self.strides = filters, kernel_size, strides

    def build(self, input_shape):
        h, w, c = input_shape
        self.input_shape = (h, w, c)
        oh = (h - self.k) // self.strides + 1
        ow = (w - self.k) // self.strides + 1
        self.output_shape = (oh, ow, self.filters)
        self.kernel = np.random.randn(self.k, self.k, c, self.filters) * np.sqrt(2 / (self.k ** 2 * c))
        self.bias = np.zeros(self.filters)
        self.built = True

    def forward_propagation(self, x):
        if not self.built:
            self.build(x.shape[1:])
        self.x = x
        s, k = self.strides, self.k
        oh, ow, f = self.output_shape
        out = np.zeros((len(x), oh, ow, f))
        for i in range(oh):
            for j in range(ow):
                pezzo = x[:, i * s:i * s + k, j * s:j * s + k, :]
                out[:, i, j, :] = np.tensordot(pezzo, self.kernel, axes=3)
        return out + self.bias

    def backward_propagation(self, output_error):
        s, k = self.strides, self.k
        oh, ow, f = self.output_shape
        dx = np.zeros_like(self.x)
        self.d_kernel = np.zeros_like(self.kernel)
        self.d_bias = output_error.sum(axis=(0, 1, 2))
        for i in range(oh):
            for j in range(ow):
                pezzo = self.x[:, i * s:i * s + k, j * s:j * s + k, :]
                err = output_error[:, i, j, :]
                self.d_kernel += np.tensordot(pezzo, err, axes=(0, 0))
                dx[:, i * s:i * s + k, j * s:j * s + k, :] += np.tensordot(err, self.kernel, axes=(1, 3))
        return dx


class Flatten(Layer):
    def build(self, input_shape):
        super().build(input_shape)
        self.output_shape = (int(np.prod(input_shape)),)

    def forward_propagation(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward_propagation(self, output_error):
        return output_error.reshape(self.shape)


class Sigmoid(Layer):
    def forward_propagation(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward_propagation(self, output_error):
        return output_error * self.y * (1 - self.y)


class Sequential:
    def __init__(self, layers, input_shape):
        self.layers = layers
        for layer in layers:
            layer.build(input_shape)
            input_shape = layer.output_shape

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward_propagation(x)
        return x

    def fit(self, x, y, epochs, lr):
        for _ in range(epochs):
            out = self.predict(x)
            err = 2 * (out - y) / out.size
            for layer in reversed(self.layers):
                err = layer.backward_propagation(err)
                if hasattr(layer, "d_kernel"):
                    layer.kernel -= lr * layer.d_kernel
                    layer.bias -= lr * layer.d_bias
        return ((self.predict(x) - y) ** 2).mean()


if __name__ == "__main__":
    np.random.seed(0)
    x = np.random.rand(12, 7, 6, 2)
    y = (x.mean(axis=(1, 2, 3)) > 0.5).astype(float)[:, None]
    net = Sequential([Conv2D(3, 3, strides=2), Sigmoid(), Flatten(), Dense(1), Sigmoid()], (7, 6, 2))
    print(net.fit(x, y, 100, 0.5))
