"""Run the command line: ``python -m scratchcnn``."""

import os
import sys


def leave_the_working_directory() -> None:
    """Import nothing from where the command is started, unless this package itself is there.

    ``python -m`` puts that directory first, and a ``numpy.py`` in a folder of homework would be
    taken for NumPy.
    """
    home = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    try:
        here = os.path.realpath(os.getcwd())
        if here != home:
            sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != here]
    except OSError:
        # The working directory was removed: nothing can be imported from it.
        return


if __name__ == "__main__":
    leave_the_working_directory()
    from scratchcnn.cli import main

    sys.exit(main())
