"""Whether a function of another file registers what it is handed."""

import ast
from collections.abc import Collection
from typing import Any

from .describing.describe import plain_function
from .running import compiled


def registers(
    asked: ast.expr, names: dict[str, Any], registrars: Collection[tuple[str, str]]
) -> bool:
    """Return whether an expression is a function that registers functions and classes.

    Parameters
    ----------
    asked
        The expression.
    names
        What its names stand for.
    registrars
        The modules and names of such functions.
    """
    try:
        function = plain_function(eval(compiled(ast.Expression(asked), "", "eval"), names))
    except Exception:
        # The homework may have made its module anything, and its attributes raise.
        return False
    return function is not None and (function.__module__, function.__name__) in registrars
