"""The known bugs of dense layers, and those that they share with convolutions."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family, Grads
from scratchcnn.oracle.cards.bugs.groups import LAYERS
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()


@FAMILY.output("transposed-weight", "linear")
def transposed_weight(call: Call) -> Array:
    """`x @ weight` for a weight of shape (out, in): raises unless it is square."""
    return call.again(weight=call["weight"].T).out


@FAMILY.gradient("transposed-weight", "linear")
def transposed_weight_grad_x(call: Call, grad_out: Array) -> Array:
    """`grad_out @ weight.T`: raises unless it is square."""
    grad_x: Array = grad_out @ call["weight"].T
    return grad_x


@FAMILY.gradient("transposed-weight", "linear", of="weight")
def transposed_weight_grad_weight(call: Call, grad_out: Array) -> Array:
    """`x.T @ grad_out`, which is (in, out)."""
    gradient: Array = call.gradient("weight", grad_out).T
    return gradient


def extended(call: Call, grad_out: Array) -> tuple[Array, Array]:
    """Return the gradient of the input, and that of the ones by which it is extended.

    The latter has no column if there is no bias.
    """
    bias = call["bias"]
    ones = np.empty((len(grad_out), 0)) if bias is None else (grad_out @ bias)[:, None]
    return call.gradient("x", grad_out), ones


@FAMILY.gradient("bias-row-in-gradient", "linear", variant="grad_x_kept_behind")
def ones_kept_behind(call: Call, grad_out: Array) -> Array:
    """The bias is the last row of the weight: `grad_out @ weight.T` has a column too many."""
    return np.concatenate(extended(call, grad_out), 1)


@FAMILY.gradient("bias-row-in-gradient", "linear", variant="grad_x_kept_in_front")
def ones_kept_in_front(call: Call, grad_out: Array) -> Array:
    """The bias is the first row of the weight: `grad_out @ weight.T` has a column too many."""
    return np.concatenate(extended(call, grad_out)[::-1], 1)


@FAMILY.gradient("bias-row-in-gradient", "linear", variant="grad_x_first_dropped")
def first_dropped(call: Call, grad_out: Array) -> Array:
    """The bias is the last row, and the first is left out."""
    size = call["x"].shape[1]
    return np.concatenate(extended(call, grad_out), 1)[:, -size:]


@FAMILY.gradient("bias-row-in-gradient", "linear", variant="grad_x_last_dropped")
def last_dropped(call: Call, grad_out: Array) -> Array:
    """The bias is the first row, and the last is left out."""
    return np.concatenate(extended(call, grad_out)[::-1], 1)[:, : call["x"].shape[1]]


@FAMILY.output("bias-missing", *LAYERS)
def bias_missing(call: Call) -> Array:
    """Forward forgets the bias."""
    return call.again(bias=None).out


@FAMILY.gradient("bias-missing", *LAYERS, of="bias")
def bias_gradient_missing(call: Call, grad_out: Array) -> Array:
    """The gradient stays what it was initialised with."""
    return np.zeros(call["bias"].shape)


@FAMILY.gradient("updated-weights", *LAYERS)
def updated_weights(call: Call, grad_out: Array) -> Array:
    """`weight -= rate * grad_weight` comes first, then the input gradient."""
    updated = call["weight"] - call.rate * call.gradient("weight", grad_out)
    return call.again(weight=updated).gradient("x", grad_out)


@FAMILY.gradient("learning-rate-in-gradient", *LAYERS, of="weight")
def learning_rate_in_gradient(call: Call, grad_out: Array) -> Array:
    """What is returned is the step, not the gradient."""
    return call.rate * call.gradient("weight", grad_out)


@FAMILY.gradient("batch-mean-inconsistent", *LAYERS, of="weight")
def weight_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """The weight's gradient is divided by N, the bias's is not."""
    grad_weight: Array = call.gradient("weight", grad_out) / len(grad_out)
    return grad_weight


@FAMILY.gradient("batch-mean-inconsistent", *LAYERS, of="bias")
def bias_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """The bias's gradient is divided by N, the weight's is not."""
    grad_bias: Array = call.gradient("bias", grad_out) / len(grad_out)
    return grad_bias


@FAMILY.gradient("last-sample-only", *LAYERS, of="weight")
def last_sample_grad_weight(call: Call, grad_out: Array) -> Array:
    """`grad_weight = ` in a loop over the batch."""
    upstream = grad_out.copy()
    upstream[:-1] = 0
    return call.gradient("weight", upstream)


@FAMILY.gradient("first-sample-only", *LAYERS, of="weight")
def first_sample_grad_weight(call: Call, grad_out: Array) -> Array:
    """`x[0]` and `grad_out[0]`, from the time when there was one sample."""
    upstream = grad_out.copy()
    upstream[1:] = 0
    return call.gradient("weight", upstream)


@FAMILY.gradient("sign-flipped", *LAYERS, of="bias")
def bias_gradient_negated(call: Call, grad_out: Array) -> Array:
    """The minus of the update has crept into the gradient."""
    return -call.gradient("bias", grad_out)


@FAMILY.answer("gradients-accumulate", *LAYERS, variant="grad_weight")
def gradients_accumulate(call: Call) -> tuple[Array, Pullback]:
    """`self.grad_weight += ...`, which is never reset to zero."""
    total = np.zeros(call["weight"].shape)

    def pullback(grad_out: Array) -> Grads:
        nonlocal total
        grad_x, grad_weight, *others = call.pullback(grad_out)
        total = total + grad_weight
        return grad_x, total, *others

    return call.out, pullback
