import numpy as np
import pytest

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.conventions import convention, meaning_of_same
from scratchcnn.oracle.naming.precision import SINGLE
from tests.helpers.observed import observed

ROWS = {"p": [[0.0, 1.0], [0.25, 0.75]], "target": [[1.0, 0.0], [0.0, 1.0]]}
BITS = {"p": [[1.0], [0.25]], "target": [[0.0], [1.0]]}
EPSILON_WORDS = "there is an epsilon inside the logarithm: a convention"
FFT_WORDS = "it computes by FFT: right within the norm-wise bound of an FFT, not elementwise"
IMAGES = {
    "x": np.random.default_rng(0).standard_normal((2, 3, 6, 5)),
    "weight": np.random.default_rng(1).standard_normal((4, 3, 3, 2)),
}


def choice(op, check, implementation, arrays, **options):
    """Return the convention that explains what a check says of one trial."""
    seen = observed(op, implementation, arrays, **options)
    verdict = check_named(check)(seen)
    assert not verdict.ok
    found = convention(card_of(op), check, [(seen, verdict)])
    return None if found is None else found.words


def cross_entropy(epsilon):
    def implementation(p, target):
        out = np.asarray(-(target * np.log(p + epsilon)).sum() / len(p))
        return out, lambda grad_out: (-grad_out * target / (p + epsilon) / len(p),)

    return implementation


def binary_cross_entropy(epsilon):
    def implementation(p, target):
        inner = np.clip(p, epsilon, 1 - epsilon)
        loss = target * np.log(inner) + (1 - target) * np.log(1 - inner)
        return np.asarray(-loss.mean()), None

    return implementation


@pytest.mark.parametrize("epsilon", [1e-6, 1e-7, 1e-12, 1e-15])
def test_a_small_epsilon_in_a_log_is_a_convention(epsilon):
    words = choice("categorical_cross_entropy", "forward", cross_entropy(epsilon), ROWS)
    assert words == EPSILON_WORDS


@pytest.mark.parametrize("epsilon", [1e-3, 1e-5])
def test_a_large_epsilon_in_a_log_is_none(epsilon):
    assert choice("categorical_cross_entropy", "forward", cross_entropy(epsilon), ROWS) is None


def test_a_probability_that_is_clipped_is_a_convention():
    words = choice("binary_cross_entropy", "forward", binary_cross_entropy(1e-7), BITS)
    assert words == EPSILON_WORDS


def test_an_epsilon_in_a_denominator_is_a_convention():
    arrays = {"p": [[0.5, 0.5]], "target": [[1.0, 0.0]]}
    implementation = cross_entropy(1e-8)
    words = choice("categorical_cross_entropy", "grad_p", implementation, arrays)
    assert words == EPSILON_WORDS


LOGITS = {"logits": [[30.0, 0.0, 1.0], [1.0, 2.0, 0.5]], "target": [1, 0]}
# The last row has a certain prediction that is wrong.
SURE = {"logits": [[1000.0, 0.0], [0.0, 0.5]], "target": [1, 0]}


def softmax_cross_entropy(gradient):
    def implementation(logits, target):
        powers = np.exp(logits - logits.max(1, keepdims=True))
        p = powers / powers.sum(1, keepdims=True)
        rows = np.eye(p.shape[1])[target]
        return np.asarray(0.0), lambda grad_out: (grad_out * gradient(p, rows) / len(p),)

    return implementation


def of_log_plus_epsilon(p, target, epsilon=1e-8):
    of_p = -target / (p + epsilon)
    return p * (of_p - (of_p * p).sum(1, keepdims=True))


def of_clipped_probabilities(p, target, epsilon=1e-7):
    return np.clip(p, epsilon, 1 - epsilon) - target


@pytest.mark.parametrize("gradient", [of_log_plus_epsilon, of_clipped_probabilities])
@pytest.mark.parametrize("arrays", [LOGITS, SURE], ids=["uncertain", "certain"])
def test_an_epsilon_in_the_gradient_of_logits_is_a_convention(gradient, arrays):
    implementation = softmax_cross_entropy(gradient)
    assert choice("cross_entropy", "grad_logits", implementation, arrays) == EPSILON_WORDS


@pytest.mark.parametrize(
    "gradient",
    [
        lambda p, target: of_log_plus_epsilon(p, target, 1e-3),
        lambda p, target: of_clipped_probabilities(p, target, 0.4),
        lambda p, target: target - p,
        lambda p, target: p,
        lambda p, target: (p - target) / 2,
    ],
)
@pytest.mark.parametrize("arrays", [LOGITS, SURE], ids=["uncertain", "certain"])
def test_a_wrong_gradient_of_logits_is_none(gradient, arrays):
    implementation = softmax_cross_entropy(gradient)
    assert choice("cross_entropy", "grad_logits", implementation, arrays) is None


def test_a_gradient_of_another_sign_is_none():
    def implementation(p, target):
        out, pullback = cross_entropy(1e-9)(p, target)
        return out, lambda grad_out: (-pullback(grad_out)[0],)

    arrays = {"p": [[0.5, 0.5]], "target": [[1.0, 0.0]]}
    assert choice("categorical_cross_entropy", "grad_p", implementation, arrays) is None


def test_an_infinite_loss_is_no_epsilon():
    arrays = {"logits": [[1000.0, 0.0]], "target": [1]}
    infinite = lambda logits, target: (np.asarray(np.inf), None)  # noqa: E731 # a line is enough
    assert choice("cross_entropy", "forward", infinite, arrays) is None


def by_fft(x, weight, error=0.0):
    height, width = (x.shape[i] - weight.shape[i] + 1 for i in (2, 3))
    spectrum = np.fft.rfft2(x)[:, None] * np.conj(np.fft.rfft2(weight, x.shape[2:]))[None]
    out = np.fft.irfft2(spectrum.sum(2), x.shape[2:])[:, :, :height, :width]
    return out + error, None


def test_the_rounding_of_an_fft_is_a_convention():
    # Where the exact result is 0, elementwise bounds allow nothing.
    arrays = {"x": np.zeros((1, 1, 8, 8)), "weight": IMAGES["weight"][:1, :1]}
    arrays["x"][0, 0, 7, 7] = np.pi
    assert choice("conv2d", "forward", by_fft, arrays) == FFT_WORDS


def test_more_than_an_fft_loses_is_none():
    def careless(x, weight):
        return by_fft(x, weight, error=1e-3)

    assert choice("conv2d", "forward", careless, IMAGES) is None


def test_one_case_that_is_not_explained_is_enough():
    pairs = []
    for epsilon in (1e-8, 1e-2):
        seen = observed("categorical_cross_entropy", cross_entropy(epsilon), ROWS)
        pairs.append((seen, check_named("forward")(seen)))
    assert convention(card_of("categorical_cross_entropy"), "forward", pairs) is None


def test_an_exception_is_no_convention():
    def broken(**arrays):
        raise ValueError

    assert choice("conv2d", "forward", broken, IMAGES) is None


def test_a_wrong_shape_is_no_convention():
    assert choice("conv2d", "forward", lambda x, weight: (x, None), IMAGES) is None
    assert (
        choice(
            "cross_entropy",
            "forward",
            lambda logits, target: (logits, None),
            {"logits": [[1.0, 2.0]], "target": [1]},
        )
        is None
    )


def test_a_changed_argument_is_no_convention():
    def careless(x, weight):
        x *= 2
        return twin_of("conv2d")(x=x / 2, weight=weight)

    assert choice("conv2d", "inputs_unchanged", careless, IMAGES) is None


def in_single_precision(op):
    def implementation(**arrays):
        out, _ = twin_of(op)(**arrays)
        return out.astype(np.float32).astype(float), None

    return implementation


def test_rounding_to_single_precision_is_a_convention_of_any_op():
    assert choice("conv2d", "forward", in_single_precision("conv2d"), IMAGES) == SINGLE.words
    linear = {"x": IMAGES["x"][0, 0], "weight": IMAGES["x"][0, 1]}
    assert choice("linear", "forward", in_single_precision("linear"), linear) == SINGLE.words


def same_of(meaning, size, kernel=3):
    arrays = {"x": np.ones((1, 1, *size)), "weight": np.ones((1, 1, kernel, kernel))}
    return observed("conv2d", twin_of("conv2d"), arrays, stride=2, padding=meaning)


def test_a_meaning_of_same_is_said_if_it_pads_otherwise_than_the_usual_one():
    words = meaning_of_same([same_of("same_size", (7, 7), 1), same_of("same_unstrided", (6, 7))])
    assert words is not None
    assert "numpy-ml" in words
    assert "Lasagne" in (meaning_of_same([same_of("same_unstrided", (6, 7))]) or "")


@pytest.mark.parametrize(
    ("meaning", "size"),
    [("same", (6, 7)), ("same_unstrided", (7, 7)), (1, (6, 6)), ("valid", (6, 6))],
)
def test_a_padding_that_is_the_usual_one_needs_no_word(meaning, size):
    assert meaning_of_same([same_of(meaning, size)]) is None
    assert meaning_of_same([]) is None
