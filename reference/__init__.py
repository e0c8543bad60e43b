"""The PyTorch twins of every op and network in scratchcnn. Never imports scratchcnn."""
