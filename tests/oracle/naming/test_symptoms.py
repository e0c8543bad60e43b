import numpy as np
import pytest

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.naming.symptoms import symptom
from tests.helpers.observed import finding_of, observed, relu


def named(op, check, findings):
    """Return the id of the bug that explains the first finding."""
    found = symptom(card_of(op), findings[0], findings)
    return found and found.id


def pooling(fails):
    """Return a max pooling that raises where `fails` says so of its arguments."""

    def implementation(x, **options):
        if fails(x, options):
            raise ValueError
        return twin_of("max_pool2d")(x=x, **options)

    return implementation


def pools(implementation, *sizes, **options):
    arrays = [{"x": np.arange(np.prod(size), dtype=float).reshape(1, 1, *size)} for size in sizes]
    return [observed("max_pool2d", implementation, one, kernel_size=2, **options) for one in arrays]


def conv(implementation, *paddings):
    arrays = {"x": np.ones((1, 1, 4, 4)), "weight": np.ones((1, 1, 3, 3))}
    return [observed("conv2d", implementation, arrays, padding=p) for p in paddings]


def test_what_fails_exactly_where_nothing_tiles_is_named():
    odd = pooling(lambda x, options: x.shape[2] % 2)
    findings = [
        finding_of("forward", pools(odd, (5, 5), (3, 3)), "non_tiling"),
        finding_of("forward", pools(odd, (4, 4), (2, 2))),
    ]
    assert named("max_pool2d", "forward", findings) == "non-tiling-stride"


@pytest.mark.parametrize(
    "up",
    # Half of a stride goes to the even number, or always up.
    [lambda way: round(way / 4) > way // 4, lambda way: int(way / 4 + 0.5) > way // 4],
    ids=["round", "half up"],
)
def test_what_fails_exactly_where_the_size_would_round_up_is_named(up):
    rounding = pooling(lambda x, options: up(x.shape[2] - 2))
    findings = [
        finding_of("forward", pools(rounding, (5, 5), (4, 4), (3, 3), stride=4), "non_tiling"),
        finding_of("forward", pools(rounding, (6, 6), (2, 2), stride=4)),
    ]
    assert named("max_pool2d", "forward", findings) == "non-tiling-stride"


def test_what_fails_exactly_where_sides_differ_is_named():
    square = pooling(lambda x, options: x.shape[2] != x.shape[3])
    findings = [
        finding_of("forward", pools(square, (4, 6), (2, 4)), "rectangular"),
        finding_of("forward", pools(square, (4, 4), (2, 2))),
    ]
    assert named("max_pool2d", "forward", findings) == "height-width-swapped"


def test_what_fails_everywhere_tells_nothing():
    always = pooling(lambda x, options: True)
    findings = [
        finding_of("forward", pools(always, (4, 6)), "rectangular"),
        finding_of("forward", pools(always, (4, 4))),
    ]
    assert named("max_pool2d", "forward", findings) is None


def test_a_case_of_the_kind_that_is_right_speaks_against_it():
    tall = pooling(lambda x, options: x.shape[2] > x.shape[3])
    findings = [
        finding_of("forward", pools(tall, (6, 4), (4, 6)), "rectangular"),
        finding_of("forward", pools(tall, (4, 4))),
    ]
    assert named("max_pool2d", "forward", findings) is None


def test_a_gradient_that_fails_without_padding_is_named():
    def slicing(x, weight, padding):
        out, pullback = twin_of("conv2d")(x=x, weight=weight, padding=padding)

        def pull(grad_out):
            grad_x, grad_weight = pullback(grad_out)
            return (grad_x if padding else grad_x[:, :, 0:0, 0:0]), grad_weight

        return out, pull

    findings = [
        finding_of("grad_x", conv(slicing, 0), "no_padding"),
        finding_of("grad_x", conv(slicing, 1)),
    ]
    assert named("conv2d", "grad_x", findings) == "padding-zero-slice"


def test_a_changed_argument_is_named():
    def careless(x):
        x[x < 0] = 0
        return relu(x)

    finding = finding_of("inputs_unchanged", [observed("relu", careless, {"x": [[-1.0]]})])
    assert named("relu", "inputs_unchanged", [finding]) == "inputs-mutated"


def accumulating(x):
    """A ReLU whose gradients add up."""
    out, pullback = relu(x)

    def pull(grad_out):
        grad = pullback(grad_out)[0]
        held = accumulating.held
        accumulating.held = grad if held is None or held.shape != grad.shape else held + grad
        return (accumulating.held,)

    return out, pull


def test_gradients_that_add_up_are_told_from_other_state():
    accumulating.held = None
    finding = finding_of("repeatable", [observed("relu", accumulating, {"x": [[1.0, 2.0]]})])
    assert named("relu", "repeatable", [finding]) == "gradients-accumulate"


def test_other_state_that_is_left_is_named():
    masks = []

    def stale(x):
        masks.append(x > 0)
        return relu(x)[0], lambda grad_out: (grad_out * masks[0],)

    finding = finding_of("repeatable", [observed("relu", stale, {"x": [[1.0, -2.0]]})])
    assert named("relu", "repeatable", [finding]) == "state-left-over"


def softmax(x):
    powers = np.exp(x)
    return powers / powers.sum(1, keepdims=True), None


def test_an_exponential_that_overflows_is_named():
    finding = finding_of("forward", [observed("softmax", softmax, {"x": [[1000.0, 0.0]]})])
    assert named("softmax", "forward", [finding]) == "softmax-overflow"


def test_a_logarithm_of_0_is_named():
    def loss(logits, target):
        return np.asarray(np.inf), None

    arrays = {"logits": [[1000.0, 0.0]], "target": [1]}
    finding = finding_of("forward", [observed("cross_entropy", loss, arrays)])
    assert named("cross_entropy", "forward", [finding]) == "log-of-zero"


def test_nan_at_a_probability_of_0_is_a_logarithm_of_0():
    def loss(p, target):
        return np.asarray((target * -np.log(p)).sum()), None

    arrays = {"p": [[0.0, 1.0]], "target": [[0.0, 1.0]]}
    finding = finding_of("forward", [observed("categorical_cross_entropy", loss, arrays)])
    assert named("categorical_cross_entropy", "forward", [finding]) == "log-of-zero"


@pytest.mark.parametrize("op", ["relu", "sigmoid"])
def test_wrong_numbers_of_an_activation_have_no_symptom(op):
    finding = finding_of("forward", [observed(op, lambda x: (x + 7, None), {"x": [[1.0]]})])
    assert named(op, "forward", [finding]) is None
