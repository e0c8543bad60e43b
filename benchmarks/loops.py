"""Layers as the two guides write them: one image, one window, one filter at a time."""

from collections.abc import Iterator

import numpy as np

from scratchcnn.ops.arguments import Array


def regions(image: Array, filters: Array) -> Iterator[tuple[int, int, Array]]:
    """Yield every window of an image (H, W), and where its output stands; it can be written to."""
    _, kh, kw = filters.shape
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            yield i, j, image[i : i + kh, j : j + kw]


def conv(image: Array, filters: Array) -> Array:
    """Correlate one image (H, W) with filters (F, KH, KW): (OH, OW, F)."""
    f, kh, kw = filters.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1, f), image.dtype)
    for i, j, region in regions(image, filters):
        out[i, j] = np.sum(region * filters, axis=(1, 2))
    return out


def conv_gradient(image: Array, filters: Array, grad_out: Array) -> Array:
    """Return the gradient of the filters."""
    grad = np.zeros_like(filters)
    for i, j, region in regions(image, filters):
        for k in range(len(filters)):
            grad[k] += grad_out[i, j, k] * region
    return grad


def conv_gradient_of_image(image: Array, filters: Array, grad_out: Array) -> Array:
    """Return the gradient of the image, which the guides leave out."""
    grad = np.zeros_like(image)
    for i, j, region in regions(grad, filters):
        for k in range(len(filters)):
            region += grad_out[i, j, k] * filters[k]
    return grad


def max_pool(x: Array) -> tuple[Array, Array]:
    """Take maxima of 2 x 2 windows of x (H, W, F); return them and where they are."""
    h, w, f = x.shape
    out, winners = np.zeros((h // 2, w // 2, f), x.dtype), np.zeros(x.shape, np.bool_)
    for i in range(h // 2):
        for j in range(w // 2):
            window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            for k in range(f):
                out[i, j, k] = np.max(window[:, :, k])
                winners[2 * i : 2 * i + 2, 2 * j : 2 * j + 2, k] = window[:, :, k] == out[i, j, k]
    return out, winners


def max_pool_gradient(winners: Array, grad_out: Array) -> Array:
    """Return the gradient of what was pooled."""
    grad = np.zeros(winners.shape, grad_out.dtype)
    for i in range(grad_out.shape[0]):
        for j in range(grad_out.shape[1]):
            for k in range(grad_out.shape[2]):
                place = slice(2 * i, 2 * i + 2), slice(2 * j, 2 * j + 2), k
                grad[place] += grad_out[i, j, k] * winners[place]
    return grad


def notebook_step(
    filters: Array, weight: Array, bias: Array, images: Array, labels: Array, learning_rate: float
) -> None:
    """Learn from images (N, H, W) one by one, as the second guide's training loop does."""
    for image, label in zip(images, labels, strict=True):
        features = np.maximum(conv(image, filters), 0)
        pooled, winners = max_pool(features)
        row = pooled.ravel()
        logits = row @ weight + bias
        grad = np.exp(logits - logits.max())
        grad /= grad.sum()
        grad[label] -= 1
        grad_row = weight @ grad
        weight -= learning_rate * np.outer(row, grad)
        bias -= learning_rate * grad
        grad_features = max_pool_gradient(winners, grad_row.reshape(pooled.shape))
        filters -= learning_rate * conv_gradient(image, filters, grad_features * (features > 0))
