import numpy as np

from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.homework import Judge
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.naming.conclusions import Conclusions
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.pairs import subject_of
from tests.helpers.observed import relu, subject
from tests.helpers.samples.living import DenseHalving, plan_of


def results(implementation, regimes=("basic",)):
    return concluded(Judge(subject(implementation)), regimes)


def concluded(judge, regimes=("basic",)):
    findings = [found for regime in regimes for found in judge.examine(regime)]
    wrong = {"out" if f.check == "forward" else f.check for f in findings if f.bad}
    conclusions = Conclusions(judge)
    return {
        (found.check, found.regime): conclusions.result(found, findings, wrong)
        for found in findings
    }


def result(implementation, check, regime="basic"):
    return results(implementation, (regime,))[check, regime]


def with_gradient(gradient):
    return lambda x: (relu(x)[0], lambda grad_out: (gradient(x, grad_out),))


def test_what_is_right_is_ok():
    assert {one.status for one in results(relu).values()} == {"ok"}


def test_a_known_bug_is_named():
    flipped = with_gradient(lambda x, g: -g * (x > 0))
    assert [bug.id for bug in result(flipped, "grad_x").bugs] == ["sign-flipped"]


def test_an_unknown_bug_is_wrong_and_has_no_name():
    odd = with_gradient(lambda x, g: g * (x > 0) * 1.2345)
    found = result(odd, "grad_x")
    assert found.status == "wrong"
    assert found.bugs == ()


def test_the_slope_at_0_is_said_and_not_failed():
    at_zero = with_gradient(lambda x, g: g * (x >= 0))
    found = result(at_zero, "grad_x", "kink")
    assert found.status == "convention"
    assert [bug.id for bug in found.bugs] == ["relu-slope-at-zero"]


def test_a_failure_has_the_smallest_case_that_shows_it():
    flipped = with_gradient(lambda x, g: -g * (x > 0))
    trial = result(flipped, "grad_x", "batch").counterexample
    assert trial.arrays["x"].size <= 2


def test_a_failure_is_pictured_by_a_case_as_it_was_drawn_which_is_larger():
    flipped = with_gradient(lambda x, g: -g * (x > 0))
    found = result(flipped, "grad_x", "batch")
    trial, verdict = found.pictured
    assert trial.arrays["x"].size > found.counterexample.arrays["x"].size
    assert verdict.expected.shape == trial.arrays["x"].shape
    assert not verdict.ok


def together(implementation, *regimes):
    """Return what is concluded of the gradient where all is mixed, after these regimes."""
    judge = Judge(subject(implementation))

    def gradients(regime):
        return [found for found in judge.examine(regime) if found.check == "grad_x"]

    findings = [found for regime in regimes for found in gradients(regime)]
    conclusions = Conclusions(judge)
    results = [conclusions.result(found, findings, ()) for found in findings]
    (mixed,) = gradients("mixed")
    return conclusions.together(mixed, findings, results)


def test_where_all_comes_together_a_bug_is_named_by_what_it_leaves_there():
    told = together(with_gradient(lambda x, g: -g * (x > 0)), "basic")
    assert (told.status, told.regime) == ("wrong", "mixed")
    assert [bug.id for bug in told.bugs] == ["sign-flipped"]
    assert told.counterexample is not None


def test_a_second_mistake_that_shows_only_where_all_comes_together_has_no_name_of_the_first():
    def gradient(x, g):
        return -g * (x > 0) * (1.5 if len(x) > 1 else 1)

    told = together(with_gradient(gradient), "basic")
    assert told.status == "wrong"
    assert told.bugs == ()
    assert told.counterexample is not None


def test_where_two_known_bugs_come_together_that_is_told_in_words():
    judge = Judge(subject(with_gradient(lambda x, g: g * (x > 0) * 1.2345)))
    (mixed,) = (found for found in judge.examine("mixed") if found.check == "grad_x")
    verdict = mixed.bad[0][1]
    known = [NamedBug(name, "", "", "") for name in ("sign-flipped", "relu-slope-at-zero")]
    results = [Result("relu", "grad_x", "basic", 1, verdict, bugs=(bug,)) for bug in known]
    told = Conclusions(judge).together(mixed, [], results)
    assert (told.status, told.bugs, told.counterexample) == ("wrong", (), None)
    assert "comes together" in told.verdict.message


def test_an_epsilon_does_not_hide_what_goes_wrong_beside_it():
    def softmax_loss(x, y):
        p = np.exp(x) / np.exp(x).sum(1, keepdims=True)
        return -np.log(p[np.arange(len(y)), y] + 1e-7).mean()

    live, plan = Live(softmax_loss), plan_of(softmax_loss)
    found = concluded(Judge(subject_of(live, plan)), ("large_values",))["forward", "large_values"]
    assert found.bugs[0].id == "softmax-overflow"


def test_a_gradient_that_is_right_for_a_wrong_output_has_the_name_of_the_output():
    def softmax(x):
        e = np.exp(x - x.max(1, keepdims=True))
        p = e / e.sum(0, keepdims=True)
        return p, lambda g: (p * (g - (p * g).sum(1, keepdims=True)),)

    judge = Judge(subject(softmax, "softmax"))
    found = concluded(judge, ("batch", "large_values"))
    assert [bug.id for bug in found["grad_x", "large_values"].bugs] == ["softmax-wrong-axis"]


def test_a_layer_without_padding_has_no_bug_of_padding():
    def raising(x, kernel_size, stride=None, padding=0):
        out, _ = twin_of("max_pool2d")(x, kernel_size, stride, padding)

        def pullback(grad_out):
            raise ValueError("operands could not be broadcast together")

        return out, pullback

    found = concluded(Judge(subject(raising, "max_pool2d")))["grad_x", "basic"]
    assert not {bug.id for bug in found.bugs} & {"padding-zero-slice", "padding-not-cropped"}


def test_two_regimes_with_one_bug_show_two_cases():
    flipped = with_gradient(lambda x, g: -g * (x > 0))
    found = results(flipped, regimes=("basic", "batch"))
    assert len(found["grad_x", "basic"].counterexample.arrays["x"]) == 1
    assert len(found["grad_x", "batch"].counterexample.arrays["x"]) > 1


def test_what_is_no_mistake_is_shown_without_a_bug():
    def refusing(x):
        failure = Failure("exception", "ValueError", "images only", explicit=True)
        raise HomeworkFailure(failure, "forward")

    found = result(refusing, "forward")
    assert found.status == "unsupported"
    assert found.bugs == ()
    assert "images only" in found.verdict.message


def test_a_loss_that_is_a_sum_is_said_where_it_shows():
    def mse(p, target):
        return ((p - target) ** 2).sum()

    live, plan = Live(mse), plan_of(mse)
    assert plan.scale == "sum"
    judge = Judge(subject_of(live, plan))
    found = concluded(judge, ("batch",))["forward", "batch"]
    assert found.status == "convention"
    assert "sum" in found.verdict.message


def test_a_layer_of_homework_has_lines_that_repeat_its_mistake():
    live, plan = Live(DenseHalving), plan_of(DenseHalving)
    found = concluded(Judge(subject_of(live, plan)))["grad_weight", "basic"]
    assert found.status == "wrong"
    assert "layer = DenseHalving(" in found.reproducer


def test_the_number_of_cases_is_told():
    found = results(relu, regimes=("mixed",))["forward", "mixed"]
    assert found.examples >= 5


def test_an_ok_result_tells_the_largest_error():
    def sloppy(x):
        out, pullback = relu(x)
        return np.nextafter(out, np.inf) * (x > 0), pullback

    found = results(sloppy)["forward", "basic"]
    assert found.status in ("wrong", "ok", "convention")
    assert found.verdict.error > 0


class Stale:
    """A ReLU that keeps the mask of its first call."""

    def __init__(self):
        self.mask = None

    def forward(self, x):
        if self.mask is None:
            self.mask = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * np.resize(self.mask, dout.shape)


Stale.__name__ = Stale.__qualname__ = "ReLU"


def test_a_second_call_is_shown_with_its_own_data_after_the_first_one(capsys):
    live, plan = Live(Stale), plan_of(Stale)
    judge = Judge(subject_of(live, plan))
    list(judge.examine("basic"))
    findings = list(judge.again(()))
    found = Conclusions(judge).result(findings[0], findings, ())
    assert [bug.id for bug in found.bugs] == ["state-left-over"]
    exec(found.reproducer, {"ReLU": Stale})
    got, expected = capsys.readouterr().out.splitlines()[-2:]
    assert got.split()[1:] != expected.split()[1:]
    assert found.reproducer.count("layer.backward") == 2
    assert found.counterexample.grads[0].tolist() == found.verdict.expected.tolist()


def test_an_exception_of_a_name_or_a_type_is_no_evidence_of_a_formula():
    def broken(x, weight, bias=None):
        raise HomeworkFailure(Failure("exception", "AttributeError", "no attribute"), "forward")

    def stumbling(x, weight, bias=None):
        if x.shape[1] != len(weight):
            raise HomeworkFailure(Failure("exception", "AttributeError", "no attribute"), "forward")
        return twin_of("linear")(x, weight, bias)

    for implementation in (broken, stumbling):
        judge = Judge(subject(implementation, "linear"))
        found = concluded(judge, ("basic", "channels"))["forward", "channels"]
        assert (found.status, found.bugs) == ("wrong", ())


def test_what_raises_always_is_no_evidence_of_one_of_many_bugs():
    def broken(x, kernel_size, stride=None, padding=0):
        raise ValueError("shapes do not fit")

    found = concluded(Judge(subject(broken, "max_pool2d")), ("basic", "batch"))["forward", "batch"]
    assert (found.status, found.bugs) == ("wrong", ())


def test_a_case_that_shows_a_convention_is_not_shown_for_what_is_wrong():
    odd = with_gradient(lambda x, g: g * np.where(x < 0, 0.5, 1))
    assert (result(odd, "grad_x", "kink").counterexample.arrays["x"] < 0).any()


def test_a_bug_that_would_make_a_right_output_wrong_is_not_named():
    def not_turned(x, weight, **others):
        out, right = twin_of("conv2d")(x=x, weight=weight, **others)
        _, turned = twin_of("conv2d")(x=x, weight=weight[:, :, ::-1, ::-1], **others)
        return out, lambda grad_out: (turned(grad_out)[0], *right(grad_out)[1:])

    # A true convolution has the same gradient, but another output.
    found = concluded(Judge(subject(not_turned, "conv2d")))["grad_x", "basic"]
    assert [bug.id for bug in found.bugs] == ["kernel-not-flipped"]
