import jax.numpy as jnp
from jax import custom_vjp, jit


def _logistic(v):
    return 1 / (1 + jnp.exp(-v))


sigmoid = custom_vjp(_logistic)
sigmoid.defvjp(lambda v: (_logistic(v), _logistic(v)), lambda s, g: (g * s * (1 - s),))


@custom_vjp
def tanh(v):
    return jnp.tanh(v)


@jit
def tanh_fwd(v):
    t = jnp.tanh(v)
    return t, t


@jit
def tanh_bwd(t, upstream):
    return (upstream * (1 - t * t),)


tanh.defvjp(tanh_fwd, tanh_bwd)


def _log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - jnp.log(jnp.exp(z).sum(axis=1, keepdims=True))


@custom_vjp
def softmax_cross_entropy(logits, labels):
    return -jnp.mean(_log_softmax(logits)[jnp.arange(len(labels)), labels])


def loss_fwd(logits, labels):
    return softmax_cross_entropy(logits, labels), (jnp.exp(_log_softmax(logits)), labels)


def loss_bwd(kept, upstream):
    p, labels = kept
    d = p.at[jnp.arange(len(labels)), labels].add(-1)
    return upstream * d, None


softmax_cross_entropy.defvjp(loss_fwd, loss_bwd)
