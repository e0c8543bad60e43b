from dataclasses import replace

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.naming.batch_mean import IN_LAYERS, OF_SUMS, WORDS, reconciled
from scratchcnn.oracle.report.words import finding

MISSING = "batch-mean-missing"
DOUBLED, INCONSISTENT = "batch-mean-doubled", "batch-mean-inconsistent"


def result(layer, check, bug=None, regime="batch", op="linear"):
    bugs = tuple(
        NamedBug(one, "", "", "") for one in ([bug] if isinstance(bug, str) else bug or ())
    )
    verdict = Verdict(not bugs)
    return Result(op, check, regime, 5, verdict, implementation=layer, bugs=bugs)


def statuses(*results):
    return [one.status for one in reconciled(results)]


def test_layers_that_all_divide_by_n_follow_a_convention():
    layers = [
        result(layer, f"grad_{name}", DOUBLED) for layer in "ab" for name in ("weight", "bias")
    ]
    assert statuses(*layers) == ["convention"] * 4


def test_one_layer_alone_that_divides_everything_follows_a_convention_too():
    alone = [result("a", "grad_weight", DOUBLED), result("a", "grad_bias", DOUBLED)]
    assert statuses(*alone) == ["convention"] * 2


def test_a_layer_that_divides_while_another_does_not_is_wrong():
    mixed = [result("a", "grad_weight", [DOUBLED, INCONSISTENT]), result("b", "grad_weight")]
    first, second = reconciled(mixed)
    assert (first.status, second.status) == ("wrong", "ok")
    assert first.bugs[0].id == INCONSISTENT


def test_a_layer_that_divides_one_of_its_gradients_is_wrong():
    assert statuses(result("a", "grad_weight", DOUBLED), result("a", "grad_bias")) == [
        "wrong",
        "ok",
    ]


def of_two_exercises(dense, convolution):
    parts = [("linear", "linear", dense), ("conv", "conv2d", convolution)]
    return [
        result(name, f"grad_{one}", bug, op=op)
        for name, op, bug in parts
        for one in ("weight", "bias")
    ]


def test_functions_of_dense_layers_may_divide_where_those_of_a_convolution_add_up():
    results = of_two_exercises([DOUBLED, INCONSISTENT], None)
    functions = ("linear", "conv")
    found = [one.status for one in reconciled(results, functions)]
    assert found == ["convention", "convention", "ok", "ok"]


def test_classes_of_one_framework_divide_alike():
    assert statuses(*of_two_exercises([DOUBLED, INCONSISTENT], None))[:2] == ["wrong"] * 2


def test_functions_of_a_convolution_do_not_divide_where_those_of_dense_layers_add_up():
    results = of_two_exercises(None, [DOUBLED, INCONSISTENT])
    found = [one.status for one in reconciled(results, ("linear", "conv"))]
    assert found == ["ok", "ok", "wrong", "wrong"]


def test_functions_of_dense_layers_divide_twice_beside_a_loss_that_is_a_mean():
    of_loss = result("ce", "grad_logits", op="softmax_cross_entropy")
    results = [*of_two_exercises([DOUBLED, INCONSISTENT], None), of_loss]
    found = [one.status for one in reconciled(results, ("linear", "conv", "ce"))]
    assert found[:2] == ["wrong"] * 2


def test_functions_of_dense_layers_divide_as_those_of_a_normalisation_do():
    parts = of_two_exercises([DOUBLED, INCONSISTENT], None)
    results = [replace(one, op="batch_norm1d") if one.op == "conv2d" else one for one in parts]
    found = [one.status for one in reconciled(results, ("linear", "conv"))]
    assert found[:2] == ["wrong"] * 2


def test_a_layer_of_one_sample_does_not_count():
    alone = [result("a", "grad_weight", DOUBLED), result("b", "grad_weight", regime="basic")]
    assert statuses(*alone) == ["convention", "ok"]


def test_a_function_that_is_several_layers_is_told_apart_by_its_op():
    """One of its activations is wrong in another way, and says nothing about the rest."""
    layers = [
        *divided("f", op="linear_relu"),
        *[
            result("f", f"grad_{one}", "sign-flipped", op="linear_tanh")
            for one in ("weight", "bias")
        ],
    ]
    assert statuses(*layers) == ["convention", "convention", "wrong", "wrong"]


def test_a_layer_whose_gradients_are_all_wrong_in_another_way_does_not_count():
    layers = [*divided("a"), result("b", "grad_weight", "sign-flipped")]
    assert statuses(*layers) == ["convention", "convention", "wrong"]


def test_a_layer_with_a_right_gradient_beside_a_wrong_one_counts():
    layers = [*divided("a"), result("b", "grad_weight", "sign-flipped"), result("b", "grad_bias")]
    assert statuses(*layers) == ["wrong", "wrong", "wrong", "ok"]


def test_other_bugs_are_left_alone():
    assert statuses(result("a", "grad_weight", "sign-flipped")) == ["wrong"]


def test_a_layer_with_another_bug_as_well_is_not_excused():
    both = [result("a", "grad_weight", DOUBLED), result("a", "grad_bias", "sign-flipped")]
    assert statuses(*both) == ["wrong", "wrong"]


def test_results_without_parameters_pass_by():
    assert statuses(result("relu", "grad_x"), result("relu", "forward")) == ["ok", "ok"]


def loss(name, bug=None, op="mse_loss", regime="batch"):
    return result(name, "grad_p", bug, regime, op)


def messages(*results):
    return [one.verdict.message for one in reconciled(results)]


def divided(layer, op="linear"):
    return [
        result(layer, f"grad_{name}", [DOUBLED, INCONSISTENT], op=op) for name in ("weight", "bias")
    ]


def test_a_layer_that_divides_is_wrong_alone_whatever_op_the_others_are():
    others = [
        result("conv", "grad_weight", op="conv2d"),
        result("conv", "grad_bias", op="conv2d"),
        result("norm", "grad_weight", op="batch_norm2d"),
        loss("mse"),
    ]
    assert statuses(*divided("dense"), *others) == ["wrong"] * 2 + ["ok"] * 4
    named = [one.bugs[0].id for one in reconciled([*divided("dense"), *others]) if one.bugs]
    assert named == [INCONSISTENT] * 2


def test_losses_that_all_have_gradients_of_sums_follow_a_convention():
    losses = [loss("mse", MISSING), loss("bce", MISSING, "binary_cross_entropy")]
    assert statuses(*losses) == ["convention"] * 2
    assert messages(*losses) == [OF_SUMS] * 2


def test_a_single_loss_with_the_gradient_of_a_sum_is_wrong():
    assert statuses(loss("mse", MISSING), result("a", "grad_weight")) == ["wrong", "ok"]


def test_a_loss_with_the_gradient_of_a_sum_beside_one_that_divides_is_wrong():
    assert statuses(loss("mse", MISSING), loss("bce", op="binary_cross_entropy")) == ["wrong", "ok"]


def test_regimes_of_one_sample_do_not_show_a_mean():
    losses = [loss("a", MISSING), loss("a", regime="basic"), loss("b", MISSING)]
    assert statuses(*losses) == ["convention", "ok", "convention"]


def test_a_loss_with_another_bug_as_well_is_no_example_of_a_convention():
    losses = [loss("a", MISSING), loss("b", MISSING), loss("b", "sign-flipped", regime="basic")]
    assert statuses(*losses) == ["wrong"] * 3


def test_a_gradient_that_is_infinite_says_nothing_of_a_mean():
    losses = [loss("a", MISSING), loss("b", MISSING), loss("b", "log-of-zero", regime="large")]
    assert statuses(*losses) == ["convention", "convention", "wrong"]


def test_a_gradient_that_is_always_infinite_is_no_example():
    losses = [loss("a", MISSING), loss("b", "softmax-overflow")]
    assert statuses(*losses) == ["wrong"] * 2


def test_layers_that_divide_in_place_of_a_loss_follow_a_convention():
    single = [loss("mse", MISSING), *divided("a"), *divided("b")]
    assert statuses(*single) == ["convention"] * 5
    assert messages(*single) == [IN_LAYERS, *[WORDS] * 4]


def test_layers_that_disagree_about_the_mean_do_not_make_the_loss_wrong():
    single = [loss("mse", MISSING), *divided("a"), result("b", "grad_weight")]
    assert statuses(*single) == ["convention", "wrong", "wrong", "ok"]


def test_a_mean_that_the_loss_lacks_is_not_applied_twice():
    layer = result("a", "grad_weight", [DOUBLED, INCONSISTENT]), result("a", "grad_bias")
    wrong = list(reconciled([loss("mse", MISSING), *layer]))[1]
    assert (wrong.status, [bug.id for bug in wrong.bugs]) == ("wrong", [INCONSISTENT])


def test_a_mean_that_is_missing_elsewhere_is_left_alone():
    parameters = [result("a", "grad_weight", MISSING), loss("x", MISSING), loss("y", MISSING)]
    assert statuses(*parameters) == ["wrong", "convention", "convention"]


def test_all_else_of_a_layer_that_divides_stays_as_it_is():
    layer = [result("a", "forward", "kernel-flipped"), *divided("a"), result("a", "grad_x")]
    assert statuses(*layer) == ["wrong", "convention", "convention", "ok"]
    assert messages(*layer) == ["", WORDS, WORDS, ""]


def test_a_convention_is_called_by_its_words_and_not_by_those_of_a_bug():
    alone = [result("a", "grad_weight", DOUBLED), result("a", "grad_bias", DOUBLED)]
    for one in reconciled(alone):
        assert [bug.id for bug in one.bugs] == [DOUBLED]
        assert "divided by N alike" in finding(one)


def test_a_convention_is_named_once():
    alone = [result("a", f"grad_{name}", [DOUBLED, INCONSISTENT]) for name in ("weight", "bias")]
    assert [[bug.title for bug in one.bugs] for one in reconciled(alone)] == [[WORDS], [WORDS]]


def test_no_mean_is_applied_twice_where_layers_disagree_about_one_that_the_loss_lacks():
    both = [DOUBLED, INCONSISTENT]
    layers = [result("a", f"grad_{name}", both) for name in ("weight", "bias")]
    found = reconciled([loss("mse", MISSING), *layers, result("b", "grad_weight")])
    assert [[bug.id for bug in one.bugs] for one in found][1:] == [[INCONSISTENT]] * 2 + [[]]


def test_a_layer_whose_gradients_are_all_wrong_otherwise_does_not_say_what_others_do():
    divided = [result("a", f"grad_{name}", DOUBLED) for name in ("weight", "bias")]
    other = [result("b", f"grad_{name}", "wrong-formula") for name in ("weight", "bias")]
    assert statuses(*divided, *other) == ["convention"] * 2 + ["wrong"] * 2


def test_a_layer_with_one_gradient_that_is_right_says_that_it_does_not_divide():
    divided = [result("a", f"grad_{name}", DOUBLED) for name in ("weight", "bias")]
    other = [result("b", "grad_weight", "wrong-formula"), result("b", "grad_bias")]
    assert statuses(*divided, *other) == ["wrong"] * 3 + ["ok"]
