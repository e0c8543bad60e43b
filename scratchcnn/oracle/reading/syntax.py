"""Whether a text is Python, and what is wrong with it if not."""

import ast
import re
import warnings

from scratchcnn.oracle.reading.newer import needed_python

LONGEST_LINE = 80
# What ends a line for others than Python.
BREAKS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def syntax_problem(text: str) -> tuple[int, str] | None:
    """Return the line and the description of the first syntax error in a text, if any."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Notebooks may await outside of functions ("autoawait" in IPython's documentation).
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "<homework>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        shown = BREAKS.sub(" ", "".join(text.split("\n")[line - 1 : line])).strip()[:LONGEST_LINE]
        newer = needed_python(shown, str(error.msg))
        told = f"{error.msg}{newer}"
        return line, f"{told}: `{shown}`" if shown else told
    except UNPARSABLE as error:
        return 1, f"too deeply nested, or not Python ({type(error).__name__})"
    return None
