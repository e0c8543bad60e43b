import numpy as np
import pickle
from tqdm import tqdm
import matplotlib.pyplot as plt

from utils import extract_data, extract_labels


def initializeFilter(size, scale=1.0):
    return np.random.normal(loc=0, scale=scale / np.sqrt(np.prod(size)), size=size)


def convolution(image, filt, bias, s=1):
    n_f, n_c, f, _ = filt.shape
    _, h, w = image.shape
    rows, cols = (h - f) // s + 1, (w - f) // s + 1
    result = np.zeros((n_f, rows, cols))
    for y in range(rows):
        for x in range(cols):
            part = image[:, y * s:y * s + f, x * s:x * s + f]
            result[:, y, x] = (filt * part).sum(axis=(1, 2, 3)) + bias.ravel()
    return result


def convolutionBackward(dconv, conv_in, filt, s):
    n_f, n_c, f, _ = filt.shape
    dimage, dfilt = np.zeros(conv_in.shape), np.zeros(filt.shape)
    for k in range(n_f):
        for y in range(dconv.shape[1]):
            for x in range(dconv.shape[2]):
                ys, xs = slice(y * s, y * s + f), slice(x * s, x * s + f)
                dfilt[k] += dconv[k, y, x] * conv_in[:, ys, xs]
                dimage[:, ys, xs] += dconv[k, y, x] * filt[k]
    dbias = dconv.sum(axis=(1, 2)).reshape(n_f, 1)
    return dimage, dfilt, dbias


def maxpool(image, f=2, s=2):
    n_c, h_prev, w_prev = image.shape
    h = int((h_prev - f) / s) + 1
    w = int((w_prev - f) / s) + 1
    downsampled = np.zeros((n_c, h, w))
    for i in range(n_c):
        for y in range(h):
            for x in range(w):
                downsampled[i, y, x] = np.max(image[i, y * s:y * s + f, x * s:x * s + f])
    return downsampled


def nanargmax(arr):
    """Row and column of the largest value that is not nan."""
    idx = np.nanargmax(arr)
    return np.unravel_index(idx, arr.shape)


def maxpoolBackward(dpool, orig, f, s):
    (n_c, h, w) = dpool.shape
    dout = np.zeros(orig.shape)
    for curr_c in range(n_c):
        for out_y in range(h):
            for out_x in range(w):
                curr_y, curr_x = out_y * s, out_x * s
                a, b = nanargmax(orig[curr_c, curr_y:curr_y + f, curr_x:curr_x + f])
                dout[curr_c, curr_y + a, curr_x + b] += dpool[curr_c, out_y, out_x]
    return dout


def softmax(raw_preds):
    """Probabilities of a column (classes, 1) of scores."""
    out = np.exp(raw_preds - np.max(raw_preds))
    return out / np.sum(out)


def categoricalCrossEntropy(probs, label):
    """probs and the one-hot label: columns (classes, 1)"""
    return -np.sum(label * np.log(np.maximum(probs, 1e-12)))


if __name__ == "__main__":
    X, y = extract_data("train-images-idx3-ubyte.gz", 1000, 28), extract_labels("train-labels.gz", 1000)
    filt = initializeFilter((8, 1, 5, 5))
    bias = np.zeros((8, 1))
    cost = []
    for image in tqdm(X):
        conv1 = convolution(image.reshape(1, 28, 28), filt, bias, 1)
        cost.append(conv1.mean())
    plt.plot(cost)
    pickle.dump([filt, bias], open("params.pkl", "wb"))
