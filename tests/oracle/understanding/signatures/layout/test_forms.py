import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.understanding.signatures.layout.forms import (
    FORMS,
    any_shape_from,
    form_shape,
    from_form,
    groups,
    spoken,
    to_form,
)

EVERY = [(axes, form) for axes, forms in FORMS.items() for form in forms]


@given(st.sampled_from(EVERY), st.data())
def test_an_array_comes_back_from_every_form_as_it_went_in(case, data):
    axes, form = case
    sizes = {a: data.draw(st.integers(1, 4)) if a in form else 1 for a in axes}
    array = np.arange(np.prod([*sizes.values(), 1])).reshape(tuple(sizes.values()))
    laid_out = to_form(array, axes, form)
    assert laid_out.shape == form_shape(sizes, form)
    np.testing.assert_array_equal(from_form(laid_out, axes, form, array.shape), array)


@given(st.sampled_from(EVERY))
def test_no_form_has_an_axis_that_the_op_has_not(case):
    axes, form = case
    assert set(spoken(form)) <= set(axes)


@pytest.mark.parametrize("axes", FORMS)
def test_no_form_is_tried_twice(axes):
    assert len(set(FORMS[axes])) == len(FORMS[axes])


def test_brackets_make_one_axis_of_several():
    assert groups("F(CKL)") == ("F", "CKL")
    weight = np.arange(24).reshape(2, 3, 2, 2)
    np.testing.assert_array_equal(to_form(weight, "FCKL", "F(CKL)"), weight.reshape(2, 12))


def test_another_order_of_letters_is_a_transposition():
    images = np.arange(24).reshape(1, 2, 3, 4)
    np.testing.assert_array_equal(to_form(images, "NCHW", "NHWC"), images.transpose(0, 2, 3, 1))


def test_a_column_is_one_row_of_the_op():
    np.testing.assert_array_equal(to_form(np.ones((1, 3)), "ND", "D1"), np.ones((3, 1)))


def test_a_form_without_axes_is_a_number():
    assert to_form(np.array([7.0]), "N", "").shape == ()


def test_what_goes_out_is_a_copy_that_lies_in_one_piece():
    x = np.ones((2, 3, 4, 5))
    for form in ("NHWC", "same"):
        out = to_form(x, "NCHW", form)
        assert out.flags.c_contiguous
        assert not np.shares_memory(out, x)


def test_an_axis_that_the_form_has_no_place_for_is_refused():
    with pytest.raises(Misfit, match="HW has no place for C=2"):
        to_form(np.ones((1, 2, 3, 3)), "NCHW", "HW")


def test_an_array_of_another_shape_does_not_come_back():
    with pytest.raises(ValueError, match="is not NHWC"):
        from_form(np.ones((2, 3, 4, 6)), "NCHW", "NHWC", (2, 5, 3, 4))
    with pytest.raises(ValueError, match="is not same"):
        from_form(np.ones(3), "D", "same", (4,))


def test_a_result_of_a_wrong_size_still_shows_as_what_it_is():
    moved = any_shape_from(np.ones((2, 3, 4, 5)), "NCHW", "NHWC")
    assert moved is not None
    assert moved.shape == (2, 5, 3, 4)


def test_a_result_with_another_number_of_axes_has_no_op_shape():
    assert any_shape_from(np.ones((2, 3)), "NCHW", "NHWC") is None
    assert any_shape_from(np.ones((2, 3)), "FCKL", "F(CKL)") is None
    assert any_shape_from(np.ones((2, 2)), "ND", "D1") is None


def test_any_shape_is_as_it_is_where_no_layout_matters():
    x = np.ones((2, 3, 4))
    assert any_shape_from(x, "ND", "same") is x
