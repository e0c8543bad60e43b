#!/usr/bin/env bash
# PyTorch's GELU of infinity is infinity in float64 and NaN in float32.
#
# Seen with torch 2.13.0 on Python 3.11, CPU (x86-64). The function is x times the share of the normal
# distribution below x; at infinity that share is 1. A network whose activations overflow tells it in one
# precision by inf, in the other by NaN. The tanh approximation gives infinity in both.
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
for dtype in (torch.float32, torch.float64):
    x = torch.full((32,), math.inf, dtype=dtype)
    exact, approximate = F.gelu(x)[0].item(), F.gelu(x, approximate="tanh")[0].item()
    print(dtype, "exact:", exact, "tanh:", approximate)
    assert math.isnan(exact) if dtype is torch.float32 else exact == math.inf
    assert approximate == math.inf
PYTHON
