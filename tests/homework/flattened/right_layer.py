class Flatten:
    def __init__(self, start_dim=1, end_dim=-1):
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x):
        self.shape = x.shape
        end = self.end_dim % x.ndim
        return x.reshape(*x.shape[: self.start_dim], -1, *x.shape[end + 1 :])

    def backward(self, grad):
        return grad.reshape(self.shape)
