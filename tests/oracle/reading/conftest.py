"""Homework in a temporary folder."""

from pathlib import Path

import pytest
from notebook_text import Writing


@pytest.fixture
def write(tmp_path: Path) -> Writing:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file
