#!/usr/bin/env bash
# PyTorch's group_norm with a bias and no weight computes its output, and raises in the backward pass.
#
# Seen with torch 2.13.0 on Python 3.11, CPU: "tensor does not have a device". With a weight and no bias,
# with both, or with neither the gradients are there, and so they are for layer_norm with a bias alone.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import torch
import torch.nn.functional as F

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__
x = torch.randn(2, 4, 3, dtype=torch.float64, requires_grad=True)
own = torch.ones(4, dtype=torch.float64, requires_grad=True)


def gradients(out, *inputs):
    try:
        return [tuple(one.shape) for one in torch.autograd.grad(out.sum(), inputs)]
    except RuntimeError as error:
        return str(error)


print("weight alone:", gradients(F.group_norm(x, 2, own, None), x, own))
alone = gradients(F.group_norm(x, 2, None, own), x, own)
print("bias alone:  ", alone)
print("neither:     ", gradients(F.group_norm(x, 2), x))
other = torch.ones(3, dtype=torch.float64, requires_grad=True)
print("layer_norm:  ", gradients(F.layer_norm(x, (3,), None, other), x, other))
assert alone == "tensor does not have a device"
assert gradients(F.group_norm(x, 2, own, None), x, own) == [(2, 4, 3), (4,)]
assert gradients(F.layer_norm(x, (3,), None, other), x, other) == [(2, 4, 3), (3,)]
PYTHON
