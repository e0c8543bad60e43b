"""Convolutional network on one image at a time: images are (channels, rows, columns)."""
import numpy as np


def convolution(image, filt, bias, s=1):
    """Slide each filter of filt (n_f, n_c, f, f) over the image with stride s."""
    (n_f, n_c_f, f, _) = filt.shape
    n_c, in_dim, _ = image.shape
    in_h = in_w = in_dim
    out_h = int((in_h - f) / s) + 1
    out_w = int((in_w - f) / s) + 1
    assert n_c == n_c_f, "the filter must have as many channels as the image"
    out = np.zeros((n_f, out_h, out_w))
    for curr_f in range(n_f):
        curr_y = out_y = 0
        while curr_y + f <= in_h:
            curr_x = out_x = 0
            while curr_x + f <= in_w:
                patch = image[:, curr_y:curr_y + f, curr_x:curr_x + f]
                out[curr_f, out_y, out_x] = np.sum(filt[curr_f] * patch) + bias[curr_f, 0]
                curr_x += s
                out_x += 1
            curr_y += s
            out_y += 1
    return out


def convolutionBackward(dconv, conv_in, filt, s):
    (n_f, n_c, f, _) = filt.shape
    (_, in_h, in_w) = conv_in.shape
    dout = np.zeros(conv_in.shape)
    dfilt = np.zeros(filt.shape)
    dbias = np.zeros((n_f, 1))
    for curr_f in range(n_f):
        curr_y = out_y = 0
        while curr_y + f <= in_h:
            curr_x = out_x = 0
            while curr_x + f <= in_w:
                g = dconv[curr_f, out_y, out_x]
                dfilt[curr_f] += g * conv_in[:, curr_y:curr_y + f, curr_x:curr_x + f]
                dout[:, curr_y:curr_y + f, curr_x:curr_x + f] += g * filt[curr_f]
                curr_x += s
                out_x += 1
            curr_y += s
            out_y += 1
        dbias[curr_f] = np.sum(dconv[curr_f])
    return dout, dfilt, dbias


def softmax(raw_preds):
    """Probabilities of a column (classes, 1) of scores."""
    out = np.exp(raw_preds - np.max(raw_preds))
    return out / np.sum(out)


def categoricalCrossEntropy(probs, label):
    """probs and the one-hot label: columns (classes, 1)"""
    return -np.sum(label * np.log(np.maximum(probs, 1e-12)))
