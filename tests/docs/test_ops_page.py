"""The page of the ops lists every op, with its arguments as they are."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from scratchcnn import ops

PAGE = Path(__file__).parents[2] / "docs" / "ops.md"


def arguments(name: str) -> Iterator[str]:
    keyword_only = False
    for one in inspect.signature(getattr(ops, name)).parameters.values():
        if one.kind is one.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            yield "*"
        yield one.name if one.default is one.empty else f"{one.name}={one.default!r}"


def test_every_op_is_listed_with_its_arguments() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("| | |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`([^`]+)`", table))
    names = set(ops.__all__) - {"sobel_filter"}
    assert listed == {f"{name}({', '.join(arguments(name))})" for name in names}
