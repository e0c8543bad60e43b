from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.naming.batch_mean import reconciled

DOUBLED, INCONSISTENT = "batch-mean-doubled", "batch-mean-inconsistent"


def result(layer, check, bug=None, regime="batch"):
    bugs = tuple(
        NamedBug(one, "", "", "") for one in ([bug] if isinstance(bug, str) else bug or ())
    )
    verdict = Verdict(not bugs)
    return Result("linear", check, regime, 5, verdict, implementation=layer, bugs=bugs)


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


def test_a_layer_of_one_sample_does_not_count():
    alone = [result("a", "grad_weight", DOUBLED), result("b", "grad_weight", regime="basic")]
    assert statuses(*alone) == ["convention", "ok"]


def test_other_bugs_are_left_alone():
    assert statuses(result("a", "grad_weight", "sign-flipped")) == ["wrong"]


def test_a_layer_with_another_bug_as_well_is_not_excused():
    both = [result("a", "grad_weight", DOUBLED), result("a", "grad_bias", "sign-flipped")]
    assert statuses(*both) == ["wrong", "wrong"]


def test_results_without_parameters_pass_by():
    assert statuses(result("relu", "grad_x"), result("relu", "forward")) == ["ok", "ok"]
