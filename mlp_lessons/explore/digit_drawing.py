"""What both explorables that read digits draw: a digit's pixels, and what a network says."""

import matplotlib.colors
import numpy as np

from ..plots.style import FORWARD, INK, PAPER, tint

DARKEST = np.array(matplotlib.colors.to_rgb(INK))
FULL = 0.75         # a bar longer than this has its number inside
UNSEEN = 0.005      # a probability below this is 0.00, and is not written


def ink_colors(pixels, side):
    """Return the colours (side, side, 3) of a digit (side²,) from 0 (paper) to 1 (ink), for a
    `Surface`: its last row comes first."""
    ink = np.reshape(pixels, (side, side))[::-1]
    return 1 - ink[:, :, None] * (1 - DARKEST)


class ProbabilityBars:
    """A bar for the probability of each class, with its number; the largest one is dark."""

    def __init__(self, drawing, ax, title, how_many):
        classes = range(how_many)
        ax.set_title(title)
        ax.set(xlim=(0, 1), ylim=(how_many - 0.4, -0.6), yticks=classes, xlabel="probability",
               xticks=[0, 0.5, 1])
        ax.tick_params(axis="y", length=0)
        self._bars = [drawing.moving(bar) for bar in ax.barh(classes, [0] * how_many, height=0.7)]
        self._numbers = [drawing.moving(ax.text(0, k, "", va="center", fontsize=10))
                         for k in classes]

    def show(self, probabilities):
        """Show these probabilities, (K,)."""
        best = np.argmax(probabilities)
        for k, (bar, text, p) in enumerate(zip(self._bars, self._numbers, probabilities)):
            bar.set(width=p, facecolor=FORWARD if k == best else tint(FORWARD, 0.5))
            text.set_text(f"{p:.2f}" if p >= UNSEEN else "")
            if p > FULL:
                text.set(x=p - 0.02, ha="right", color=PAPER)
            else:
                text.set(x=p + 0.02, ha="left", color=INK)
