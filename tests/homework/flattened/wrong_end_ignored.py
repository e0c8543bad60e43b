class FlattenLayer:
    def __init__(self, start_axis=1, end_axis=-1):
        self.start_axis, self.end_axis = start_axis, end_axis

    def forward(self, x):
        self.input_shape = x.shape
        return x.reshape(x.shape[: self.start_axis] + (-1,))

    def backward(self, dout):
        return dout.reshape(self.input_shape)
