#!/usr/bin/env bash
# `torch.manual_seed` writes its caller's whole stack down, on a build without CUDA too.
#
# Seen with torch 2.13.0 on Python 3.11, CPU build. Besides the generator of the CPU it seeds those of a
# GPU, "lazily": it keeps the call for the day when CUDA is initialized, with the stack formatted by
# `traceback.format_stack`. So it takes dozens of times as long as `torch.default_generator.manual_seed`,
# and the longer the deeper the stack: a test suite that seeds before every case pays milliseconds each.
# Both draw the same numbers afterwards.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"${folder}/venv/bin/python" - <<'PYTHON'
import traceback
from timeit import timeit

import torch

assert torch.__version__.split("+")[0] == "2.13.0", torch.__version__
assert not torch.cuda.is_available(), "this is about machines without a GPU"

formatted = []
original = traceback.format_stack
traceback.format_stack = lambda *args, **kwargs: formatted.append(original(*args, **kwargs)) or formatted[-1]


def at_depth(depth, call):
    return call() if depth == 0 else at_depth(depth - 1, call)


at_depth(100, lambda: torch.manual_seed(0))
both = torch.rand(2)
print("stacks formatted by one call:", len(formatted))
assert formatted and "at_depth" in "".join(formatted[0])
torch.default_generator.manual_seed(0)
assert torch.equal(both, torch.rand(2))

traceback.format_stack = original
for depth in (0, 100):
    slow = at_depth(depth, lambda: timeit(lambda: torch.manual_seed(0), number=200))
    fast = at_depth(depth, lambda: timeit(lambda: torch.default_generator.manual_seed(0), number=200))
    print(f"{depth} frames deep: {slow / fast:.0f} times as long as the generator's own method")
    assert slow > 5 * fast
PYTHON
