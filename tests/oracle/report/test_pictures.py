"""Failures as heat maps."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from reported import conv, failing, homework, ok, without_verdict, zero_at_the_edge

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.html import to_html
from scratchcnn.oracle.report.pictures import Picture, colour, largest, picture
from scratchcnn.oracle.report.words import Group


def drawn(result: Result) -> Picture:
    """Return the picture of a result that has one."""
    found = picture(result)
    assert found is not None
    return found


def marks(found: Picture) -> list[tuple[int, int]]:
    """Return the rows and columns that are marked, the same in every panel."""
    everywhere = [[(it.row, it.column) for it in p.cells if it.wrong] for p in found.panels]
    assert everywhere[0] == everywhere[1] == everywhere[2]
    return everywhere[0]


def test_what_is_wrong_is_marked_where_it_is() -> None:
    found = drawn(conv("forward", "basic", zero_at_the_edge))
    assert [panel.title for panel in found.panels] == ["came out", "expected", "difference"]
    assert (found.rows, found.columns) == (2, 2)
    assert marks(found) == [(0, 1), (1, 0), (1, 1)]
    assert found.panels[0].wrong == 3


def test_all_three_maps_have_one_scale() -> None:
    found = drawn(conv("forward", "basic", lambda out: -out))
    strongest = max(abs(float(it.text.split()[-1])) for p in found.panels for it in p.cells)
    assert found.scale == f"{strongest:.3g}"
    colours = [[it.colour for it in panel.cells] for panel in found.panels]
    # What has half of the largest difference has half of its colour.
    assert colours[2][3] == colour(-1.0)
    assert colours[0][3] == colour(-0.5)
    assert colours[1][3] == colour(0.5)


def test_of_several_images_the_worst_is_drawn() -> None:
    def wrong(out: Any) -> Any:
        got = out.copy()
        got[0, 1, 0, 0] += 9
        got[1, 2] += 9
        return got

    arrays = {"x": np.ones((2, 1, 3, 3)), "weight": np.ones((3, 1, 2, 2))}
    found = drawn(failing("conv2d", "forward", "batch", wrong, arrays))
    assert found.caption.startswith("out[1, 2], of shape (2, 3, 2, 2). Wrong: ")
    assert len(marks(found)) == 4


def test_a_vector_is_one_row() -> None:
    found = drawn(failing("relu", "forward", "basic", lambda out: out + 1, {"x": np.ones(3)}))
    assert (found.rows, found.columns, len(marks(found))) == (1, 3, 3)


def test_of_a_large_image_the_part_around_the_first_error_is_drawn() -> None:
    def wrong(out: Any) -> Any:
        got = out.copy()
        got[50, 7] = 2
        return got

    found = drawn(failing("relu", "forward", "basic", wrong, {"x": np.ones((60, 40))}))
    assert (found.rows, found.columns) == (32, 32)
    assert marks(found) == [(50 - 28, 7)]
    assert "32 by 32 of it" in found.caption


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_black_and_changes_no_scale(value: float) -> None:
    def wrong(out: Any) -> Any:
        got = out.copy()
        got[0] = value
        return got

    found = drawn(failing("relu", "forward", "basic", wrong, {"x": np.array([1.0, 2.0])}))
    assert (found.scale, found.panels[0].cells[0].colour) == ("2", "#000000")


@pytest.mark.parametrize(
    "result",
    [
        ok("relu", "forward", "basic"),
        without_verdict("environment", "np.float is gone"),
        failing("relu", "forward", "basic", lambda out: out[:1], {"x": np.ones(2)}),
        failing("relu", "forward", "basic", lambda out: out + 1, {"x": np.ones(1)}),
    ],
    ids=["right", "nothing compared", "another shape", "one number"],
)
def test_without_anything_to_see_there_is_no_picture(result: Result) -> None:
    assert picture(result) is None


def test_the_case_as_it_was_drawn_is_pictured_and_the_largest_of_them() -> None:
    small = conv("forward", "basic", zero_at_the_edge)
    arrays = {"x": np.ones((1, 1, 6, 6)), "weight": np.ones((1, 1, 2, 2))}
    large = failing("conv2d", "forward", "batch", zero_at_the_edge, arrays)
    assert large.counterexample is not None
    pictured = replace(small, pictured=(large.counterexample, large.verdict))
    assert largest(Group((small, pictured))) is pictured
    assert drawn(pictured).rows == 5


def test_the_page_has_a_picture_for_every_array_that_is_wrong() -> None:
    source = to_html(homework())
    assert source.count("<figure>") == 3
    assert source.count('aria-label="difference: ') == 3
