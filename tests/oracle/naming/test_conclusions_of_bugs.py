"""Which bugs are named: by the values, by when they show, and beside a convention or an output."""

from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.naming.conclusions import beyond_conventions
from scratchcnn.oracle.naming.matching import Match
from scratchcnn.oracle.naming.precision import NEGLIGIBLE, SINGLE
from tests.helpers.observed import bug_named, finding_of, observed, relu
from tests.helpers.unshrinking import conclusions

OTHER = Convention("another choice", lambda *_: True)
SIDES, TILES = "height-width-swapped", "non-tiling-stride"


def ids(bugs):
    return [bug.id for bug in bugs]


def flipped(x):
    return relu(x)[0], lambda g: (-g * (x > 0),)


def gradients(implementation, *arrays, regime="basic"):
    seen = [observed("relu", implementation, {"x": x}) for x in arrays]
    return finding_of("grad_x", seen, regime)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(None, 1), (SINGLE, 1), (NEGLIGIBLE, 1), (OTHER, 0)],
    ids=["none", "single", "negligible", "another"],
)
def test_single_precision_alone_excuses_no_known_bug(choice, expected):
    found = gradients(flipped, [[-1.0, 3.0, 2.0]])
    known = conclusions().known(found, [found], choice)
    assert [one.bug.id for one in known] == ["sign-flipped"] * expected


def test_a_bug_that_leaves_less_than_a_rounding_is_named():
    def without_bias(x, weight, bias):
        out, pullback = twin_of("linear")(x, weight, bias)
        return out - bias, pullback

    arrays = {"x": [[1.0, 2.0], [3.0, 5.0]], "weight": [[4.0, -1.0]], "bias": [1e-8]}
    found = finding_of("forward", [observed("linear", without_bias, arrays)])
    result = conclusions("linear").result(found, [found])
    assert (result.status, ids(result.bugs)) == ("wrong", ["bias-missing"])


def test_what_is_less_than_a_rounding_everywhere_is_no_bug_of_some_cases():
    def unbiased_or_scaled(x, weight, bias):
        out, pullback = twin_of("linear")(x, weight, bias)
        return out - bias if len(x) == 1 else out * (1 + 1e-8), pullback

    arrays = {"weight": [[4.0, -1.0]], "bias": [1e-8]}
    cases = [{"x": x, **arrays} for x in ([[1.0, 2.0]], [[1.0, 2.0], [3.0, 5.0]])]
    found = finding_of("forward", [observed("linear", unbiased_or_scaled, one) for one in cases])
    about = conclusions("linear")
    of_two_rows = Convention("two rows", lambda _, trial, *__: len(trial.out) == 2, everywhere=True)
    about.card = replace(about.card, conventions=(of_two_rows,))
    result = about.result(found, [found])
    assert (result.status, result.verdict.message) == ("convention", NEGLIGIBLE.words)


def pools(wrong, *shapes, regime="basic"):
    """Return what is found of a pooling that raises where it is `wrong`."""

    def implementation(x, **options):
        if wrong(*x.shape[2:]):
            raise ValueError("does not fit")
        return twin_of("max_pool2d")(x=x, **options)

    images = [np.random.default_rng(0).standard_normal((1, 1, *shape)) for shape in shapes]
    seen = [observed("max_pool2d", implementation, {"x": x}, kernel_size=2) for x in images]
    return finding_of("forward", seen, regime)


def always(*sides):
    return True


def odd_sides(rows, columns):
    return rows % 2 or columns % 2


def unequal(rows, columns):
    return rows != columns


def test_a_window_that_always_raises_has_none_of_the_many_bugs_that_would():
    once, twice = pools(always, (5, 4)), pools(always, (5, 4), (7, 6))
    about = conclusions("max_pool2d")
    assert about.known(once, [once], None)
    assert about.known(twice, [twice], None) == []


def test_a_product_that_always_raises_has_the_bug_that_would():
    def transposed(x, weight):
        return x @ weight, None

    x = np.ones((2, 3))
    seen = [observed("linear", transposed, {"x": x, "weight": np.ones((k, 3))}) for k in (2, 4)]
    found = finding_of("forward", seen)
    assert "transposed-weight" in ids(conclusions("linear").result(found, [found]).bugs)


def test_a_bug_of_what_a_layer_does_not_offer_is_not_known():
    def slicing(x, weight, padding):
        def pullback(g):
            raise ValueError("could not be broadcast")

        return twin_of("conv2d")(x, weight, padding=padding)[0], pullback

    arrays = {"x": np.ones((1, 1, 4, 4)), "weight": np.ones((1, 1, 3, 3))}
    found = finding_of("grad_x", [observed("conv2d", slicing, arrays, padding=0)])
    about = conclusions("conv2d")
    assert "padding-zero-slice" in about.without
    assert "padding-zero-slice" not in ids(one.bug for one in about.known(found, [found], None))


def by_symptom(finding, *others, bugs=()):
    """Return the bug that is named by when it shows, beside those that the values name."""
    known = [NamedBug(one, "", "", "") for one in bugs]
    return conclusions("max_pool2d").by_symptom(finding, [finding, *others], known)


# Height and width differ in the first one, too; in the second they do not.
OBLONG = pools(odd_sides, (5, 4), (4, 4), regime="oblong")
SQUARE = pools(odd_sides, (5, 5), (4, 4), regime="square")
UNLIKE = pools(always, (4, 4), (5, 5), regime="unlike")


def test_what_the_values_do_not_name_is_named_by_when_it_shows():
    (bug,) = by_symptom(OBLONG)
    assert (bug.id, bug.evidence[:29]) == (TILES, "wrong exactly in the 1 cases ")
    assert ids(by_symptom(OBLONG, UNLIKE)) == [TILES]


def test_what_shows_at_no_known_time_has_no_name():
    assert by_symptom(UNLIKE) == ()
    assert by_symptom(UNLIKE, SQUARE, bugs=[SIDES]) == ()


def test_values_that_explain_all_that_is_wrong_have_the_last_word():
    right = pools(unequal, (4, 4), (6, 6), regime="right")
    assert by_symptom(OBLONG, bugs=[SIDES]) == ()
    assert by_symptom(OBLONG, right, bugs=[SIDES]) == ()
    assert by_symptom(OBLONG, SQUARE, bugs=[SIDES, TILES]) == ()


def test_when_it_shows_has_the_last_word_if_that_explains_all_and_the_values_do_not():
    assert ids(by_symptom(OBLONG, SQUARE, bugs=[SIDES])) == [TILES]


@pytest.mark.parametrize(
    ("others", "known"),
    [
        ([UNLIKE], SIDES),
        ([SQUARE, UNLIKE], SIDES),
        ([pools(unequal, (6, 4), (4, 4), regime="unequal")], TILES),
    ],
    ids=["at no known time", "in one of two regimes", "at another time"],
)
def test_when_it_shows_says_nothing_if_it_does_not_explain_all(others, known):
    assert by_symptom(OBLONG, *others, bugs=[known]) == ()


def test_a_bug_is_named_by_when_it_shows_where_the_values_name_another():
    about = conclusions("max_pool2d")
    assert SIDES in ids(about.bugs(OBLONG, [OBLONG], about.known(OBLONG, [OBLONG], None)))
    found = [Match(bug_named("max_pool2d-height-width-swapped-forward"), 1, 1)]
    assert ids(about.bugs(OBLONG, [OBLONG], found)) == [SIDES]
    assert ids(about.bugs(OBLONG, [OBLONG, SQUARE], found)) == [TILES]
    assert ids(about.bugs(OBLONG, [OBLONG], [])) == [TILES]


def test_a_bug_by_when_it_shows_is_told_of_the_result():
    def writing(x):
        out, pullback = relu(x.copy())
        x += 1
        return out, lambda g: pullback(np.add(g, 1, out=g))

    found = finding_of("inputs_unchanged", [observed("relu", writing, {"x": [[1.0, 2.0]]})])
    result = conclusions().result(found, [found])
    assert (result.status, ids(result.bugs)) == ("wrong", ["inputs-mutated"])


def softmax(axis, regime="basic"):
    """Return what is found of a softmax over an axis, whose gradient follows from its output."""

    def implementation(x):
        e = np.exp(x - x.max())
        p = e / e.sum(axis, keepdims=True)
        return p, lambda g: (p * (g - (p * g).sum(1, keepdims=True)),)

    seen = [observed("softmax", implementation, {"x": [[1.0, 2.0, 4.0], [0.0, 3.0, 1.0]]})]
    return [finding_of(check, seen, regime) for check in ("forward", "grad_x")]


def test_a_gradient_that_follows_from_the_output_has_its_name_in_the_same_regime():
    output, gradient = softmax(0)
    about = conclusions("softmax")
    first = about.result(output, [output, gradient])
    assert ids(first.bugs) == ["softmax-wrong-axis"]
    assert about.result(gradient, [output, gradient]).bugs == first.bugs


def test_a_gradient_that_follows_from_an_output_of_another_regime_has_its_own_name():
    output, _ = softmax(0, "batch")
    _, gradient = softmax(0)
    about, alone = conclusions("softmax"), conclusions("softmax")
    about.result(output, [output])
    own = alone.result(gradient, [gradient]).bugs
    assert about.result(gradient, [gradient]).bugs == own


def losses(implementation, *probabilities):
    """Return what is found of a cross-entropy, of one sample with each of these probabilities."""
    op, target = "categorical_cross_entropy", [[1.0, 0.0]]
    cases = [{"p": [[p, 1 - p]], "target": target} for p in probabilities]
    return finding_of("forward", [observed(op, implementation, case) for case in cases])


def test_what_an_epsilon_explains_is_no_evidence_of_another_bug():
    def cross_entropy(p, target):
        out, pullback = twin_of("categorical_cross_entropy")(p, target)
        return -out if p[0, 0] == 0.25 else np.asarray(-np.log(p[0, 0] + 1e-7)), pullback

    found = losses(cross_entropy, 0.25, 0.5, 1.0)
    assert len(found.bad) == 3
    card = card_of("categorical_cross_entropy")
    assert beyond_conventions(card, found, None).verdicts == found.verdicts[:1]
    assert beyond_conventions(card, found, SINGLE) is found
    result = conclusions(card.name).result(found, [found])
    assert (result.status, ids(result.bugs)) == ("wrong", ["sign-flipped"])
    assert result.counterexample is found.observations[0].trial
    assert result.examples == 3


def test_what_an_epsilon_explains_alone_has_no_name_though_a_bug_would_do_the_same():
    def cross_entropy(p, target):
        out, pullback = twin_of("categorical_cross_entropy")(p, target)
        return -out, pullback

    # The loss is so near to 0 that an epsilon makes it negative, too.
    found = losses(cross_entropy, 1 - 2.0**-30)
    about = conclusions("categorical_cross_entropy")
    assert ids(one.bug for one in about.known(found, [found], None)) == ["sign-flipped"]
    result = about.result(found, [found])
    assert (result.status, result.bugs) == ("convention", ())
    assert "epsilon" in result.verdict.message
