"""Names: of dropout layers, of the share that they take, of how they are told that they train."""

import pytest

from scratchcnn.oracle.dropouts.forms import Switch
from scratchcnn.oracle.dropouts.names import (
    is_backward,
    is_dropout,
    is_share,
    kind_of,
    role_of,
    says_channels,
    words_of_modes,
)
from scratchcnn.oracle.dropouts.switches import is_setter, of_keys, of_parameters, values_of


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Dropout",
            "DropOut",
            "dropout",
            "DROPOUT",
            "drop_out",
            "layers.Dropout",
            "Layer_Dropout",
        ),
        *("DropoutLayer", "MyDropout", "InvertedDropout", "dropout_forward", "dropout_fwd"),
        *("SpatialDropout2D", "Dropout2d", "CapaDropout", "CoucheDropout", "dropout_np"),
        *("SeededDropout", "ModeDropout", "DropoutKeep"),
    ],
)
def test_dropout_is_known_by_its_name(name: str) -> None:
    assert is_dropout(name)
    assert not is_backward(name)


@pytest.mark.parametrize(
    "name",
    [
        *("GaussianDropout", "AlphaDropout", "MCDropout", "VariationalDropout", "DropConnect"),
        *("dropout_mask", "test_dropout", "DropoutNet", "forward_propagation_with_dropout"),
        *("LinearDropoutRelu", "embedding_dropout", "dropout_rate", "DropBlock", "drop_path"),
        *("dropout_backward", "dropout_schedule", "plot_dropout", "ScheduledDropout", "Conv2D"),
    ],
)
def test_what_is_another_layer_or_none_is_not_taken_for_it(name: str) -> None:
    assert not is_dropout(name)


@pytest.mark.parametrize(
    "name", ["dropout_backward", "dropout_bwd", "dropout_grad", "d.dropout_back"]
)
def test_its_backward_pass_is_known_by_its_name(name: str) -> None:
    assert is_backward(name)


def test_a_number_in_a_name_may_be_that_of_a_version() -> None:
    assert is_dropout("dropout_2")
    assert not says_channels("dropout_2")
    assert says_channels("Dropout2d")


def test_kinds_of_dropout_are_told_apart() -> None:
    assert kind_of("dropout_forward") == kind_of("dropout_backward") != kind_of("spatial_dropout")


@pytest.mark.parametrize(
    "name",
    ["p", "rate", "keep_prob", "p_keep", "dropout_ratio", "drop_prob", "taux", "tasa"],
)
def test_the_share_is_known_by_its_name(name: str) -> None:
    assert is_share(name)


@pytest.mark.parametrize("name", ["dropout_param", "drop_mask", "drop_seed", "x", "training", "lr"])
def test_what_only_belongs_to_dropout_is_no_share(name: str) -> None:
    assert not is_share(name)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("train_flg", "training"),
        ("mode", "training"),
        ("inference", "training"),
        ("dropout_param", "params"),
        ("config", "params"),
        ("mask", "cache"),
        ("cache", "cache"),
        ("ctx", "context"),
        ("dvalues", "grad_out"),
        ("inputs", "x"),
        ("input_shape", "size"),
        ("seed", "seed"),
        ("zzz", ""),
    ],
)
def test_a_name_says_what_a_parameter_is(name: str, role: str) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("name", "default", "text", "values"),
    [
        ("train", True, "", (True, False)),
        ("is_test", False, "", (False, True)),
        ("train", "train", "if train == 'train'", ("train", "test")),
        ("mode", None, "if mode == 'eval': return x", ("train", "eval")),
        ("mode", "training", "", ("training", "test")),
        ("training", None, "if training == 'yes'", None),
        ("phase", 1, "if phase == 1", None),
    ],
)
def test_what_tells_a_layer_that_it_trains(
    name: str, default: object, text: str, values: tuple[object, object] | None
) -> None:
    assert values_of(name, default, text) == values


def test_words_in_quotes_are_modes() -> None:
    assert words_of_modes("mode in ('fit', 'infer')") == ("fit", "infer")
    assert words_of_modes("x['p']") is None


def test_a_switch_is_found_among_parameters_and_keys() -> None:
    params = [{"name": "x"}, {"name": "test", "default": False}]
    assert list(of_parameters(params, "", "argument")) == [Switch("argument", "test", False, True)]
    text = "if o['mode'] == 'train'"
    assert list(of_keys(["p", "mode"], text)) == [Switch("option", "mode", "train", "test")]
    assert list(of_keys(["p", "mode"], "")) == []


@pytest.mark.parametrize("name", ["set_training", "train_mode", "set_mode", "train", "is_test"])
def test_a_method_that_sets_the_mode_is_known(name: str) -> None:
    assert is_setter(name)


@pytest.mark.parametrize("name", ["train_network", "fit", "set_weights", "test_accuracy"])
def test_a_method_that_does_more_is_none(name: str) -> None:
    assert not is_setter(name)
