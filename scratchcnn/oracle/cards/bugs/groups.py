"""Groups of ops that have bugs in common."""

from scratchcnn.oracle.cards.table import ours

ACTIVATIONS = tuple(name for name, card in ours().items() if card.elementwise)
POOLS = ("max_pool2d", "avg_pool2d")
CONVOLUTIONS = ("conv1d", "conv2d", "conv3d")
# Those that are not along two axes.
OTHER_CONVOLUTIONS = ("conv1d", "conv3d")
TRANSPOSED = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
SLIDING = ("conv2d", *POOLS)
# Those of sequences and of volumes.
OTHER_POOLS = ("max_pool1d", "max_pool3d", "avg_pool1d", "avg_pool3d")
# Poolings of a whole image, sequence or volume, or to a size.
RESIZING = (
    *("adaptive_avg_pool1d", "adaptive_max_pool1d"),
    *("adaptive_avg_pool2d", "adaptive_max_pool2d"),
    *("adaptive_avg_pool3d", "adaptive_max_pool3d"),
)
LAYERS = ("conv2d", "linear")
# Each loss with the name of its differentiable argument.
FROM_LOGITS = ("cross_entropy",)
FROM_PROBABILITIES = ("categorical_cross_entropy", "binary_cross_entropy")
OF_NUMBERS = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
OF_P = (*FROM_PROBABILITIES, *OF_NUMBERS)
# Those of scores that are compared with that of the label.
OF_SCORES = ("svm_loss",)
FROM_BINARY_LOGITS = ("binary_cross_entropy_with_logits",)
FROM_LOG_PROBABILITIES = ("nll_loss",)
# Those whose mean is over all entries.
OVER_ENTRIES = ("binary_cross_entropy", *OF_NUMBERS, *FROM_BINARY_LOGITS)
# Every loss, with the name of the argument that has a gradient.
LOSSES = {
    "logits": (*FROM_LOGITS, *FROM_BINARY_LOGITS, *OF_SCORES),
    "p": OF_P,
    "log_p": FROM_LOG_PROBABILITIES,
}
EVERY_LOSS = tuple(op for ops in LOSSES.values() for op in ops)
