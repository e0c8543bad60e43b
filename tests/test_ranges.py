"""Numbers in their ranges, as the command line and the settings of a run have them."""

from argparse import ArgumentTypeError
from collections.abc import Callable

import pytest

from scratchcnn.ranges import above_0, from_0_below_1, whole_from_0, whole_from_1


@pytest.mark.parametrize(
    ("parse", "text", "number"),
    [
        (whole_from_0, "0", 0),
        (whole_from_1, "1", 1),
        (above_0, "1e-9", 1e-9),
        (from_0_below_1, "0", 0.0),
        (from_0_below_1, "0.999", 0.999),
    ],
)
def test_a_number_in_its_range_is_parsed(
    parse: Callable[[str], float], text: str, number: float
) -> None:
    found = parse(text)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    ("parse", "texts", "message"),
    [
        (whole_from_0, ["-1", "1.5", "x", ""], "must be a whole number from 0 up, got "),
        (whole_from_1, ["0", "nan"], "must be a whole number from 1 up, got "),
        (above_0, ["0", "-1", "inf", "nan", "x"], "must be a finite number above 0, got "),
        (from_0_below_1, ["-0.1", "1", "nan"], "must be a number from 0 to below 1, got "),
    ],
)
def test_a_number_out_of_its_range_is_refused(
    parse: Callable[[str], float], texts: list[str], message: str
) -> None:
    for text in texts:
        with pytest.raises(ArgumentTypeError) as refused:
            parse(text)
        assert str(refused.value) == message + text
