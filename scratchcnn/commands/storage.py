"""Where hypothesis keeps what it has worked out: the user's cache, not the current directory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from platformdirs import user_cache_path

# Hypothesis reads it when it first needs a directory, and takes `.hypothesis` where it is not set.
VARIABLE = "HYPOTHESIS_STORAGE_DIRECTORY"


@contextmanager
def hypothesis_in_cache() -> Iterator[None]:
    """Let hypothesis write to the user's cache directory, unless the user has chosen another."""
    if VARIABLE in os.environ:
        yield
        return
    os.environ[VARIABLE] = str(user_cache_path("scratchcnn") / "hypothesis")
    try:
        yield
    finally:
        del os.environ[VARIABLE]
