#!/usr/bin/env bash
# A function of JAX with a rule of its own has two outputs, and which one it is depends on the caller.
#
# Seen with jax 0.10.2 on Python 3.11, CPU. `f.defvjp(fwd, bwd)`: called plainly, `f` computes what `f`
# says; under `jax.vjp` or `jax.value_and_grad` its value is what `fwd` returns, and nothing compares the
# two, though the documentation asks for them to be equal. So a training loop shows the loss of `fwd`,
# and the evaluation afterwards that of `f`. A gradient of another shape raises, where PyTorch sums it.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import jax
import jax.numpy as jnp

assert jax.__version__ == "0.10.2", jax.__version__


@jax.custom_vjp
def square(x):
    return x**2


square.defvjp(lambda x: (x**3, x), lambda x, g: (g * 2 * x,))
plain = float(square(3.0))
value, slope = jax.value_and_grad(square)(3.0)
print("square(3.0):                     ", plain)
print("jax.value_and_grad(square)(3.0): ", float(value), float(slope))
assert (plain, float(value), float(slope)) == (9.0, 27.0, 6.0)


@jax.custom_vjp
def shift(x, bias):
    return x + bias


shift.defvjp(lambda x, bias: (x + bias, None), lambda kept, g: (g, g))
_, pull = jax.vjp(shift, jnp.ones((3, 2)), jnp.ones(2))
try:
    pull(jnp.ones((3, 2)))
except ValueError as error:
    print("a bias whose gradient is not summed:", str(error).split(".")[0][:90])
else:
    raise SystemExit("a gradient of another shape was taken")
PYTHON
