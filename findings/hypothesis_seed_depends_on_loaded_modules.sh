#!/usr/bin/env bash
# The same seed draws other cases in Hypothesis once a module of the user's own has been imported.
#
# Seen with hypothesis 6.170.15 on Python 3.11. Integers, floats and strings are drawn, now and then, from
# the constants that stand in modules which are loaded and not installed (nor in a folder called test or
# tests). So @seed(0), without a database, gives the same cases twice in a row, and others after an import
# that has nothing to do with the test; and an installed package draws other cases than its checkout.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "${folder}"' EXIT
python3.11 -m venv "${folder}/venv"
"${folder}/venv/bin/pip" install --quiet hypothesis==6.170.15
echo "NUMBERS = [$(seq --separator=, 1000 7 2000)]" >"${folder}/constants_of_mine.py"
cd "${folder}"
cat >draw.py <<'PYTHON'
import hypothesis
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

assert hypothesis.__version__ == "6.170.15", hypothesis.__version__


def drawn():
    found = []

    @seed(0)
    @settings(max_examples=30, database=None, phases=[Phase.generate], deadline=None)
    @given(st.lists(st.integers(0, 2**40), min_size=20, max_size=20))
    def collect(numbers):
        found.append(numbers)

    collect()
    return found


before = drawn()
assert drawn() == before
import constants_of_mine

after = drawn()
print("the same seed, before and after an import:", before == after)
print("cases that differ:", sum(one != other for one, other in zip(before, after)), "of", len(before))
assert after != before
assert drawn() == after
PYTHON
"${folder}/venv/bin/python" draw.py
