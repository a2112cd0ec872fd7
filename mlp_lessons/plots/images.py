"""Pictures of digits, ink on paper, with what they are and what they were taken for."""

import math

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ..errors import ShapeError, as_numbers, describe
from .checks import checked_classes, require_drawable
from .style import DASHED, INK, WIDEST, count, inches_as_units, listing, number, picture

TILE, GAP, LETTER = 0.82, 0.16, 0.092    # inches

# For weights: black speaks for, white against, grey has no say. It can be read without colour.
SIGNED = LinearSegmentedColormap.from_list("signed", ["#FFFFFF", "#A0A0A0", "#000000"])


def digits(images, labels=None, predicted=None, *, columns=None, signed=False, shape=None,
           title=None, alt=None, ax=None):
    """Show images, with the class of each below it, and what it was taken for if that is wrong.

    Args:
        images: (N, 64), (N, 784), another square number of pixels, or (N, height, width).
        labels: (N,), the true classes; or N texts.
        predicted: (N,), the classes a network gave; each wrong one is marked.
        columns: how many stand in a row; as many as fit if not given.
        signed: True for weights: black is positive, white negative, grey zero.
        shape: (height, width), for images in rows of pixels that are not square.
        title, alt, ax: as for `points`.
    """
    sheet = _Sheet(images, labels, predicted, columns, signed, shape)
    return picture(draw_digits, sheet, ax=ax, title=title, alt=alt,
                   size=(max(sheet.width + 0.2, 0.2 + 0.098 * min(40, len(title or ""))),
                         sheet.height + 0.2 + (0.35 if title else 0)))


def draw_digits(ax, images, labels=None, predicted=None, *, columns=None, signed=False,
                shape=None):
    """Draw images on `ax`, and return what is to be seen in words."""
    sheet = images if isinstance(images, _Sheet) else _Sheet(
        images, labels, predicted, columns, signed, shape)
    sheet.draw(ax)
    return sheet.in_words()


class _Sheet:
    """Images in rows and columns, each with its caption; all lengths in inches."""

    def __init__(self, images, labels=None, predicted=None, columns=None, signed=False, shape=None):
        self.images = _checked_images(images, shape)                  # (N, height, width)
        self.signed = signed
        N = len(self.images)
        self.labels = None if labels is None else _checked_captions(labels, N)
        self.predicted = None
        if predicted is not None:
            if labels is None:
                raise ValueError("digits can tell right from wrong only with labels: "
                                 "digits(images, labels, predicted).")
            self.predicted = checked_classes(predicted, "predicted", N, "image")
        self.captions = [self.caption(k) for k in range(N)]
        longest = max(len(line) for caption in self.captions for line in caption.split("\n"))
        self.pitch = max(TILE, LETTER * longest) + GAP
        self.columns = columns or min(N, int((WIDEST - 0.2) / self.pitch))
        if N > self.columns and columns is None:    # rows as equal as can be
            self.columns = math.ceil(N / math.ceil(N / self.columns))
        self.rows = math.ceil(N / self.columns)
        lines = 1 + max(caption.count("\n") for caption in self.captions) if longest else 0
        self.row_height = TILE + GAP + 0.2 * lines
        self.width = self.columns * self.pitch
        self.height = self.rows * self.row_height

    def is_wrong(self, k):
        return self.predicted is not None and str(self.predicted[k]) != self.labels[k]

    def caption(self, k):
        if self.labels is None:
            return ""
        if self.predicted is None:
            return self.labels[k]
        if self.is_wrong(k):
            return f"{self.labels[k]} ✗\nread as {self.predicted[k]}"
        return f"{self.labels[k]} ✓"

    def draw(self, ax):
        """Draw all tiles, the first one at the upper left."""
        reach = np.abs(self.images).max() or 1
        low, high = (-reach, reach) if self.signed else (min(0, self.images.min()), reach)
        for k, image in enumerate(self.images):
            x = (k % self.columns) * self.pitch + (self.pitch - TILE) / 2
            y = (k // self.columns) * self.row_height + GAP / 2
            ax.imshow(image, cmap=SIGNED if self.signed else "Greys", vmin=low, vmax=high,
                      extent=(x, x + TILE, y + TILE, y))
            wrong = self.is_wrong(k)
            ax.add_patch(Rectangle((x, y), TILE, TILE, facecolor="none",
                                   edgecolor=INK if wrong else "#BBBBBB",
                                   linewidth=2 if wrong else 0.8,
                                   linestyle=DASHED if wrong else "solid"))
            ax.text(x + TILE / 2, y + TILE + 0.05, self.captions[k], ha="center", va="top",
                    linespacing=1.1)
        inches_as_units(ax, (0, self.width), (self.height, 0))

    def in_words(self):
        """Return the alternative text: how many of which size, what they are, which are wrong."""
        N, height, width = self.images.shape
        kind = "image" if not self.signed else "picture"
        words = [f"{count(N, kind)} of {height}×{width} pixels"
                 + (", weights from " + f"{number(self.images.min(), 2)} (white) to "
                    f"{number(self.images.max(), 2)} (black)" if self.signed else "")]
        if self.labels is not None and N <= 40:
            words[0] += ": " + ", ".join(self.labels)
        words[0] += "."
        if self.predicted is not None:
            wrong = [k for k in range(N) if self.is_wrong(k)]
            words.append(f"{N - len(wrong)} of {N} were read rightly"
                         + (": wrong " + ("are " if len(wrong) > 1 else "is ") + listing(
                             f"a {self.labels[k]} read as {self.predicted[k]}"
                             for k in wrong[:12]) if wrong else "") + ".")
        return " ".join(words)


def _checked_images(images, shape):
    images = as_numbers(images, "images", np.float64)
    if images.ndim == 1 or shape is not None and images.shape == tuple(shape):
        images = images[None]
    if len(images) == 0 or images.ndim not in (2, 3):
        raise ShapeError(f"images must have shape (N, pixels) or (N, height, width), at least one "
                         f"image, got {images.shape}.")
    require_drawable(images, "images")
    if images.ndim == 3:
        return images
    pixels = images.shape[1]
    if shape is None:
        side = math.isqrt(pixels)
        shape = (side, side)
    if shape[0] * shape[1] != pixels:
        raise ShapeError(f"Images of {pixels} pixels are no {shape[0]}×{shape[1]}: give shape="
                         f"(height, width), or images of 64 or 784 pixels.")
    return images.reshape(-1, *shape)


def _checked_captions(labels, N):
    """Return one text for each image, from classes or texts."""
    if isinstance(labels, str) or np.ndim(labels) == 0:
        raise TypeError(f"labels must hold one class for each of {count(N, 'image')}, "
                        f"got {describe(labels)}.")
    labels = list(np.ravel(labels))
    if len(labels) != N:
        raise ShapeError(f"labels must have one class for each of {count(N, 'image')}, "
                         f"got {len(labels)}.")
    return [str(label) for label in labels]
