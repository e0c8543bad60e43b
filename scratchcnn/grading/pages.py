"""The pages of a class, from the templates of this package."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def rendered(template: str, **values: Any) -> str:
    """Return a page; everything in it is escaped that is not markup already."""
    environment = Environment(
        loader=PackageLoader("scratchcnn.grading"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(template).render(**values)
