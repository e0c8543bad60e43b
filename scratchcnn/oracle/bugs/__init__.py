"""The catalogue of known bugs: wrong ops, each built on the twin.

The judge names a student's bug after the wrong op that leaves the same observations, and
tests/test_the_tests.py plants every one of them to see that the judge notices.
"""

from scratchcnn.oracle.bugs import activation, conv, linear, loss, pool, sliding
from scratchcnn.oracle.bugs.bug import Bug

__all__ = ["BUGS", "Bug"]

BUGS: tuple[Bug, ...] = tuple(
    bug for family in (sliding, conv, pool, activation, linear, loss) for bug in family.FAMILY.bugs
)
