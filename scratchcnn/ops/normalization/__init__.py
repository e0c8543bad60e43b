"""Normalisation over batches, layers, groups, instances and neighbouring channels."""

from scratchcnn.ops.normalization.running import batch_statistics, updated_statistics

__all__ = ["batch_statistics", "updated_statistics"]
