import random
import numpy as np
import matplotlib.pyplot as plt

SEED = 42


def set_seed(seed=SEED):
    random.seed(seed)
    np.random.seed(seed)


def show_image(image, title=""):
    plt.imshow(image.reshape(28, 28), cmap="gray")
    plt.title(title)
    plt.show()


def one_hot(labels, classes=10):
    return np.eye(classes)[labels]


class DataLoader:
    def __init__(self, images, labels, batch_size=32):
        self.images, self.labels, self.batch_size = images, labels, batch_size

    def __iter__(self):
        for start in range(0, len(self.images), self.batch_size):
            stop = start + self.batch_size
            yield self.images[start:stop], self.labels[start:stop]
