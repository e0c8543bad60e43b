"""What every bug is called, and where to look for it."""

# What differs from PyTorch by choice, and is said but not failed.
CHOICES = ("ties-split", "last-tied-maximum", "relu-slope-at-zero")
# What leaves NaN and infinity behind: an exponential that overflows, and a logarithm of 0.
OVERFLOW = "softmax-overflow"
LOG_OF_ZERO = "log-of-zero"

# id: (title, hint)
WORDS = {
    "kernel-flipped": (
        "The kernel is rotated by 180 degrees: a true convolution",
        "Layers cross-correlate, forward and for the weight's gradient: look for np.flip, [::-1], "
        "or a function that convolves.",
    ),
    "kernel-not-flipped": (
        "The input gradient correlates with the kernel where it must convolve",
        "Look where the input gradient meets the kernel: what the forward pass reads at +i, "
        "the gradient sends back at -i.",
    ),
    "channels-not-swapped": (
        "The input gradient keeps (out, in) of the weight where it must use (in, out)",
        "Look at the weight's first two axes in the input gradient: it goes from filters back to "
        "channels.",
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
        "The padding, or its removal, is fixed at one width",
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
        "The crop [p:-p] is empty at a padding of 0",
        "Look at the slice that removes the padding: -0 is 0, so the end has to be counted from "
        "the front.",
    ),
    "non-tiling-stride": (
        "Sizes that the stride does not tile are not handled",
        "Look where sizes are computed: rows and columns that fill no window are dropped, but "
        "still have a gradient, which is 0.",
    ),
    "height-width-swapped": (
        "Rows and columns are exchanged, or a square is assumed",
        "Look for a size that is used for both axes, or for two that stand in the wrong order.",
    ),
    "bias-inside-sum": (
        "The bias is added once per tap of the kernel",
        "Look where the bias is added: it belongs after the sum over the window.",
    ),
    "bias-missing": (
        "The bias is not added, or its gradient is not computed",
        "Look for the bias in the forward pass, and for the sum of the upstream gradient in the "
        "backward pass.",
    ),
    "im2col-axis-order": (
        "Patches are reshaped without the transpose that they need",
        "Look at the order of the axes before every reshape: axes that are merged must be "
        "adjacent, and in the order in which the weight has them.",
    ),
    "filter-index-missing": (
        "Every filter gets the same, summed gradient",
        "Look for the loop over filters: each one's gradient uses its own slice of the upstream "
        "gradient only.",
    ),
    "last-channel-only": (
        "Channels overwrite each other where they must add up",
        "Look in the loop over channels for an = that should be a +=.",
    ),
    "last-sample-only": (
        "Only the last sample of the batch counts",
        "Look in the loop over the batch for an = that should be a +=, or for a line that stands "
        "after the loop instead of in it.",
    ),
    "first-sample-only": (
        "Only the first sample of the batch counts",
        "Look in the loop over the batch for a return, or for an index 0.",
    ),
    "overlap-overwritten": (
        "Overlapping windows overwrite each other's gradient",
        "Look where the gradient is written back: a pixel that lies in several windows gets the "
        "sum, so = should be +=.",
    ),
    "ties-all-receive": (
        "Every tied maximum receives the whole gradient",
        "Look at the mask: x == max is true several times where maxima are equal; one has to win.",
    ),
    "ties-split": (
        "Tied maxima share the gradient",
        "This is a convention; PyTorch gives all of it to the first maximum.",
    ),
    "last-tied-maximum": (
        "The last of tied maxima receives the gradient",
        "This is a convention; PyTorch gives it to the first maximum in row-major order.",
    ),
    "pool-size-assumes-tiling": (
        "The pooled size, or the window, is right only if the stride equals the window size",
        "Look where kernel size and stride are used: windows are kernel_size large and start every "
        "stride, which gives (H + 2p - k) // s + 1 of them.",
    ),
    "state-left-over": (
        "A mask or cache of an earlier call is used again",
        "Look at what forward stores for backward: every call has to replace it.",
    ),
    "average-for-max": (
        "The average is taken where the maximum is asked for",
        "Look at the pooling's mode, forward and backward.",
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
        "Look at the order of a difference, or for a missing minus sign.",
    ),
    "learning-rate-in-gradient": (
        "The returned gradient is scaled by the learning rate",
        "Look where the learning rate is used: it belongs to the update alone.",
    ),
    "upstream-ignored": (
        "The upstream gradient is not used",
        "Look for the argument of backward in its result: the chain rule multiplies by it.",
    ),
    "relu-mask-from-gradient": (
        "The mask is taken from the gradient's sign, not the input's",
        "Look at what is compared with 0 in the backward pass: it has to be what forward saw.",
    ),
    "relu-slope-at-zero": (
        "The slope at exactly 0 differs from PyTorch's",
        "This is a convention; check whether the mask uses > or >=.",
    ),
    "derivative-of-wrong-value": (
        "The derivative's formula is applied to the wrong value",
        "Look at what the derivative is applied to: s(1 - s) and 1 - t^2 take the output, once.",
    ),
    "wrong-formula": (
        "The formula itself is wrong",
        "Write the formula and its derivative down, work one small case out by hand, and compare.",
    ),
    "softmax-overflow": (
        "The row's maximum is not subtracted: inf or nan on large logits",
        "Look at the argument of exp: subtracting the row's maximum changes no probability.",
    ),
    "softmax-wrong-axis": (
        "It is normalised over the wrong axis",
        "Look at the axis of the sum: the probabilities of each sample must add up to 1.",
    ),
    "softmax-diagonal-only": (
        "The Jacobian keeps its diagonal only",
        "Look at the backward pass: every probability depends on every logit, so the gradient "
        "subtracts a sum over the row.",
    ),
    "log-of-zero": (
        "The loss or its gradient is inf or nan at a probability of 0 or 1",
        "Look at the arguments of log and /: clip the probabilities away from exactly 0 and 1.",
    ),
    "loss-uses-logits": (
        "The loss or its gradient mixes up logits and probabilities",
        "Check that softmax or sigmoid is applied once between layer and loss, not twice or "
        "never, and whether the gradient is that of the logits or of the probabilities.",
    ),
    "inputs-mutated": (
        "An argument is changed in place",
        "Look for an assignment into an argument or an operator such as *=: work on a copy.",
    ),
    "gradients-accumulate": (
        "A second call adds to the first one's gradient",
        "Look where the gradients are set to zero: every backward pass must start from zero.",
    ),
    "transposed-weight": (
        "The weight is used transposed",
        "Write down the shapes of x, weight and the product, forward and backward.",
    ),
}
