from scratchcnn.oracle.understanding.signatures.axes import axes_of, first_argument


def test_the_letters_of_a_target_and_a_bias_depend_on_their_axes():
    assert axes_of("cross_entropy", "target", 1) == "N"
    assert axes_of("cross_entropy", "target", 2) == "ND"
    assert axes_of("conv2d", "bias", 1) == "F"
    assert axes_of("conv2d", "bias", 3) == "FHW"
    assert axes_of("conv2d", "grad_x", 4) == "NCHW"
    assert axes_of("relu", "x", 4) == "NCHW"


def test_the_first_argument_is_what_goes_through():
    assert first_argument("relu") == "x"
    assert first_argument("cross_entropy") == "logits"
    assert first_argument("mse_loss") == "p"
