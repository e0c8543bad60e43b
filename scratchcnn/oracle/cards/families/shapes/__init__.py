"""The cards of what changes the shape of an array, and of embedding."""
