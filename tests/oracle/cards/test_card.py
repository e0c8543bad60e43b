from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cards.table import card_of, layers, ours


def test_the_letters_of_a_target_and_a_bias_depend_on_their_axes():
    assert card_of("cross_entropy").letters("target", 1) == "N"
    assert card_of("cross_entropy").letters("target", 2) == "ND"
    assert card_of("conv2d").letters("bias", 1) == "F"
    assert card_of("conv2d").letters("bias", 3) == "FHW"
    assert card_of("conv2d").letters("grad_x", 4) == "NCHW"
    assert card_of("relu").letters("x", 4) == "NCHW"


def test_the_first_argument_is_what_goes_through():
    assert card_of("relu").first == "x"
    assert card_of("cross_entropy").first == "logits"
    assert card_of("mse_loss").first == "p"


def test_a_gradient_is_that_of_an_array_but_not_of_a_target_or_a_statistic():
    assert card_of("conv2d").differentiable == ("x", "weight", "bias")
    assert card_of("batch_norm2d").differentiable == ("x", "weight", "bias")
    assert card_of("mse_loss").differentiable == ("p",)


def test_what_homework_alone_has_is_no_op_of_ours():
    fused = {card.name for card in layers()} - set(ours())
    assert fused == {
        *("conv2d_relu", "softmax_linear", "softmax_linear_of_logits", "softmax_cross_entropy"),
        *("linear_relu", "linear_sigmoid", "linear_tanh"),
        *("depthwise_conv1d", "depthwise_conv2d", "instance_norm_sequences"),
        *("pointwise_conv2d", "separable_conv2d"),
        # What homework has without the axes that ours is told.
        "batch_norm_sequences",
        *("layer_norm_rows", "rms_norm_rows", "instance_norm_images", "group_norm_images"),
        # What a parameter of homework multiplies, of which ours has one meaning.
        *("response_norm_of_means", "response_norm_of_sums"),
        *("zero_padding", "reflection_padding", "replication_padding", "bilinear_upsampling"),
        *("prelu_shared", "prelu_channels", "glu_rows", "cat_three"),
    }


def test_a_name_has_one_of_the_parts_and_none_of_the_others():
    rule = NameRule(("op",), parts=("pool",), names=("p",), starts=("sub",), unless=("un",))
    assert all(map(rule.fits, ("maxpool", "p", "subsample")))
    assert not any(map(rule.fits, ("unpool", "pp", "insub", "")))


def test_a_name_needs_one_part_besides_where_there_are_some():
    rule = NameRule(("op",), parts=("pool",), besides=("max", "largest"))
    assert rule.fits("maxpool")
    assert rule.fits("poolinglargest")
    assert not rule.fits("pool")


def test_a_name_says_how_many_axes_there_are_where_a_rule_asks():
    rule = NameRule(("op",), parts=("pool",), along=("1d", "temporal"))
    assert rule.fits("maxpool1d")
    assert rule.fits("temporalpool")
    assert not rule.fits("maxpool")


def test_a_rule_without_parts_fits_nothing():
    assert not NameRule(("op",)).fits("anything")


def test_a_short_part_is_the_beginning_or_the_end_of_a_word() -> None:
    rule = NameRule(("selu",), outermost=("selu",))
    assert rule.fits("selulayer", ["selulayer"])
    assert rule.fits("myselu", ["my", "selu"])
    assert not rule.fits("layerselu", ["layers", "elu"])
    assert not rule.fits("auslese", ["auslese"])
    assert not NameRule(("elu",), outermost=("elu",)).fits("buendelung", ["buendelung"])
    assert rule.fits("selu")
