"""What the pictures refuse to draw, each in one sentence that says what to change."""

import numpy as np

from ..errors import ShapeError, as_numbers, describe


def checked_points(X, y):
    """Return points X (N, 2) and their classes y (N,) as arrays; y may be None."""
    X = as_numbers(X, "X", np.float64)
    if X.ndim != 2 or X.shape[1] != 2:
        hint = f" X.T has shape {X.T.shape}." if X.ndim == 2 and X.shape[0] == 2 else ""
        raise ShapeError(f"X must have shape (N, 2), one point a row with two coordinates, "
                         f"got {X.shape}.{hint}")
    if len(X) == 0:
        raise ShapeError("X is empty: there must be at least one point to draw.")
    require_drawable(X, "X")
    return X, None if y is None else checked_classes(y, "y", len(X), "point")


def checked_classes(y, name, n, thing):
    """Return classes (n,) as integers, whole and 0 or more; (n, 1) will do too."""
    y = as_numbers(y, name)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.shape != (n,):
        raise ShapeError(f"{name} must have one class for each {thing}, shape ({n},), "
                         f"got {y.shape}.")
    if (y < 0).any() or (y != np.floor(y)).any():
        wrong = y[(y < 0) | (y != np.floor(y))][0]
        raise ValueError(f"{name} must hold classes, whole numbers from 0 on, "
                         f"but {wrong} is in it.")
    return y.astype(int)


def checked_line(x, y, name):
    """Return the two rows of numbers of one line, equally long."""
    x, y = as_numbers(x, f"x of {name!r}", np.float64), as_numbers(y, f"y of {name!r}", np.float64)
    if x.ndim != 1 or x.shape != y.shape or len(x) == 0:
        raise ShapeError(f"{name!r} needs as many x as y, at least one of each, "
                         f"got shapes {x.shape} and {y.shape}.")
    return x, y


def checked_range(pair, name):
    """Return (lowest, highest) as floats, the first smaller than the second."""
    pair = as_numbers(pair, name, np.float64)
    if pair.shape != (2,) or not np.isfinite(pair).all() or pair[0] >= pair[1]:
        raise ValueError(f"{name} must be two numbers, the smaller one first, got {pair.tolist()}.")
    return float(pair[0]), float(pair[1])


def checked_matrix(A, name):
    """Return A as an array (rows, columns); a vector (n,) becomes one row. Also its own shape."""
    A = as_numbers(A, name)
    if A.ndim not in (1, 2) or A.size == 0:
        raise ShapeError(f"{name} must be a matrix or a vector with at least one number, "
                         f"got shape {A.shape}.")
    return np.atleast_2d(A), A.shape


def require_drawable(array, name):
    """Raise if there is a NaN or an infinity, which has no place in a picture."""
    if not np.isfinite(array).all():
        where = tuple(int(index) for index in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} cannot be drawn: {name}[{', '.join(map(str, where))}] "
                         f"is {array[where]}.")


def require_callable(f, name, example):
    """Raise if `f` cannot be called; `example` shows what would do."""
    if not callable(f):
        raise TypeError(f"{name} must be a function, such as {example}, got {describe(f)}.")
