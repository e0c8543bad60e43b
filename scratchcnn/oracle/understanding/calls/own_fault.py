"""What is said of a layer on which scratchcnn itself fails: the others are judged all the same."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scratchcnn.oracle.process.runner import HomeworkError
from scratchcnn.oracle.understanding.calls.one_layer import Understood, not_understood


def or_own_fault(
    definition: Mapping[str, Any], found: Iterable[Understood]
) -> Iterator[Understood]:
    """Yield what is understood of a definition, or that scratchcnn fails on it.

    Parameters
    ----------
    definition : the class or function
    found : what is understood of it, found out as it is asked for
    """
    try:
        yield from found
    except HomeworkError:
        # The homework's process is gone, and with it what the other layers need.
        raise
    except Exception as error:
        # No homework is a reason to fail; whatever the mistake is, it is ours, and not the layer's.
        told = f"{type(error).__name__}: {error}"
        yield not_understood(
            definition, f"scratchcnn itself fails on it ({told}); please report this file"
        )
