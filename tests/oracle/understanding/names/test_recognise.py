import pytest

from scratchcnn.oracle.cards.table import layers
from scratchcnn.oracle.understanding.names.recognise import is_helper, read_name, without_twin


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("Conv3x3", "conv2d"),
        ("conv_forward_naive", "conv2d"),
        ("Convolutional", "conv2d"),
        ("CNNLayer", "conv2d"),
        ("MaxPool2", "max_pool2d"),
        ("AveragePooling", "avg_pool2d"),
        ("MaxPooling1D", "max_pool1d"),
        ("avg_pool_1d_forward", "avg_pool1d"),
        ("TemporalMaxPooling", "max_pool1d"),
        ("AgrupamientoMaximo1D", "max_pool1d"),
        ("maxpool3d_backward", "max_pool3d"),
        ("VolumetricAveragePooling", "avg_pool3d"),
        ("GlobalAveragePooling1D", "adaptive_avg_pool1d"),
        ("global_max_pool1d", "adaptive_max_pool1d"),
        ("LPPool2d", "lp_pool2d"),
        ("L2Pooling1D", "lp_pool1d"),
        ("SeparableConv2D", "separable_conv2d"),
        ("DepthwiseSeparableConv", "separable_conv2d"),
        ("DepthwiseConv2d", "depthwise_conv2d"),
        ("PointwiseConv2d", "pointwise_conv2d"),
        ("conv_1x1", "pointwise_conv2d"),
        ("LRN", "response_norm_of_means"),
        ("lrn_forward", "response_norm_of_means"),
        ("LocalResponseNormalization", "response_norm_of_means"),
        ("GlobalAveragePooling3D", "adaptive_avg_pool3d"),
        ("meanpool", "avg_pool2d"),
        ("Pooling", "max_pool2d"),
        ("affine_forward", "linear"),
        ("DenseLayer", "linear"),
        ("fc", "linear"),
        ("FullyConnected", "linear"),
        ("relu", "relu"),
        ("LeakyReLU", "leaky_relu"),
        ("logistic", "sigmoid"),
        ("Tanh", "tanh"),
        ("SiLU", "silu"),
        ("Swish", "silu"),
        ("ELU", "elu"),
        ("SELU", "selu"),
        ("d_celu", "celu"),
        ("gelu_forward", "gelu"),
        ("Mish", "mish"),
        ("SoftPlus", "softplus"),
        ("log_sigmoid", "logsigmoid"),
        ("Softsign", "softsign"),
        ("HardTanh", "hardtanh"),
        ("ReLU6", "relu6"),
        ("hard_sigmoid", "hardsigmoid"),
        ("HSwish", "hardswish"),
        ("LogSoftmax", "log_softmax"),
        ("Softmax", "softmax"),
        ("SoftmaxWithLoss", "softmax_cross_entropy"),
        ("softmax_ce", "softmax_cross_entropy"),
        ("cross_entropy", "categorical_cross_entropy"),
        ("BCELoss", "binary_cross_entropy"),
        ("mean_squared_error", "mse_loss"),
        ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"),
        ("binary_cross_entropy_with_logits", "binary_cross_entropy_with_logits"),
        ("SigmoidWithLoss", "binary_cross_entropy_with_logits"),
        ("cross_entropy_with_logits", "categorical_cross_entropy"),
        ("BatchNorm2d", "batch_norm2d"),
        ("batchnorm_1d_forward", "batch_norm1d"),
        ("Flatten", "flatten"),
        ("layers.Conv2D", "conv2d"),
    ],
)
def test_the_likeliest_op_comes_first(name, op):
    assert read_name(name).ops[0] == op


@pytest.mark.parametrize(
    ("name", "ops"),
    [
        ("BatchNormalization", {"batch_norm1d", "batch_norm2d", "batch_norm_sequences"}),
        ("bn", {"batch_norm1d", "batch_norm2d", "batch_norm_sequences"}),
        ("BatchNorm1D", {"batch_norm1d", "batch_norm_sequences"}),
        ("BatchNormalization2D", {"batch_norm2d"}),
        ("spatial_batchnorm_forward", {"batch_norm2d"}),
        ("SpatialBN", {"batch_norm2d"}),
        ("InstanceNorm", {"instance_norm_images", "instance_norm_sequences"}),
        ("DepthwiseConv", {"depthwise_conv2d", "depthwise_conv1d"}),
        ("depthwise_conv1d", {"depthwise_conv1d"}),
        ("InstanceNorm1d", {"instance_norm_sequences"}),
        ("instance_norm2d_forward", {"instance_norm_images"}),
    ],
)
def test_a_norm_or_a_depthwise_convolution_is_of_any_axes_unless_its_name_says_which(name, ops):
    assert set(read_name(name).ops) == ops


@pytest.mark.parametrize(
    ("name", "ops"),
    [
        ("GlobalAveragePooling2D", {"adaptive_avg_pool2d"}),
        ("global_max_pool_forward", {"adaptive_max_pool2d"}),
        ("AdaptiveAvgPool2d", {"adaptive_avg_pool2d"}),
        ("GAP", {"adaptive_avg_pool2d"}),
        ("GlobalPooling", {"adaptive_avg_pool2d", "adaptive_max_pool2d"}),
        ("MaxPoolGlobal", {"adaptive_max_pool2d"}),
        ("AdaptiveLearningRateMean", set()),
        ("global_contrast_mean", set()),
        ("global_max", set()),
    ],
)
def test_a_global_pooling_is_one_to_a_size_of_1(name, ops):
    assert set(read_name(name).ops) == ops


@pytest.mark.parametrize(
    "name",
    ["ConvNet", "CNNModel", "SoftmaxClassifier", "Trainer", "Adam", "History", "get_batches"],
)
def test_what_is_no_layer_is_no_op(name):
    assert read_name(name).ops == ()


@pytest.mark.parametrize(
    "name",
    [
        *("SeparableConv1D", "StochasticPool3d", "MaxUnpool1d"),
        *("InstanceNorm3d", "DepthwiseConv3d", "GroupedConv3D"),
        *(
            "tanhshrink",
            "LogisticRegression",
            "Dropout",
        ),
    ],
)
def test_relatives_of_our_ops_have_no_twin(name):
    assert read_name(name).ops == ()
    assert without_twin(name)


@pytest.mark.parametrize("name", ["Conv2d", "relu", "MaxPool2d", "cross_entropy"])
def test_our_ops_have_a_twin(name):
    assert not without_twin(name)


@pytest.mark.parametrize(
    "name",
    [
        *("conv_backward", "relu_prime", "d_sigmoid", "drelu", "tanhDerivative", "convBackprop"),
        *("softmax_grad", "dSigmoid"),
    ],
)
def test_gradients_are_told_by_their_names(name):
    assert read_name(name).gradient


@pytest.mark.parametrize("name", ["conv_forward", "dense", "dropout_forward", "conv2d", "Dense"])
def test_a_d_does_not_make_a_gradient(name):
    assert not read_name(name).gradient


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        ("conv_forward_naive", "conv_backward_naive"),
        ("sigmoid", "sigmoid_prime"),
        ("relu", "drelu"),
        ("max_pool_forward", "max_pool_backward"),
        ("convolution", "convolutionBackward"),
        ("mse", "mse_prime"),
    ],
)
def test_a_function_and_its_gradient_share_the_core_of_their_names(forward, backward):
    assert read_name(forward).core == read_name(backward).core


@pytest.mark.parametrize("name", ["im2col", "conv_output_size", "numerical_gradient", "zero_pad"])
def test_helpers_are_no_layers(name):
    assert is_helper(name)


def test_layers_are_no_helpers():
    assert not any(map(is_helper, ("Conv2d", "MaxPool", "conv_forward", "Linear")))


def test_a_helper_within_a_layers_name_does_not_make_it_one():
    assert not any(map(is_helper, ("Splot", "splot2d", "WarstwaSplotowa", "splot_wstecz")))
    assert all(map(is_helper, ("loss_plot", "plot", "lossplot", "plot_splot", "load_splot")))


@pytest.mark.parametrize("name", ["CustomSoftmax", "custom_softmax"])
def test_custom_is_no_cost(name):
    assert read_name(name).ops[0] == "softmax"


@pytest.mark.parametrize("name", ["softmax_cost", "SoftmaxKayip", "softmax_perda"])
def test_a_loss_is_one_in_other_words(name):
    assert read_name(name).ops[0] == "softmax_cross_entropy"


@pytest.mark.parametrize("name", ["ReLU", "MyReLULayer", "relu_forward", "ReLUActivation"])
def test_words_that_say_nothing_leave_a_relu_that_does_not_leak(name):
    assert read_name(name).ops == ("relu",)


def test_a_relu_with_another_word_may_leak():
    assert read_name("SizintiliReLU").ops == ("relu", "leaky_relu")


@pytest.mark.parametrize(
    "name",
    [
        *("nll", "NLLLoss", "ClassNLLCriterion", "negative_log_likelihood", "log_likelihood"),
        *("VraisemblanceNegative", "verosimilitud_negativa", "fu_duishu_siran"),
    ],
)
def test_a_likelihood_may_be_of_probabilities_or_of_their_logarithms(name):
    assert {"nll_loss", "categorical_cross_entropy"} <= set(read_name(name).ops)


@pytest.mark.parametrize("name", ["loss", "cost", "Criterion", "loss_fn", "compute_cost"])
def test_a_loss_may_be_any_loss(name):
    # Those of differences but the square, and of scores, have names of their own.
    named = {"l1_loss", "smooth_l1_loss", "huber_loss", "svm_loss", "cross_entropy"}
    losses = {card.name for card in layers() if card.loss} - named
    assert set(read_name(name).ops) == losses


@pytest.mark.parametrize(
    ("name", "op"),
    [
        *(("MAELoss", "l1_loss"), ("mean_absolute_error", "l1_loss"), ("L1Loss", "l1_loss")),
        *(("SmoothL1Loss", "smooth_l1_loss"), ("huber", "huber_loss")),
        *(("svm_loss", "svm_loss"), ("MulticlassHingeLoss", "svm_loss")),
        *(("UpSampling2D", "interpolate"), ("NearestUpsample", "interpolate")),
    ],
)
def test_losses_of_differences_and_of_scores_have_names_of_their_own(name, op):
    assert read_name(name).ops == (op,)


@pytest.mark.parametrize("name", ["HingeLoss", "label_smoothing_loss", "CategoricalLoss_pad"])
def test_a_hinge_of_two_classes_and_smoothed_labels_are_none_of_them(name):
    assert not {"svm_loss", "smooth_l1_loss", "cat", "pad"} & set(read_name(name).ops)


@pytest.mark.parametrize(
    "name",
    ["LabelSmoothingCrossEntropy", "smooth_cross_entropy", "CrossEntropyWithLabelSmoothing"],
)
def test_a_cross_entropy_of_smoothed_labels_is_one(name):
    assert "softmax_cross_entropy" in read_name(name).ops


@pytest.mark.parametrize("name", ["perda_binaria", "mat_mat_nhi_phan", "binary_loss", "bce"])
def test_a_binary_loss_is_of_probabilities_or_of_logits(name):
    binary = {"binary_cross_entropy", "binary_cross_entropy_with_logits"}
    assert set(read_name(name).ops) == binary


def test_a_prelu_is_known_by_its_capital():
    assert read_name("ChannelPReLU").ops == read_name("PReLU").ops != ()
    assert "relu" in read_name("LopReLU").ops
