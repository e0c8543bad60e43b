"""The cards of activations, and of softmax."""
