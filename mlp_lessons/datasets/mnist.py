"""MNIST: 70,000 handwritten digits of 28×28 pixels, the common test of networks since 1998.

Each was scaled to fit 20×20 pixels, then moved until its centre of mass lay in the middle.
"""

import numpy as np

from .files import read_arrays


def load_mnist():
    """Load MNIST as it was published: training data and test data.

    There is no validation set: take one off the training data yourself.

    Returns:
        train, test: two pairs (X, y) of 60,000 and 10,000 digits.
        X: float32, (N, 784), from 0 (paper) to 1 (ink); X[i].reshape(28, 28) is a picture.
        y: int64, (N,), the digit, 0 to 9.
    Raises:
        MissingFileError, ValueError: the data file is missing or damaged.

    Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits,
    http://yann.lecun.com/exdb/mnist/, CC BY-SA 3.0.
    """
    data = read_arrays("mnist.npz")

    def scaled(images):
        return images / np.float32(255)  # a plain 255 would give float64, twice the memory

    def integers(labels):
        return labels.astype("int64")

    return (
        (scaled(data["train_images"]), integers(data["train_labels"])),
        (scaled(data["test_images"]), integers(data["test_labels"])),
    )
