"""Layers as pure functions of parameters and inputs."""
import jax
import jax.numpy as jnp
from jax import jit, vmap


def init_linear(key, d_in, d_out):
    return {"W": 0.1 * jax.random.normal(key, (d_in, d_out)), "b": jnp.zeros(d_out)}


@jit
def linear_forward(params, x):
    return x @ params["W"] + params["b"], x


@jit
def linear_backward(params, cache, dout):
    grads = {"W": cache.T @ dout, "b": dout.sum(axis=0)}
    return dout @ params["W"].T, grads


@jit
def relu_forward(x):
    return jnp.maximum(x, 0), x


@jit
def relu_backward(dout, cache):
    return jnp.where(dout > 0, dout, 0.0)


def sigmoid_one(v):
    return 1 / (1 + jnp.exp(-v))


sigmoid = vmap(vmap(sigmoid_one))


def sigmoid_backward(dout, x):
    s = sigmoid(x)
    return dout * s * (1 - s)
