"""Names that a part of the homework may bind which was not read."""

from collections.abc import Collection

from ..bygone.names import PYTHON
from ..imports.stubs import unbound
from .unit import Unit


def bind_unread(units: Collection[Unit], builtins: Collection[str], unread: str) -> None:
    """Bind every name that none of the files binds to what was not read; to nothing if all was."""
    if not unread:
        return
    known = {*builtins, *PYTHON}.union(*(unit.plan.bound | set(unit.names) for unit in units))
    for unit in units:
        for name in unit.unbound() - known:
            unit.names[name] = unbound(name, unread)
