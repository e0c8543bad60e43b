"""The titles and hints of the bugs of dilated, grouped and transposed convolutions."""

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
