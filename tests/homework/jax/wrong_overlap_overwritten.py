import jax
import jax.numpy as jnp


class Linear:
    def __init__(self, n_in, n_out, key=jax.random.PRNGKey(1)):
        self.W = jax.random.normal(key, (n_in, n_out)) / jnp.sqrt(n_in)
        self.b = jnp.zeros((n_out,))

    def forward(self, x):
        self.x = x
        return jnp.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = jnp.dot(self.x.T, dout)
        self.db = jnp.sum(dout, axis=0)
        return jnp.dot(dout, self.W.T)


class Tanh:
    def forward(self, x):
        self.y = jnp.tanh(x)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y ** 2)


class MaxPool2D:
    def __init__(self, size, stride):
        self.size, self.stride = size, stride

    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        k, s = self.size, self.stride
        oh, ow = (h - k) // s + 1, (w - k) // s + 1
        out = jnp.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = x[:, :, i * s:i * s + k, j * s:j * s + k]
                out = out.at[:, :, i, j].set(window.max(axis=(2, 3)))
        return out

    def backward(self, dout):
        k, s = self.size, self.stride
        n, c, oh, ow = dout.shape
        dx = jnp.zeros_like(self.x)
        for i in range(oh):
            for j in range(ow):
                window = self.x[:, :, i * s:i * s + k, j * s:j * s + k].reshape(n, c, -1)
                hot = jnp.arange(k * k) == window.argmax(axis=-1)[..., None]
                part = (hot * dout[:, :, i, j, None]).reshape(n, c, k, k)
                dx = dx.at[:, :, i * s:i * s + k, j * s:j * s + k].set(part)
        return dx


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        z = logits - jnp.max(logits, axis=1, keepdims=True)
        log_p = z - jnp.log(jnp.sum(jnp.exp(z), axis=1, keepdims=True))
        self.p, self.labels = jnp.exp(log_p), labels
        return -jnp.mean(log_p[jnp.arange(len(labels)), labels])

    def backward(self):
        n = len(self.labels)
        return self.p.at[jnp.arange(n), self.labels].add(-1.0) / n
