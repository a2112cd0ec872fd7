"""New handwriting from old: shift, turn, stretch and bend pictures, and the digit stays the same.

A distortion is a field of displacements: for every pixel of the new picture an arrow to the place
in the old one where its ink is read. Arrows end between pixels, so four neighbours are mixed.

A batch of square pictures is an array X (N, D), one picture a row, D = side², as everywhere in the
course. What lies outside a picture is paper, 0.
"""

import math

import numpy as np

from ..errors import ShapeError, as_numbers, describe, require_number


def shift(X, down, right):
    """Return every picture moved by so many pixels, which need not be whole.

    Args:
        X: (N, D), one square picture a row.
        down, right: numbers, one for all pictures or an array (N,) with one for each.
    Returns:
        the moved pictures, (N, D), of the type of X. Ink that leaves the picture is lost.
    """
    X, _ = _as_pictures(X)
    down, right = _one_for_each(down, "down", X), _one_for_each(right, "right", X)
    return resample(X, -down, -right)    # ink that moves down is read further up


def rotate(X, degrees):
    """Return every picture turned about its middle, against the clock.

    Args:
        X: (N, D), one square picture a row.
        degrees: a number, one for all pictures or an array (N,) with one for each.
    Returns:
        the turned pictures, (N, D), of the type of X.
    """
    X, side = _as_pictures(X)
    angle = np.deg2rad(_one_for_each(degrees, "degrees", X))    # (N, 1, 1)
    i, j = _from_the_middle(side, X.dtype)                      # (side, 1) and (1, side)
    down = (np.cos(angle) - 1) * i + np.sin(angle) * j          # (N, side, side)
    right = (np.cos(angle) - 1) * j - np.sin(angle) * i
    return resample(X, down, right)


def elastic(X, rng, *, strength, smoothness=4.0):
    """Return every picture bent like a sheet of rubber, each in its own random way.

    Args:
        X: (N, D), one square picture a row.
        rng: where chance comes from, np.random.default_rng(seed).
        strength: how far pixels wander, in pixels (their standard deviation).
        smoothness: over how many pixels neighbours wander together; small values crumple.
    Returns:
        the bent pictures, (N, D), of the type of X.

    Source: P. Simard, D. Steinkraus, J. Platt, Best Practices for Convolutional Neural Networks
    Applied to Visual Document Analysis, 2003.
    """
    return distort(X, rng, elastic=_strength(strength, "strength"), smoothness=smoothness)


def distort(X, rng, *, shift=0.0, degrees=0.0, scale=0.0, shear=0.0, elastic=0.0, smoothness=4.0):
    """Return every picture distorted at random, each in its own way, by all of these at once.

    The arrows of all distortions are added up, and the picture is read once: reading it again and
    again would blur it. The strengths are limits, but for the elastic one, a standard deviation; 0
    switches a kind off. Ten times the memory of X is needed, so give it a batch at a time.

    Args:
        X: (N, D), one square picture a row.
        rng: where chance comes from, np.random.default_rng(seed).
        shift: up to so many pixels in each direction.
        degrees: turned by up to this angle, either way.
        scale: height and width changed by up to this part, each for itself: 0.1 is 10 %.
        shear: slanted by up to this slope; 0.1 moves a row by a tenth of its height.
        elastic, smoothness: strength and smoothness of `elastic`.
    Returns:
        the distorted pictures, (N, D), of the type of X.
    """
    X, side = _as_pictures(X)
    _require_generator(rng)
    shift, degrees = _strength(shift, "shift"), _strength(degrees, "degrees")
    shear, elastic = _strength(shear, "shear"), _strength(elastic, "elastic")
    scale = require_number(scale, "scale", "at least 0 and below 1", lambda part: 0 <= part < 1)

    # One number of each kind for each picture, from -1 to 1.
    chance = rng.uniform(-1, 1, size=(6, len(X), 1, 1)).astype(X.dtype)
    down, right = shift * chance[:2]                               # (N, 1, 1) each
    angle, slope = math.radians(degrees) * chance[2], shear * chance[3]
    height, width = 1 + scale * chance[4:]                         # (N, 1, 1) each

    # Where the new pixel (i, j) is read, counted from the middle: a 2×2 matrix times (i, j).
    i, j = _from_the_middle(side, X.dtype)                         # (side, 1) and (1, side)
    cos, sin = np.cos(angle), np.sin(angle)
    down = down + (cos * height - 1) * i + sin * width * j         # (N, side, side)
    right = right + (slope - sin) * height * i + (cos * width - 1) * j
    if elastic > 0:
        down += elastic_field(len(X), side, rng, elastic, smoothness, X.dtype)
        right += elastic_field(len(X), side, rng, elastic, smoothness, X.dtype)
    return resample(X, down, right)


def elastic_field(N, side, rng, strength, smoothness=4.0, dtype=np.float64):
    """Return random displacements (N, side, side), in one direction, that vary smoothly.

    Every pixel draws a number of its own; then each takes a weighted mean of all, the near ones
    counting most, by the bell curve e^(−d²/2s²) of the distance d, where s is the smoothness. The
    bell of a distance in the plane is that of the rows times that of the columns, so a matrix
    from the left mixes the rows, and from the right the columns.
    """
    dtype = np.dtype(dtype)
    smoothness = require_number(smoothness, "smoothness", "above 0 and finite", lambda s: s > 0)
    place = np.arange(side)
    bell = np.exp(-(place[:, None] - place) ** 2 / (2 * smoothness**2))    # (side, side)
    bell /= np.sqrt((bell**2).sum(axis=1, keepdims=True))    # keeps the standard deviation at 1
    bell = bell.astype(dtype)
    noise = rng.random((N, side, side), dtype=dtype) - dtype.type(0.5)    # spread 1/√12
    return dtype.type(strength * math.sqrt(12)) * (bell @ noise @ bell.T)


def resample(X, down, right):
    """Return new pictures whose pixel (i, j) shows what X has at (i + down, j + right).

    Args:
        X: (N, D), one square picture a row.
        down, right: displacements (N, side, side), one for each pixel, or (N, 1, 1), one for each
            picture.
    Returns:
        the new pictures, (N, D), of the type of X.

    A place between four pixels shows their mean, the nearer ones counting more: first along the
    row above and the row below, then between the two (bilinear interpolation).
    """
    X, side = _as_pictures(X)
    down, right = _one_a_pixel(down, "down", X, side), _one_a_pixel(right, "right", X, side)
    width = side + 3
    padded = np.zeros((len(X), width, width), X.dtype)          # paper all round
    padded[:, 1:-2, 1:-2] = X.reshape(-1, side, side)

    place = np.arange(1, side + 1, dtype=X.dtype)
    row = np.clip(place[:, None] + down, 0, side + 1)           # (N, side, side), in padded
    column = np.clip(place + right, 0, side + 1)
    top, left = np.floor(row), np.floor(column)                 # the pixel above and to the left
    lower, righter = row - top, column - left                   # how far beyond it, 0 to 1

    # The number of that pixel when all pictures lie in one long line.
    first = width**2 * np.arange(len(X))[:, None, None]         # of each picture
    pixel = first + (width * top + left).astype(int)            # (N, side, side)

    def ink(pixel):
        """The mean of a pixel and the one to its right."""
        near, far = padded.take(pixel), padded.take(pixel + 1)
        return near + righter * (far - near)

    above, below = ink(pixel), ink(pixel + width)
    return (above + lower * (below - above)).reshape(X.shape)


def _from_the_middle(side, dtype):
    """Return i (side, 1) and j (1, side): how far each pixel lies below and right of the middle."""
    place = np.arange(side, dtype=dtype) - dtype.type((side - 1) / 2)
    return place[:, None], place[None, :]


def _as_pictures(X):
    """Return X as an array of decimals (N, D), and the side of its pictures."""
    X = as_numbers(X, "X")
    if X.dtype != np.float32:
        X = X.astype(np.float64, copy=False)
    side = math.isqrt(X.shape[1]) if X.ndim == 2 else 0
    if side == 0 or side**2 != X.shape[1]:
        message = (f"X must be (N, D), one square picture a row, such as (N, 784) for 28×28 "
                   f"pixels, got shape {X.shape}.")
        if X.ndim == 3:
            message += " Write X.reshape(len(X), -1)."
        elif X.ndim == 1:
            message += " For a single picture x, write x[None, :]."
        raise ShapeError(message)
    return X, side


def _one_for_each(value, name, X):
    """Return `value`, one number or one for each picture, in the shape (N, 1, 1)."""
    value = as_numbers(value, name, X.dtype)
    if value.shape not in ((), (len(X),)):
        raise ShapeError(f"{name} must be one number, or one for each of the {len(X)} pictures, "
                         f"got shape {value.shape}.")
    if not np.isfinite(value).all():
        raise ValueError(f"{name} must be finite, got {value}.")
    return np.broadcast_to(value.reshape(-1, 1, 1), (len(X), 1, 1))


def _one_a_pixel(value, name, X, side):
    """Return displacements of the type of X, or raise if they do not fit its pictures."""
    value = as_numbers(value, name, X.dtype)
    if value.shape not in ((len(X), side, side), (len(X), 1, 1)):
        raise ShapeError(f"{name} must have one number for each pixel, {(len(X), side, side)}, "
                         f"got shape {value.shape}.")
    return value


def _strength(value, name):
    return require_number(value, name, "at least 0 and finite", lambda strength: strength >= 0)


def _require_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a generator of random numbers, such as "
                        f"np.random.default_rng(0), got {describe(rng)}.")
