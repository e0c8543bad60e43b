"""Losses: of classes, of probabilities and of numbers."""
