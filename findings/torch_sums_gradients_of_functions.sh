#!/usr/bin/env bash
# PyTorch mends a gradient that forgot its sum, without a word.
#
# Seen with torch 2.13.0 on Python 3.11, CPU. The backward pass of a `torch.autograd.Function` returns
# (N, K) for a bias (K,): the sum over the batch is forgotten. `bias.grad` is right all the same, and
# `torch.autograd.gradcheck` passes, because the engine sums whatever could have been broadcast. Called
# by itself, the same backward pass is wrong. Whoever tests homework by `.apply` never sees this bug.
# One that cannot have been broadcast, (N + 1, K), raises.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import torch

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__
torch.set_default_dtype(torch.float64)


class Shift(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, bias):
        return x + bias

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, grad_output


x = torch.arange(6.0).reshape(3, 2).requires_grad_()
bias = torch.ones(2, requires_grad=True)
upstream = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
Shift.apply(x, bias).backward(upstream)
alone = Shift.backward(None, upstream)[1]
print("bias.grad after .backward():", bias.grad.tolist())
print("what the function returned: ", alone.tolist())
print("gradcheck:", torch.autograd.gradcheck(Shift.apply, (x, bias)))
assert bias.grad.tolist() == [9.0, 12.0] and tuple(alone.shape) == (3, 2)


class Longer(Shift):
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, torch.cat([grad_output, grad_output[:1]])[:, :1]


try:
    Longer.apply(x, bias).backward(upstream)
except RuntimeError as error:
    print("of another shape:", str(error).splitlines()[0])
else:
    raise SystemExit("a gradient of another shape was taken")
PYTHON
