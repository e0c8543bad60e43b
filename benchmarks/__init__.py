"""Measurements beside PyTorch, in one process: `python -m benchmarks`."""
