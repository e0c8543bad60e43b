from scratchcnn.oracle.understanding.signatures.signature import (
    Argument,
    Signature,
    argument_of,
    passed_arrays,
)

STRIDE = Argument("stride", "int")
OPTIONS = Argument("options", keys=(("stride", STRIDE),))
FORWARD = (("x", Argument("x")), ("hparameters", OPTIONS))


def test_a_role_is_found_among_options_too():
    assert argument_of(FORWARD, "stride") is STRIDE
    assert argument_of(FORWARD, "padding") is None


def test_what_is_passed_is_passed_to_the_constructor_or_to_forward():
    signature = Signature((("k", Argument("kernel_size")),), FORWARD, (("lr", Argument("lr")),))
    assert signature.role("stride") is STRIDE
    assert signature.takes("kernel_size", "lr")
    assert not signature.takes("lr")


def test_the_arrays_that_are_passed_are_told_from_options():
    assert passed_arrays(FORWARD) == ["x"]
