"""Titles and hints of the bugs of dilated, grouped and transposed convolutions, and of engines."""

# id: (title, hint)
OF_CONVOLUTIONS = {
    "dilation-ignored": (
        "The dilation is not applied",
        "Look at every slice or index over the taps of the kernel: tap (i, j) reads dilation * i "
        "rows down and dilation * j columns on, forward and backward.",
    ),
    "channels-mixed": (
        "Channels that belong to different groups are mixed",
        "Look at the loop, or the sum, over channels: a group's filters see its own channels only, "
        "in a depthwise convolution a single one.",
    ),
    "filter-shared": (
        "The same filter is used for every group",
        "Look at the index of the weight: every group, in a depthwise convolution every channel, "
        "has filters of its own.",
    ),
    "output-padding-ignored": (
        "The output lacks the rows and columns of output_padding",
        "Look at the output's size: (H - 1) * stride - 2 * padding + kernel + output_padding. What "
        "output_padding adds is not zeros, if the padding would cut something off there.",
    ),
    "output-padding-wrong-side": (
        "output_padding is at the top and left",
        "Look where the output is made larger, or cut: output_padding belongs to the bottom and "
        "the right alone.",
    ),
}

OF_ENGINES_AND_SHAPES = {
    "used-twice-overwritten": (
        "Of a value that is used twice only one gradient is kept",
        "Look where a gradient is stored in the node that it belongs to: it has to be added to "
        "what is there (+=), also if both operands are the same object.",
    ),
    "broadcast-not-summed": (
        "The gradient of a broadcast operand is not summed over the axes that broadcasting added",
        "Look where an operator hands its gradient to an operand of another shape: what was "
        "repeated in the forward pass has to be summed, to the shape of the operand.",
    ),
    "order-not-topological": (
        "Nodes are walked in an order in which a gradient is passed on before it is complete",
        "Look at the walk through the graph: every node exactly once, and only after all nodes "
        "that use it, as in the reversed topological order.",
    ),
    "operand-without-gradient": (
        "An operand gets no gradient",
        "Look at the backward pass of this operator: every operand that has a gradient gets its "
        "part of it.",
    ),
    "wrong-operand": (
        "The gradient is multiplied by, or divided through, the wrong operand",
        "Of a product each factor gets the upstream gradient times the other factor; of a quotient "
        "the numerator gets it divided by the denominator.",
    ),
    "operands-swapped": (
        "The operands are taken the wrong way round",
        "2 - x calls __rsub__, which gets x as self: neither a difference, nor a quotient, nor a "
        "product of matrices is the same the other way round.",
    ),
    "mean-not-divided": (
        "The gradient of a mean lacks the division by the number of its terms",
        "Look at the backward pass of the mean: it is that of the sum, divided by the same number.",
    ),
    "not-spread": (
        "The gradient of a sum, a mean or a maximum goes to the wrong entries",
        "Every entry that was summed gets the gradient of the sum, in the shape of the operand; of "
        "a maximum the largest entry alone gets it.",
    ),
    "not-transposed": (
        "A transpose is missing in the gradient",
        "Write down the shapes: the gradient of x @ y is g @ y.T for x and x.T @ g for y, that of "
        "x.T is g.T.",
    ),
    "copies-not-summed": (
        "Of what was copied to several places, one gradient or their mean is kept, not the sum",
        "Look where the gradient goes back to what forward repeated or looked up twice: all copies "
        "add up (+=, np.add.at), also those of a block of pixels, or of a mirrored edge.",
    ),
    "split-elsewhere": (
        "The gradient is not split where the arrays were joined",
        "Every array gets the part that it was in the output: the first ends at its own size, the "
        "next one at the sum of both. np.split takes these sums (np.cumsum), not the sizes.",
    ),
    "axes-ignored": (
        "The axis that the layer is told is not used",
        "Look for a literal axis where the layer has an argument for it, forward and backward.",
    ),
    "order-changed": (
        "The numbers are read in another order than that in which they were laid out",
        'Look at every reshape: the default is order="C", last axis first, forward and backward.',
    ),
    "own-class-counted": (
        "The class of the label is counted among the wrong ones",
        "Look at the sum over the classes: that of the label is left out, or costs a margin.",
    ),
    "correct-class-missing": (
        "The score of the label gets no gradient, or not that of every class beyond the margin",
        "Its column gets minus the number of the wrong classes that are within the margin.",
    ),
}
