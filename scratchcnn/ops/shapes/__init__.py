"""What changes the shape of an array: padding, interpolation, and numbers in another order."""
