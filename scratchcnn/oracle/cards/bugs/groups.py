"""Groups of ops that have bugs in common."""

from scratchcnn.oracle.cards.table import ours

ACTIVATIONS = tuple(name for name, card in ours().items() if card.elementwise)
POOLS = ("max_pool2d", "avg_pool2d")
SLIDING = ("conv2d", *POOLS)
LAYERS = ("conv2d", "linear")
# Each loss with the name of its differentiable argument.
FROM_LOGITS = ("cross_entropy",)
FROM_PROBABILITIES = ("categorical_cross_entropy", "binary_cross_entropy")
OF_P = (*FROM_PROBABILITIES, "mse_loss")
