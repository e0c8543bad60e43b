"""What slides a window over an image: convolution and poolings."""
