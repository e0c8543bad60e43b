"""The cards of batch normalisation."""
