"""Make digits.npz: the 8×8 digits that scikit-learn ships, and the fixed split of the course.

Run it as `python mlp_lessons/datasets/files/make_digits.py`. It needs scikit-learn, which carries
the images in its own files, and the network is never used.
"""

import hashlib
from pathlib import Path

import numpy as np
from npz_writer import write_npz


def split_by_class(labels):
    """Deal the images out to training, validation and test: about 60, 20 and 20 % of each class.

    Args:
        labels: integers of shape (N,).
    Returns:
        a dict of three index arrays, uint16, shuffled; together they hold each index once.

    Chance comes from SHA-256 of the index rather than from a random generator: every computer and
    every version of every library then deals the same split.
    """

    def deal(index):
        return hashlib.sha256(f"digit {index}".encode()).digest()

    def shuffle(index):  # other numbers than `deal`, whose order is spent on who goes where
        return hashlib.sha256(f"shuffle {index}".encode()).digest()

    split = {"train": [], "validation": [], "test": []}
    for digit in range(10):
        members = sorted(np.flatnonzero(labels == digit), key=deal)
        fifth = round(len(members) / 5)
        split["test"] += members[:fifth]
        split["validation"] += members[fifth : 2 * fifth]
        split["train"] += members[2 * fifth :]
    # Until here each part is sorted by class; mixed, its first few images show all kinds of digits.
    return {
        part: np.array(sorted(indices, key=shuffle), dtype=np.uint16)
        for part, indices in split.items()
    }


def make_digits(path):
    """Write the images, the labels and the split to `path`; return the file's SHA-256."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = digits.data.astype(np.uint8)  # (1797, 64), whole numbers from 0 to 16
    labels = digits.target.astype(np.uint8)  # (1797,)
    return write_npz(path, {"images": images, "labels": labels, **split_by_class(labels)})


if __name__ == "__main__":
    target = Path(__file__).with_name("digits.npz")
    print(make_digits(target), target.name, target.stat().st_size, "bytes")
