"""
Assignment 3: fully connected network, convolution and softmax loss.

Everything here is written with plain torch tensors. No autograd and nothing
from torch.nn is used for the layers themselves.
"""
import torch


class Linear(object):

    @staticmethod
    def forward(x, w, b):
        """
        Fully connected layer.
        - x: input, shape (N, d_1, ..., d_k)
        - w: weights, shape (D, M) where D = d_1 * ... * d_k
        - b: biases, shape (M,)
        Returns (out, cache), out has shape (N, M)
        """
        number_of_samples = x.shape[0]
        # flatten every sample into one row
        x_rows = x.reshape(number_of_samples, -1)
        out = x_rows.mm(w) + b
        cache = (x, w, b)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        """Returns dx (shape of x), dw, db"""
        x, w, b = cache
        x_rows = x.reshape(x.shape[0], -1)
        # the sum over the samples happens inside the matrix product
        dw = x_rows.t().mm(dout)
        db = torch.zeros_like(b)
        for sample in range(dout.shape[0]):
            db += dout[sample]
        dx = dout.mm(w.t()).reshape(x.shape)
        return dx, dw, db


class ReLU(object):

    @staticmethod
    def forward(x):
        # clone, otherwise I would change the input of the caller
        out = x.clone()
        out[x < 0] = 0
        cache = x
        return out, cache

    @staticmethod
    def backward(dout, cache):
        x = cache
        dx = dout.clone()
        dx[x <= 0] = 0
        return dx


class Linear_ReLU(object):
    """Convenience layer: a linear layer and then a ReLU."""

    @staticmethod
    def forward(x, w, b):
        scores, linear_cache = Linear.forward(x, w, b)
        out, relu_cache = ReLU.forward(scores)
        cache = (linear_cache, relu_cache)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        linear_cache, relu_cache = cache
        dscores = ReLU.backward(dout, relu_cache)
        dx, dw, db = Linear.backward(dscores, linear_cache)
        return dx, dw, db


class Conv(object):

    @staticmethod
    def forward(x, w, b, conv_param):
        """
        Naive convolution.
        - x: (N, C, H, W)
        - w: (F, C, HH, WW)
        - b: (F,)
        - conv_param: dictionary with 'stride' and 'pad'
        """
        stride = conv_param['stride']
        pad = conv_param['pad']
        number_of_images, channels, height, width = x.shape
        number_of_filters, _, filter_height, filter_width = w.shape

        padded_x = torch.nn.functional.pad(x, (pad, pad, pad, pad))
        out_height = 1 + (height + 2 * pad - filter_height) // stride
        out_width = 1 + (width + 2 * pad - filter_width) // stride
        out = torch.zeros((number_of_images, number_of_filters, out_height, out_width),
                          dtype=x.dtype, device=x.device)

        for image in range(number_of_images):
            for filter_index in range(number_of_filters):
                for row in range(out_height):
                    for column in range(out_width):
                        top = row * stride
                        left = column * stride
                        window = padded_x[image, :, top:top + filter_height, left:left + filter_width]
                        out[image, filter_index, row, column] = \
                            (window * w[filter_index]).sum() + b[filter_index]
        cache = (x, w, b, conv_param)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        x, w, b, conv_param = cache
        stride = conv_param['stride']
        pad = conv_param['pad']
        number_of_images, channels, height, width = x.shape
        number_of_filters, _, filter_height, filter_width = w.shape
        _, _, out_height, out_width = dout.shape

        padded_x = torch.nn.functional.pad(x, (pad, pad, pad, pad))
        padded_dx = torch.zeros_like(padded_x)
        dw = torch.zeros_like(w)
        db = torch.zeros_like(b)

        for image in range(number_of_images):
            for filter_index in range(number_of_filters):
                for row in range(out_height):
                    for column in range(out_width):
                        top = row * stride
                        left = column * stride
                        one_gradient = dout[image, filter_index, row, column]
                        # every output number was made from one window, so the
                        # gradient goes back to the same window
                        window = padded_x[image, :, top:top + filter_height, left:left + filter_width]
                        dw[filter_index] += one_gradient * window
                        padded_dx[image, :, top:top + filter_height, left:left + filter_width] += \
                            one_gradient * w[filter_index]
                        db[filter_index] += one_gradient

        # remove the padding again
        dx = padded_dx[:, :, pad:pad + height, pad:pad + width]
        return dx, dw, db


def softmax_loss(x, y):
    """
    Softmax loss and its gradient.
    - x: scores (N, C)
    - y: labels (N,)
    Returns (loss, dx)
    """
    number_of_samples = x.shape[0]
    # subtract the biggest score of every row so that exp does not overflow
    shifted = x - x.max(dim=1, keepdim=True).values
    sum_of_exponentials = shifted.exp().sum(dim=1, keepdim=True)
    log_probabilities = shifted - sum_of_exponentials.log()

    loss = 0.0
    for sample in range(number_of_samples):
        loss = loss - log_probabilities[sample, y[sample]]
    loss = loss / number_of_samples

    dx = log_probabilities.exp()
    for sample in range(number_of_samples):
        dx[sample, y[sample]] -= 1
    dx = dx / number_of_samples
    return loss, dx
