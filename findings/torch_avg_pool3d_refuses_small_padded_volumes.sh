#!/usr/bin/env bash
# PyTorch's average pooling of volumes does not count the padding when it asks whether the kernel fits.
#
# Seen with torch 2.13.0 on Python 3.11, CPU. A volume of 2 x 2 x 2 with padding 1 is 4 x 4 x 4, in which
# a kernel of 4 has one place. avg_pool3d raises "input image (T: 2 H: 2 W: 2) smaller than kernel size".
# avg_pool2d of 2 x 2, the same kernel and padding, gives one number, and max_pool3d too.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import torch
import torch.nn.functional as F

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__


def shape_of(pool, axes):
    x = torch.ones((1, 1, *[2] * axes), dtype=torch.float64)
    # Half of the kernel is the largest padding that PyTorch takes.
    return tuple(pool(x, kernel_size=4, stride=1, padding=1).shape)


assert shape_of(F.avg_pool2d, 2) == (1, 1, 1, 1)
print("avg_pool2d:", shape_of(F.avg_pool2d, 2))
assert shape_of(F.max_pool3d, 3) == (1, 1, 1, 1, 1)
print("max_pool3d:", shape_of(F.max_pool3d, 3))
try:
    shape_of(F.avg_pool3d, 3)
except RuntimeError as error:
    print("avg_pool3d:", error)
    assert "smaller than kernel size" in str(error)
else:
    raise SystemExit("avg_pool3d takes it now")
PYTHON
