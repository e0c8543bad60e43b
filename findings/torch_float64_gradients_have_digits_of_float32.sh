#!/usr/bin/env bash
# In float64 the gradients of PyTorch's hardsigmoid and celu have the digits of float32.
#
# Seen with torch 2.13.0 on Python 3.11, CPU. hardsigmoid has the slope 1/6 between -3 and 3; its
# gradient in float64 is 0.16666667163..., which is 1/6 in float32. That of celu with alpha 0.1 at -1 is
# exp(-10); 8 digits of it are right, and of elu's all. Both outputs are exact. So `gradcheck`, whose
# tolerance is 1e-5, passes, and whoever compares a float64 gradient to 1e-12 finds the reference wrong.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import math

import torch
import torch.nn.functional as F

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__
x = torch.tensor([-1.0], dtype=torch.float64, requires_grad=True)


def slope(function):
    return torch.autograd.grad(function(x).sum(), x)[0].item()


def off(found, exact):
    return abs(found - exact) / exact


hard, soft, plain = slope(F.hardsigmoid), slope(lambda x: F.celu(x, 0.1)), slope(F.elu)
print("hardsigmoid:", hard, "for", 1 / 6)
print("celu:       ", soft, "for", math.exp(-10))
print("elu:        ", plain, "for", math.exp(-1))
assert F.hardsigmoid(x).item() == 1 / 3
assert 1e-9 < off(hard, 1 / 6) < 1e-6 and 1e-9 < off(soft, math.exp(-10)) < 1e-6
assert off(plain, math.exp(-1)) < 1e-15
assert torch.autograd.gradcheck(F.hardsigmoid, x)
PYTHON
