"""The commands that the README begins with, so that CI runs them as they stand there.

python tests/helpers/documents/readme_commands.py check-pip
"""

import re
import sys
from pathlib import Path

README = Path(__file__).parents[3] / "README.md"
NAMES = ("check-pip", "check-uv", "test-pip", "test-uv")


def readme_commands(text: str) -> dict[str, str]:
    """Return the first blocks of code by name: each has to be one line for a shell."""
    blocks = re.findall(r"^```(\w+)\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)[: len(NAMES)]
    if len(blocks) < len(NAMES) or any(kind != "sh" or "\n" in line for kind, line in blocks):
        raise ValueError(f"README.md does not begin with {len(NAMES)} commands of one line")
    return dict(zip(NAMES, (line for _, line in blocks), strict=True))


if __name__ == "__main__":
    print(readme_commands(README.read_text(encoding="utf-8"))[sys.argv[1]])
