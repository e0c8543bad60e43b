#!/usr/bin/env bash
# In one dimension the gradient of PyTorch's nearest interpolation may go to other pixels than were read.
#
# Seen with torch 2.13.0 on Python 3.11, CPU. Three numbers 0, 1, 2 scaled by 1.1 stay three, and by PyTorch's
# rule (the scale that was given counts, not the sizes) the result is 0, 0, 1. The gradient of its sum is
# 1, 1, 1, as if it had been 0, 1, 2; finite differences say 2, 1, 0. An image of one row gives 0, 1, 2, to
# which that gradient belongs.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import torch
import torch.nn.functional as F

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__


def both(x, scale):
    x.requires_grad_()
    out = F.interpolate(x, scale_factor=scale, mode="nearest")
    (gradient,) = torch.autograd.grad(out.sum(), x)
    return out.flatten().tolist(), gradient.flatten().tolist()


line = torch.arange(3.0, dtype=torch.float64)
out, gradient = both(line.clone()[None, None], 1.1)
print("1-D:", out, "gradient", gradient)
assert (out, gradient) == ([0, 0, 1], [1, 1, 1])
out, gradient = both(line.clone()[None, None, None], (1.0, 1.1))
print("2-D:", out, "gradient", gradient)
assert (out, gradient) == ([0, 1, 2], [1, 1, 1])
PYTHON
