"""Training: steps, epochs, checkpoints, and the folder of a run with its pictures.

In come digits and a network; out go weights, metrics and pictures.
May import `nn`, `ops`, `datasets` and `files`.
"""
