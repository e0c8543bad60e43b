"""Servers on loopback in place of the mirrors, and the file that they have."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

NAME = "digits.gz"
CONTENT = bytes(range(256)) * 8
SHA256 = {NAME: hashlib.sha256(CONTENT).hexdigest()}


@dataclass(frozen=True)
class Mirror:
    """A server's address and the paths it was asked for."""

    url: str
    requests: list[str] = field(default_factory=list)


Serve = Callable[..., Mirror]
