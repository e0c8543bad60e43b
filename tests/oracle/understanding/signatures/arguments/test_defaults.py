"""Which parameters keep their defaults."""

from scratchcnn.oracle.understanding.signatures.arguments.defaults import is_kept_empty

ALPHA = {"name": "alpha", "default": 0.1, "required": False}
SLOPE = {"name": "slope", "default": None, "required": False}
ROLES = ("negative_slope",)


def test_a_field_that_is_filled_later_is_no_second_option() -> None:
    assert is_kept_empty(SLOPE, ROLES, [ALPHA, SLOPE])
    assert not is_kept_empty(ALPHA, ROLES, [ALPHA, SLOPE])


def test_an_option_that_is_none_by_default_is_one_if_no_other_has_its_meaning() -> None:
    other = {"name": "name", "default": "leaky", "required": False}
    assert not is_kept_empty(SLOPE, ROLES, [SLOPE, other])
