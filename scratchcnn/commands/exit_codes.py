"""Exit codes, and how the error behind one is printed."""

import sys

FAILURE = 1
INTERRUPTED = 130  # what a shell reports for a command that SIGINT ended


def fail(error: Exception) -> int:
    """Print an error in one line; return the exit code."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        text = f"{error.filename}: {error.strerror}"
    print("scratchcnn:", " ".join(text.split()), file=sys.stderr)
    return FAILURE
