"""The first values of the weights: random, so that neurons differ, and of the right size.

With the wrong size, activations and gradients explode or vanish from layer to layer.
Every function returns W of shape (out, in), one row per neuron.
"""

import numpy as np

from .errors import require_choice


def he(n_in, n_out, rng):
    """Return weights with variance 2 / in, for ReLU, which lets half of its inputs through.

    Source: He, Zhang, Ren, Sun (2015), Delving Deep into Rectifiers, equation 10.
    """
    return rng.normal(0.0, np.sqrt(2.0 / n_in), size=(n_out, n_in))


def xavier(n_in, n_out, rng):
    """Return weights with variance 2 / (in + out), for tanh, sigmoid and no activation.

    Source: Glorot, Bengio (2010), Understanding the Difficulty of Training Deep Feedforward
    Neural Networks, equation 12.
    """
    return rng.normal(0.0, np.sqrt(2.0 / (n_in + n_out)), size=(n_out, n_in))


def normal(n_in, n_out, rng):
    """Return weights with variance 1, whatever the size of the layer: too large, as a rule."""
    return rng.normal(0.0, 1.0, size=(n_out, n_in))


def zeros(n_in, n_out, rng):
    """Return weights that are all zero: every neuron of a layer stays equal to the others."""
    return np.zeros((n_out, n_in))


INITIALIZATIONS = {"he": he, "xavier": xavier, "normal": normal, "zeros": zeros}


def initial_weights(name, n_in, n_out, seed=None):
    """Return W (out, in) by the initialisation called `name`; the same seed, the same numbers."""
    require_choice(name, "initialization", INITIALIZATIONS)
    return INITIALIZATIONS[name](n_in, n_out, np.random.default_rng(seed))
