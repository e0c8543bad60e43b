#!/usr/bin/env bash
# Whether PyTorch passes a gradient on at NaN depends on where in the array the NaN stands.
#
# Seen with torch 2.13.0 on Python 3.11, CPU, float64. Of 17 NaNs hardtanh's gradient is 0 for the
# first 16 and the upstream gradient for the last; elu's is NaN for the first 16 and the upstream
# gradient for the last. The vectorised loop and the scalar loop for what it leaves over compare
# in different ways, and for NaN both answers are "no". relu passes it on everywhere.
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
x = torch.full((17,), math.nan, dtype=torch.float64, requires_grad=True)
upstream = torch.arange(1.0, 18.0, dtype=torch.float64)


def ends(function):
    gradient = torch.autograd.grad(function(x), x, upstream)[0].tolist()
    return gradient[0], gradient[-1]


for function in (F.hardtanh, F.elu, F.relu):
    print(f"{function.__name__}: first {ends(function)[0]}, last {ends(function)[1]}")
assert ends(F.hardtanh) == (0.0, 17.0)
assert math.isnan(ends(F.elu)[0]) and ends(F.elu)[1] == 17.0
assert ends(F.relu) == (1.0, 17.0)
PYTHON
