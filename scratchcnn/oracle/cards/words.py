"""The title of every bug, and a hint where to look for it."""

from scratchcnn.oracle.cards.titles import OF_CONVOLUTIONS, OF_ENGINES_AND_SHAPES

# Choices that differ from PyTorch: reported, but not failed.
CHOICES = ("ties-split", "last-tied-maximum", "relu-slope-at-zero", "slope-at-kink")
# What causes NaN and infinity: an exponential that overflows, and a logarithm of 0.
OVERFLOW = "softmax-overflow"
LOG_OF_ZERO = "log-of-zero"

# id: (title, hint)
WORDS = {
    **OF_CONVOLUTIONS,
    **OF_ENGINES_AND_SHAPES,
    "kernel-flipped": (
        "The kernel is rotated by 180 degrees: a true convolution",
        "Layers cross-correlate, in the forward pass and for the weight's gradient: look for "
        "np.flip, [::-1], or a function that convolves.",
    ),
    "kernel-not-flipped": (
        "The input gradient correlates with the kernel where it must convolve",
        "Look where the input gradient meets the kernel: what the forward pass reads at +i, "
        "the gradient sends back at -i.",
    ),
    "channels-not-swapped": (
        "The input gradient uses the weight as (out, in) where it needs (in, out)",
        "Look at the weight's first two axes in the input gradient: swap them, since the "
        "gradient goes from filters back to channels.",
    ),
    "same-zeros": (
        "The zeros of `same` are too many or too few, or stand on the wrong side",
        "Count the zeros for each axis by its own size, kernel and stride; of an odd number one "
        "side gets one more than the other.",
    ),
    "stride-ignored": (
        "The stride is not applied",
        "Look at every slice over the input: output pixel (i, j) belongs to the window that "
        "starts at (i * stride, j * stride), forward and backward.",
    ),
    "padding-ignored": (
        "The padding is not applied",
        "Check that forward and backward both work on the padded input.",
    ),
    "padding-hard-coded": (
        "The padding, or the crop that removes it, has a fixed width",
        "Look for a literal 1 where the code pads or crops.",
    ),
    "padding-not-cropped": (
        "The input gradient still carries the padding",
        "Look at the end of the backward pass: the gradient of the padded input has to be cropped "
        "to the input.",
    ),
    "padding-cropped-wrong-axes": (
        "The padding is cropped off the batch or channel axes",
        "Look at the slice that removes the padding: only the two image axes were padded.",
    ),
    "padding-zero-slice": (
        "The slice [p:-p] is empty when the padding is 0",
        "Look at the slice that removes the padding: -0 is 0, so count its end from the front, "
        "as in [p : p + H].",
    ),
    "non-tiling-stride": (
        "Sizes that the stride does not tile are not handled",
        "Look where sizes are computed: rows and columns that fill no window are dropped, but "
        "still have a gradient, which is 0.",
    ),
    "height-width-swapped": (
        "Height and width are swapped, or assumed to be equal",
        "Look for one size that is used for both axes, or for two sizes in the wrong order.",
    ),
    "bias-inside-sum": (
        "The bias is added inside the sum, and so more than once",
        "Look where the bias is added: add it once, after the sum.",
    ),
    "bias-missing": (
        "The bias is not added, or its gradient is not computed",
        "Look for the bias in the forward pass, and for the sum of the upstream gradient in the "
        "backward pass.",
    ),
    "im2col-axis-order": (
        "Patches are reshaped without the transpose that they need",
        "Look at the order of the axes before every reshape: merged axes must be "
        "adjacent, and in the same order as in the weight.",
    ),
    "filter-index-missing": (
        "Every filter gets the same, summed gradient",
        "Look for the loop over filters: the gradient of each filter uses only its own slice of "
        "the upstream gradient.",
    ),
    "last-channel-only": (
        "Channels overwrite each other where they must add up",
        "Look in the loop over channels for an = that should be a +=.",
    ),
    "last-sample-only": (
        "Only the last sample of the batch counts",
        "Look in the loop over the batch for an = that should be a +=, or for a line after the "
        "loop that belongs inside it.",
    ),
    "first-sample-only": (
        "Only the first sample of the batch counts",
        "Look in the loop over the batch for a return, or for an index 0.",
    ),
    "overlap-overwritten": (
        "Overlapping windows overwrite each other",
        "Look where windows are written to an image: a pixel that lies in several windows gets the "
        "sum, so = should be +=.",
    ),
    "ties-all-receive": (
        "Every tied maximum receives the whole gradient",
        "Look at the mask: x == max is true several times where maxima are equal; one has to win.",
    ),
    "ties-split": (
        "Tied maxima share the gradient, as in tinygrad and MLX",
        "This is a convention, that of tinygrad and MLX, and of a maximum over an axis in JAX and "
        "TensorFlow; their poolings, and PyTorch's, give the whole gradient to the first maximum.",
    ),
    "last-tied-maximum": (
        "The last of several tied maxima receives the gradient",
        "This is a convention; PyTorch gives the gradient to the first maximum in row-major order.",
    ),
    "pool-size-assumes-tiling": (
        "The output size, or the window, is right only if the stride equals the window size",
        "Look where kernel size and stride are used: a window is kernel_size pixels long, and one "
        "starts every stride pixels, which gives (H + 2p - k) // s + 1 of them.",
    ),
    "adaptive-windows": (
        "The windows of adaptive pooling lie elsewhere",
        "Where the size is no multiple of the number of windows, window i reaches from "
        "floor(i n / m) to ceil((i + 1) n / m): windows overlap, and differ in size.",
    ),
    "upstream-broadcast": (
        "The upstream gradient is spread over the wrong pixels",
        "Look where the gradient gets the size of the image: every pixel of a channel receives the "
        "number of that channel and sample, as grad[:, :, None, None] gives it.",
    ),
    "state-left-over": (
        "A mask or cache from an earlier call is used again",
        "Look at what forward stores for backward: every call has to replace it.",
    ),
    "average-for-max": (
        "The average is taken where the maximum is asked for",
        "Look at the pooling mode, forward and backward.",
    ),
    "zero-padding-enters-max": (
        "Padded zeros win over negative values",
        "Look at what the input is padded with: max pooling needs -inf.",
    ),
    "updated-weights": (
        "The input gradient is computed with the updated weights",
        "Look at the order in the backward pass: the input gradient has to come before the update.",
    ),
    "batch-mean-missing": (
        "The gradient lacks the 1/N of its loss",
        "Look for the mean in the loss: what divides the loss divides its gradient.",
    ),
    "batch-mean-doubled": (
        "The mean over the batch is applied twice",
        "Look for divisions by N: one in the loss's gradient is enough.",
    ),
    "batch-mean-inconsistent": (
        "Some parameters' gradients are divided by N, others are not",
        "Look at the gradients of weight and bias side by side: both are sums over the batch.",
    ),
    "sign-flipped": (
        "The gradient has the wrong sign",
        "Check the order of every subtraction, and look for a missing or extra minus sign.",
    ),
    "learning-rate-in-gradient": (
        "The returned gradient is scaled by the learning rate",
        "Look where the learning rate is used: it belongs in the update only.",
    ),
    "upstream-ignored": (
        "The upstream gradient is not used",
        "Check that backward uses its argument: the chain rule multiplies by the upstream "
        "gradient.",
    ),
    "relu-mask-from-gradient": (
        "The mask is taken from the gradient's sign, not the input's",
        "Look at what is compared with 0 in the backward pass: it has to be what forward saw.",
    ),
    "relu-slope-at-zero": (
        "The slope at exactly 0 differs from PyTorch's",
        "This is a convention; check whether the mask uses > or >=.",
    ),
    "slope-at-kink": (
        "The slope exactly at a kink differs from PyTorch's",
        "This is a convention: the slope of either side will do there, or one in between.",
    ),
    "kink-not-masked": (
        "The gradient passes where the output is flat",
        "Look at the mask of the backward pass: where the forward pass clips, on either side, "
        "nothing depends on the input, and the gradient is 0.",
    ),
    "derivative-of-wrong-value": (
        "The derivative's formula is applied to the wrong value",
        "Look at what the derivative is applied to: s(1 - s) and 1 - t^2 take the output as it is.",
    ),
    "wrong-formula": (
        "The formula itself is wrong",
        "Write down the formula and its derivative, work out one small case by hand, and compare.",
    ),
    "softmax-overflow": (
        "The row's maximum is not subtracted: inf or nan on large logits",
        "Look at the argument of exp: subtracting the row's maximum changes no probability.",
    ),
    "statistics-wrong-axes": (
        "The mean and the variance are taken over the wrong axes",
        "Look at the axes of the mean and the variance: a layer normalisation takes those of one "
        "sample, an instance normalisation the pixels of one channel, a group normalisation those "
        "of neighbouring channels.",
    ),
    "softmax-wrong-axis": (
        "The softmax is normalised over the wrong axis",
        "Look at the axis of the sum: the probabilities of each sample must add up to 1.",
    ),
    "softmax-diagonal-only": (
        "Only the diagonal of the Jacobian is used",
        "Look at the backward pass: every probability depends on every logit, so the gradient "
        "subtracts a sum over the row.",
    ),
    "log-of-zero": (
        "The loss or its gradient is inf or nan at a probability of 0 or 1",
        "Look at the arguments of log and /: clip the probabilities away from exactly 0 and 1.",
    ),
    "loss-uses-logits": (
        "The loss or its gradient mixes up logits and probabilities",
        "Check that softmax or sigmoid is applied exactly once between layer and loss, and "
        "whether the gradient is that of the logits or of the probabilities.",
    ),
    "log-missing": (
        "The loss takes no logarithm, or its gradient is that of one that does",
        "Look where the loss takes a logarithm, and whether it is given one already: loss and "
        "gradient must agree on what comes in.",
    ),
    "sigmoid-overflow": (
        "An exponential overflows: inf or nan on large logits",
        "Look at the argument of exp, which must not be large: max(z, 0) - y z + "
        "log(1 + exp(-|z|)) is the same loss.",
    ),
    "label-off-by-one": (
        "The class is off by one",
        "Look at the index of the class: classes are counted from 0, so label y is column y.",
    ),
    "inputs-mutated": (
        "An argument is changed in place",
        "Look for an assignment into an argument, or an in-place operator such as *=: work on a "
        "copy.",
    ),
    "gradients-accumulate": (
        "A second call adds to the gradient of the first",
        "Look where the gradients are set to zero: every backward pass must start from zero.",
    ),
    "transposed-weight": (
        "The weight is used transposed",
        "Write down the shapes of x, weight and the product, forward and backward.",
    ),
    "bias-row-in-gradient": (
        "The bias's row of the weight is taken for one of the input's",
        "Look where the input gradient leaves a row of the weight out: that has to be the row by "
        "which the ones are multiplied, the bias.",
    ),
}
