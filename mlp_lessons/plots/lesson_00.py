"""The pictures of lesson 00."""

import numpy as np

from .images import digits


def darker_digits(images):
    """Show images, and below them the same with every pixel twice as dark, limited to black."""
    digits(np.vstack([images, np.minimum(2 * images, 1)]), columns=len(images),
           title="Above as written, below twice as dark")
