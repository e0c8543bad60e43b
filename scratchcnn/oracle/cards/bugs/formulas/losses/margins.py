"""The known bugs of losses with a margin or a corner, and of regularisation."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.losses.loss import reduced

FAMILY = Family()
PENALTIES = ("l1_regularization", "l2_regularization")
OF_CLASSES = ("svm_loss", "multi_margin_loss")
WITH_MARGINS = (*OF_CLASSES, "hinge_embedding_loss")
# By the loss, the option that says where its corner is.
CORNERS = {"huber_loss": "delta", "smooth_l1_loss": "beta"}


@FAMILY.output("own-class-counted", "svm_loss")
def margin_of_the_label(call: Call) -> Array:
    """The class of the label is compared with itself, which costs a margin."""
    return np.asarray(call.out + reduced(call, margins(call)))


def margins(call: Call) -> Array:
    """Return what comparing the label's class with itself costs, for every sample."""
    return np.full(call["target"].shape, max(0.0, float(call["margin"])))


@FAMILY.gradient("own-class-counted", "svm_loss", of="logits")
def label_pushed_once_more(call: Call, grad_out: Array) -> Array:
    """The class of the label is counted among those that are too close to it."""
    gradient: Array = np.array(call.gradient("logits", grad_out))
    each = np.arange(len(gradient))
    share = grad_out / max(1, len(each)) if call["reduction"] == "mean" else grad_out
    gradient[each, call["target"]] -= share
    return gradient


@FAMILY.gradient("correct-class-missing", *OF_CLASSES, of="logits")
def label_not_pulled(call: Call, grad_out: Array) -> Array:
    """The scores of wrong classes have a gradient, that of the label has none."""
    gradient: Array = np.array(call.gradient("logits", grad_out))
    rows = gradient.reshape(-1, gradient.shape[-1])
    rows[np.arange(len(rows)), call["target"].reshape(-1)] = 0
    return gradient


@FAMILY.gradient("correct-class-missing", *OF_CLASSES, of="logits", variant="grad_logits_minus_one")
def label_pulled_once(call: Call, grad_out: Array) -> Array:
    """The label's score is pulled once, not once for every class that is too close."""
    gradient: Array = np.array(call.gradient("logits", grad_out))
    rows = gradient.reshape(-1, gradient.shape[-1])
    rows[np.arange(len(rows)), call["target"].reshape(-1)] = -rows.max(1, initial=0)
    return gradient


@FAMILY.output("wrong-formula", *WITH_MARGINS, variant="forward_without_margin")
def without_margin(call: Call) -> Array:
    """Nothing has to be ahead."""
    return call.again(margin=0.0).out


@FAMILY.output("wrong-formula", "svm_loss", variant="forward_per_class")
def mean_over_classes(call: Call) -> Array:
    """The sum over the classes is divided by their number, as PyTorch's loss is."""
    return np.asarray(call.out / call["logits"].shape[-1])


@FAMILY.gradient("wrong-formula", "svm_loss", of="logits", variant="grad_logits_usual_margin")
def margin_of_one(call: Call, grad_out: Array) -> Array:
    """The gradient is that of a margin of 1, whatever the margin is."""
    return call.again(margin=1.0).gradient("logits", grad_out)


@FAMILY.gradient("wrong-formula", "hinge_embedding_loss", of="p", variant="grad_p_not_masked")
def never_far_enough(call: Call, grad_out: Array) -> Array:
    """What lies beyond the margin still has a gradient."""
    # Nothing is beyond this margin.
    far = call.again(margin=float(np.abs(call["p"]).max(initial=0)) + 1)
    return far.gradient("p", grad_out)


@FAMILY.gradient("sign-flipped", "hinge_embedding_loss", of="p")
def other_sign(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("p", grad_out)


@FAMILY.gradient("sign-flipped", "margin_ranking_loss", of="x")
def other_sign_of_x(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("x", grad_out)


@FAMILY.gradient("wrong-formula", "huber_loss", of="p", variant="grad_p_line_without_delta")
def sign_beyond_the_corner(call: Call, grad_out: Array) -> Array:
    """`sign(d)` beyond the corner, for `delta * sign(d)`."""
    gradient = call.gradient("p", grad_out)
    return np.where(distance(call) > call["delta"], gradient / call["delta"], gradient)


@FAMILY.gradient("wrong-formula", "smooth_l1_loss", of="p", variant="grad_p_parabola_without_beta")
def difference_within_the_corner(call: Call, grad_out: Array) -> Array:
    """`d` within the corner, for `d / beta`."""
    gradient = call.gradient("p", grad_out)
    return np.where(distance(call) < call["beta"], gradient * call["beta"], gradient)


@FAMILY.gradient("wrong-formula", *CORNERS, of="p", variant="grad_p_usual_corner")
def corner_at_one(call: Call, grad_out: Array) -> Array:
    """The corner is where it usually is, at a difference of 1."""
    return call.again(**{CORNERS[call.twin.__name__]: 1.0}).gradient("p", grad_out)


def distance(call: Call) -> Array:
    """Return how far every number is from its target."""
    return np.asarray(np.abs(call["p"] - call["target"]))


@FAMILY.gradient("wrong-formula", "l2_regularization", of="weight", variant="grad_weight_twice")
def without_the_half(call: Call, grad_out: Array) -> Array:
    """`2 * weight_decay * weight`, though the loss has half of it."""
    return 2 * call.gradient("weight", grad_out)


@FAMILY.gradient("wrong-formula", "l2_regularization", of="weight", variant="grad_weight_half")
def without_the_two(call: Call, grad_out: Array) -> Array:
    """`weight_decay * weight`, though the loss has no half."""
    return np.asarray(call.gradient("weight", grad_out) / 2)


@FAMILY.gradient("wrong-formula", *PENALTIES, of="weight", variant="grad_weight_without_decay")
def without_the_factor(call: Call, grad_out: Array) -> Array:
    """The gradient of the sum itself: how strong the penalty is does not enter."""
    return call.again(weight_decay=1.0).gradient("weight", grad_out)


@FAMILY.gradient("wrong-formula", *PENALTIES, of="weight", variant="grad_weight_mean")
def mean_of_weights(call: Call, grad_out: Array) -> Array:
    """The gradient of a mean, though the loss has the sum."""
    return np.asarray(call.gradient("weight", grad_out) / call["weight"].size)


@FAMILY.gradient("sign-flipped", *PENALTIES, of="weight")
def other_sign_of_weight(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("weight", grad_out)


@FAMILY.gradient("wrong-formula", "l1_regularization", of="weight", variant="grad_weight_absolute")
def absolute_for_sign(call: Call, grad_out: Array) -> Array:
    """`weight_decay * abs(weight)`."""
    return np.asarray(call["weight_decay"] * grad_out * np.abs(call["weight"]))


@FAMILY.output("wrong-formula", "l2_regularization", variant="forward_root")
def root_of_squares(call: Call) -> Array:
    """The norm is not squared."""
    return np.asarray(call["weight_decay"] / 2 * np.sqrt(np.square(call["weight"]).sum()))


@FAMILY.gradient("wrong-formula", "l1_regularization", of="weight", variant="grad_weight_weight")
def weight_for_its_sign(call: Call, grad_out: Array) -> Array:
    """`weight_decay * weight`, which is the gradient of L2."""
    return np.asarray(call["weight_decay"] * grad_out * call["weight"])


@FAMILY.output("wrong-formula", "l1_regularization", variant="forward_signed")
def sum_of_weights(call: Call) -> Array:
    """The weights are added up with their signs."""
    return np.asarray(call["weight_decay"] * call["weight"].sum())
