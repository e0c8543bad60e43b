import pytest

from scratchcnn.oracle.understanding.signatures.arguments.roles import forward_roles
from scratchcnn.oracle.understanding.signatures.arguments.signatures import (
    MOST,
    Unknown,
    assign,
    backward_arguments,
    constructors,
    loss_arguments,
    usable,
)
from scratchcnn.oracle.understanding.signatures.arguments.spellings import options_of
from scratchcnn.oracle.understanding.signatures.signature import Argument

ABSENT = object()


def parameter(name, default=ABSENT, kind="positional"):
    known = {"name": name, "kind": kind, "required": default is ABSENT}
    return known if default is ABSENT else {**known, "default": default}


def parameters(*names):
    return [one if isinstance(one, dict) else parameter(one) for one in names]


def constructed(op, *names):
    definition = {"params": parameters(*names), "methods": {}}
    return [dict(arguments) for arguments in constructors(definition, op)]


def assigned(op, *names, keys=None, order=("x", "weight", "bias")):
    found = assign(parameters(*names), forward_roles(op), op, keys or {}, order)
    return [dict(arguments) for arguments in found]


def test_a_convolution_is_constructed_by_the_names_of_its_parameters():
    first = constructed("conv2d", "in_channels", "out_channels", "kernel_size")[0]
    roles = {name: argument.role for name, argument in first.items()}
    assert roles == {name: name for name in roles}
    assert len(roles) == 3


def test_a_parameter_that_means_nothing_is_said():
    with pytest.raises(Unknown, match="`quux`"):
        constructed("conv2d", "in_channels", "quux")


def test_a_default_whose_name_means_nothing_is_left():
    assert constructed("relu", parameter("quux", 3)) == [{}]


def test_no_role_is_given_twice():
    for arguments in constructed("linear", "n_in", "n_out", parameter("size", 3)):
        roles = [argument.role for argument in arguments.values()]
        assert len(set(roles)) == len(roles)


def test_a_default_that_is_a_pair_is_passed_as_a_pair_first():
    (first, *_) = constructed("max_pool2d", parameter("pool_size", [2, 2]))
    assert first["pool_size"] == Argument("kernel_size", "pair")


def test_a_number_is_tried_first_elsewhere():
    first, second, *_ = constructed("max_pool2d", parameter("pool_size", 2))
    assert first["pool_size"] == Argument("kernel_size", "int")
    assert second["pool_size"] == Argument("kernel_size", "pair")


def test_a_padding_with_a_name_for_a_default_is_passed_by_name_alone():
    names = parameters(parameter("padding", "valid"))
    found = list(constructors({"params": names, "methods": {}}, "conv2d"))
    assert [dict(arguments)["padding"].form for arguments in found] == ["named"]


def test_a_dilation_is_set_to_1_only_where_its_default_is_another():
    assert constructed("max_pool2d", parameter("dilation", 1)) == [{}]
    assert constructed("max_pool2d", parameter("dilation", 2)) == [
        {"dilation": Argument("constant", 1)},
        {"dilation": Argument("constant", 0)},
    ]


def test_a_convolution_is_told_its_dilation():
    for default in (1, 2):
        (found,) = constructed("conv2d", parameter("dilation", default))
        assert found == {"dilation": Argument("dilation", "int")}


def test_an_initialiser_is_left_to_its_default():
    assert constructed("linear", parameter("weight_init", "xavier")) == [{}]


def test_an_initialiser_without_default_is_a_function_first():
    first = constructed("linear", "in_features", "out_features", "weight_init_fn")[0]
    assert first["weight_init_fn"] == Argument("tool", "zeros")


def test_an_activation_that_is_fused_by_default_is_turned_off():
    first = constructed("linear", "n_in", "n_out", parameter("activation", "relu"))[0]
    assert first["activation"] == Argument("constant", "linear")


def test_a_signature_has_so_many_candidates_and_no_more():
    names = [parameter(name) for name in ("padding", "stride", "kernel_size", "input_shape")]
    assert len(constructed("conv2d", *names, "weight_init", "activation")) <= MOST


def test_a_starred_parameter_is_not_named():
    starred = [parameter("x"), parameter("args", kind="var_positional")]
    assert [one["name"] for one in usable(starred)] == ["x"]


def test_a_keyword_only_parameter_is_named():
    assert assigned("relu", parameter("x", kind="keyword")) == [{"x": Argument("x")}]


def test_the_weight_may_come_first():
    (first, *_) = assigned("linear", "w", "x", "b")
    assert [argument.role for argument in first.values()] == ["weight", "x", "bias"]


def test_a_name_that_means_nothing_takes_the_next_free_place():
    (first, *_) = assigned("linear", "quux", "w")
    assert first["quux"].role == "x"


def test_what_finds_no_free_place_is_said():
    with pytest.raises(Unknown, match="`second`"):
        assigned("relu", "first", "second", order=("x",))


def test_options_in_a_dictionary_go_by_its_keys():
    keys = {"conv_param": ["stride", "pad", "quux"]}
    (first, *_) = assigned("conv2d", "x", "w", "b", "conv_param", keys=keys)
    assert first["conv_param"].keys == (
        ("stride", Argument("stride", "int")),
        ("pad", Argument("padding", "int")),
    )


def test_a_dictionary_of_which_no_key_is_known_is_not_understood():
    with pytest.raises(Unknown, match="`hparameters`"):
        assigned("conv2d", "x", "w", "b", "hparameters")


def test_the_mode_of_a_batch_normalisation_is_training():
    found = dict(options_of(["mode", "eps"], "batch_norm2d"))
    assert found["mode"] == Argument("constant", "train")


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("y_pred", "y_true"), "p"),
        (("y_true", "y_pred"), "target"),
        (("output", "labels"), "p"),
        (("first", "second"), "p"),
    ],
)
def test_a_loss_is_called_in_the_order_of_its_names_first(names, first):
    straight, crossed = (
        dict(arguments)[names[0]].role
        for arguments in loss_arguments(parameters(*names), "categorical_cross_entropy")
    )
    assert straight == first
    assert {straight, crossed} == {"p", "target"}


def test_a_loss_of_logits_is_given_logits():
    (first, *_) = loss_arguments(parameters("scores", "y"), "softmax_cross_entropy")
    assert dict(first)["scores"].role == "logits"


def test_what_takes_one_argument_is_no_loss():
    assert list(loss_arguments(parameters("x"), "mse_loss")) == []


def test_a_backward_pass_is_given_what_its_names_say():
    found = backward_arguments({}, parameters("dout", "cache"), "conv2d")
    assert [argument.role for _, argument in next(found)] == ["grad_out", "cache"]


def test_an_activation_has_no_weight_to_hand_to_its_backward_pass():
    found = backward_arguments({}, parameters("dout", "x"), "relu")
    assert [argument.role for _, argument in next(found)] == ["grad_out", "x"]


def test_a_reshape_is_given_the_shape_of_one_image_and_of_its_column():
    assert constructed("flatten", "input_shape", "output_shape")[0] == {
        "input_shape": Argument("input_shape", "NCHW"),
        "output_shape": Argument("output_shape", "D1"),
    }


def required(name, **more):
    return {"name": name, "kind": "positional", "required": True, **more}


RECORD = {"name": "Params", "source": "", "params": [required("weight"), required("bias")]}


def test_a_record_is_made_in_every_way_that_its_fields_allow():
    definition = {"params": [required("params", record=RECORD)], "source": ""}
    first = next(iter(constructors(definition, "linear")))
    keys = (("weight", Argument("weight")), ("bias", Argument("bias")))
    assert first == (("params", Argument("record", "Params", keys)),)


def test_an_optional_record_that_holds_what_is_passed_already_is_left_out():
    optional = {**required("grads", record=RECORD), "required": False, "default": None}
    definition = {"params": [*RECORD["params"], optional], "source": ""}
    made = list(constructors(definition, "linear"))
    assert [name for name, _ in made[0]] == ["weight", "bias"]


def test_a_record_with_a_field_that_means_nothing_is_not_known():
    record = {**RECORD, "params": [required("zorn")]}
    definition = {"params": [required("spec", record=record)], "source": ""}
    with pytest.raises(Unknown):
        list(constructors(definition, "linear"))


@pytest.mark.parametrize(
    ("op", "passed"),
    [
        ("softmax_cross_entropy", Argument("smoothing")),
        ("categorical_cross_entropy", Argument("constant", 0.0)),
    ],
)
def test_a_loss_is_compared_with_hard_labels_where_pytorch_smooths_none(op, passed) -> None:
    (first, *_) = loss_arguments(parameters("logits", "y", "smoothing"), op)
    assert first[2:] == (("smoothing", passed),)
