"""Drawings made into what a network that has learned MNIST expects, as MNIST itself was made.

The people who made MNIST took scanned digits, scaled each to fit a box of 20×20 pixels without
changing its proportions, and moved it in a field of 28×28 until its centre of mass lay in the
middle: http://yann.lecun.com/exdb/mnist/. In their files that middle is pixel (14, 14), counted
from 0, to the nearest whole pixel.
"""

import numpy as np

from ..errors import ShapeError, as_numbers, require_finite

BOX, FIELD, MIDDLE = 20, 28, 14    # pixels


def as_mnist(drawing):
    """Return a drawing as a row of MNIST: cropped, scaled to 20 pixels, centred by its mass.

    Args:
        drawing: (H, W), a grey picture of any size, from 0 (paper) to 1 (ink).
    Returns:
        float32, (784,), from 0 to 1; as_mnist(drawing).reshape(28, 28) is what a network sees.
    Raises:
        ShapeError, TypeError, ValueError: it is no such picture, or there is no ink on it.
    """
    ink = scaled_to_box(cropped(drawing))              # (h, w), the longer side is 20
    row, column = centre_of_mass(ink)
    height, width = ink.shape
    # The nearest whole pixel; and a digit with all its mass at one end stays inside the field.
    top = min(max(round(MIDDLE - row), 0), FIELD - height)
    left = min(max(round(MIDDLE - column), 0), FIELD - width)
    field = np.zeros((FIELD, FIELD), dtype=np.float32)
    field[top:top + height, left:left + width] = ink
    return field.reshape(FIELD * FIELD)


def cropped(drawing):
    """Return the smallest part of a drawing (H, W) that holds all its ink, (h, w)."""
    drawing = _checked(drawing)
    rows = np.flatnonzero(drawing.any(axis=1))
    columns = np.flatnonzero(drawing.any(axis=0))
    return drawing[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]


def scaled_to_box(picture, side=BOX):
    """Return a picture (h, w), larger or smaller, so that its longer side has `side` pixels.

    Each new pixel is the mean of all that lies below it, so thin lines turn grey, not ragged.
    """
    height, width = picture.shape
    scale = side / max(height, width)
    new_height, new_width = max(1, round(height * scale)), max(1, round(width * scale))
    return _means(height, new_height) @ picture @ _means(width, new_width).T


def centre_of_mass(picture):
    """Return (row, column), the mean place of the ink in a picture (h, w), counted from 0."""
    total = picture.sum()
    row = picture.sum(axis=1) @ np.arange(picture.shape[0]) / total
    column = picture.sum(axis=0) @ np.arange(picture.shape[1]) / total
    return float(row), float(column)


def _means(n, n_new):
    """Return M (n_new, n), so that M @ line has n_new pixels, each the mean of its share of n."""
    edges = np.arange(n_new + 1) * n / n_new                                # (n_new + 1,)
    low = np.maximum(edges[:-1, None], np.arange(n))                        # (n_new, n)
    high = np.minimum(edges[1:, None], np.arange(1, n + 1))                 # (n_new, n)
    return np.maximum(high - low, 0) * n_new / n    # rows add up to 1


def _checked(drawing):
    """Return the drawing as float64, or raise if it is no grey picture with ink on it."""
    drawing = as_numbers(drawing, "drawing", np.float64)
    if drawing.ndim != 2 or drawing.size == 0:
        raise ShapeError(f"drawing must be a grey picture of shape (H, W), got {drawing.shape}."
                         + (" A colour picture has three numbers per pixel: take their mean, "
                            "drawing.mean(axis=2)." if drawing.ndim == 3 else ""))
    require_finite(drawing, "drawing")
    if drawing.min() < 0 or drawing.max() > 1:
        raise ValueError(f"drawing must hold numbers from 0 (paper) to 1 (ink), got "
                         f"{drawing.min():g} to {drawing.max():g}.")
    if not drawing.any():
        raise ValueError("The drawing is empty: there is no ink on it, every pixel is 0.")
    return drawing


def draw_strokes(strokes, size=280, pen=22):
    """Return the drawing (size, size) that a round pen leaves when it follows some strokes.

    Args:
        strokes: a list; each stroke is a list of at least one point (x, y), from (0, 0), the upper
            left corner, to (1, 1). The pen goes from point to point in straight lines.
        size: how many pixels each side of the drawing has.
        pen: how wide the line is, in pixels.
    Returns:
        float64, (size, size), from 0 (paper) to 1 (ink), with soft edges.
    """
    y, x = np.mgrid[:size, :size] + 0.5                                     # (size, size) each
    nearest = np.full((size, size), np.inf)                 # how far each pixel is from the line
    for stroke in strokes:
        points = size * np.asarray(stroke, dtype=np.float64)                # (points, 2)
        for (x0, y0), (x1, y1) in zip(points, points[1:] if len(points) > 1 else points):
            dx, dy = x1 - x0, y1 - y0
            along = ((x - x0) * dx + (y - y0) * dy) / max(dx**2 + dy**2, 1e-12)
            along = np.clip(along, 0, 1)    # how far along the way the pen is nearest to a pixel
            far = np.hypot(x - x0 - along * dx, y - y0 - along * dy)
            nearest = np.minimum(nearest, far)
    return np.clip(pen / 2 + 0.5 - nearest, 0, 1)
