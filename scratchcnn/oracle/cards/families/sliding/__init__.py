"""The cards of what slides a window over an image."""
