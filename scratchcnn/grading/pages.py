"""The pages of a class, from the templates of this package."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def rendered(template: str, **values: Any) -> str:
    """Return a page, in which everything is escaped that is not markup already."""
    environment = Environment(
        loader=PackageLoader("scratchcnn.grading"), autoescape=True, undefined=StrictUndefined
    )
    script = (files("scratchcnn.grading") / "templates" / "page.js").read_text("utf-8")
    return environment.get_template(template).render(script=script, hash_of=hash_of, **values)


def hash_of(script: str) -> str:
    """Return the hash by which a page allows one script, and no other (Content Security Policy)."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
