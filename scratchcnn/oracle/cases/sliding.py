"""Along which axes the window of an op slides, and on which array its windows lie."""

from collections.abc import Mapping


class Sliding:
    """What follows for windows from the kind of an op, and from the letters of its arrays' axes."""

    kind: str
    axes: Mapping[str, str]

    @property
    def windowed(self) -> bool:
        """Whether a window slides over an image."""
        return self.kind in ("convolution", "pooling")

    @property
    def sides(self) -> int:
        """Along how many axes a window slides."""
        return len(self.axes["x"]) - 2

    @property
    def transposed(self) -> bool:
        """Whether it is a transposed convolution, whose windows lie on its output."""
        return self.windowed and self.axes.get("weight", "").startswith("CF")

    @property
    def pointwise(self) -> bool:
        """Whether its windows are single pixels, so that its weight has no axes for them."""
        return self.windowed and self.axes.get("weight") == "FC"

    @property
    def of_images(self) -> bool:
        """Whether its windows lie on the images that come in, and have a height and a width."""
        other = self.transposed or self.pointwise
        return self.windowed and self.sides == 2 and not other

    @property
    def pooling(self) -> bool:
        """Whether it is a pooling op."""
        return self.kind == "pooling"
