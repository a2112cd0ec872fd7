"""1,797 handwritten digits of 8×8 pixels: small enough to train on in seconds, real enough to fail.

Thirteen people wrote them; each pixel counts the inked dots of a 4×4 block, from 0 to 16.
"""

from .files import read_arrays


def load_digits():
    """Load the 8×8 digits, divided into training, validation and test data.

    The split is always the same and holds about 60, 20 and 20 % of each class, mixed. All three
    parts show the hands of the same writers, so an unknown writer will be read less well.

    Returns:
        train, validation, test: three pairs (X, y) of 1,079, 359 and 359 digits.
        X: float64, (N, 64), from 0 (paper) to 1 (ink); X[i].reshape(8, 8) is a picture.
        y: int64, (N,), the digit, 0 to 9.
    Raises:
        MissingFileError, ValueError: the data file is missing or damaged.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (the test set),
    UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0.
    """
    data = read_arrays("digits.npz")
    X = data["images"] / 16  # (1797, 64)
    y = data["labels"].astype("int64")  # (1797,)
    train, validation, test = data["train"], data["validation"], data["test"]  # row numbers
    return (X[train], y[train]), (X[validation], y[validation]), (X[test], y[test])
