"""Points: read from TOML, added up over what was found and what is missing."""

import pytest

from scratchcnn.grading.points import Points, PointsError, read_points

OPS, CHECKS = ["conv2d", "relu"], ["forward", "grad_x"]


def test_without_a_file_every_check_there_is_gives_a_point() -> None:
    parts = [("relu", "forward", True), ("relu", "grad_x", False)]
    points = Points()
    assert (points.score(parts), points.most(parts), points.missing(parts)) == (1, 2, [])


def test_named_checks_give_their_points_and_others_the_default() -> None:
    points = read_points(b"default = 0.5\n[conv2d]\nforward = 4\n", OPS, CHECKS)
    parts = [("conv2d", "forward", True), ("conv2d", "grad_x", True), ("relu", "forward", False)]
    assert (points.score(parts), points.most(parts)) == (4.5, 5)


def test_in_a_file_what_is_not_named_gives_nothing() -> None:
    points = read_points(b"[conv2d]\nforward = 4\n", OPS, CHECKS)
    assert points.of("relu", "forward") == 0


def test_what_a_submission_lacks_counts_as_failed() -> None:
    points = read_points(b"[conv2d]\nforward = 4\ngrad_x = 0\n[relu]\nforward = 1", OPS, CHECKS)
    parts = [("relu", "forward", True)]
    assert (points.score(parts), points.most(parts)) == (1, 5)
    assert points.missing(parts) == [("conv2d", "forward")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[conv2d\n", "is not TOML: "),
        (b"\xff", "is not TOML: "),
        (b"[conv3d]\nforward = 1", r"\[conv3d\]: must be one of conv2d, relu"),
        (b"relu = 1", r"relu must be a table such as \[relu\], with points for every check"),
        (b"[relu]\nbackward = 1", r"\[relu\] backward: must be one of forward, grad_x"),
        (b"[relu]\nforward = -1", r"\[relu\] forward: must be a number from 0 up, got -1"),
        (b"[relu]\nforward = nan", r"\[relu\] forward: must be a number from 0 up, got nan"),
        (b"[relu]\nforward = true", r"\[relu\] forward: must be a number from 0 up, got True"),
        (b"[relu]\nforward = '1'", r"\[relu\] forward: must be a number from 0 up, got '1'"),
        (b"default = inf", "default: must be a number from 0 up, got inf"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(PointsError, match=message):
        read_points(content, OPS, CHECKS)
