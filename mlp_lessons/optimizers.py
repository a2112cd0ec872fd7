"""Optimizers: backpropagation computes the gradients, an optimizer moves the weights.

`step()` changes W and b of every layer in place, from the dW and db that `backward` left there. It
never changes dW or db.
"""

import numpy as np

from .errors import ShapeError, describe, require_number
from .network import layers_that_learn


class Optimizer:
    """What all optimizers share: a network, a learning rate, and one kept value per parameter."""

    def __init__(self, network, learning_rate, weight_decay):
        if not hasattr(network, "layers"):
            raise TypeError(f"An optimizer needs the network itself, got {describe(network)}.")
        self.network = network
        self.learning_rate = learning_rate
        self.weight_decay = require_number(weight_decay, "weight_decay", "at least 0 and finite",
                                           lambda value: value >= 0)

    @property
    def learning_rate(self):
        """How far a step goes, η; may be changed at any time."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate = require_number(value, "learning_rate", "above 0 and finite",
                                             lambda value: value > 0)

    def parameters_and_gradients(self):
        """Return a list of (parameter, gradient), two arrays of one shape, W before b."""
        pairs = []
        for index, layer in layers_that_learn(self.network):
            for name in ("W", "b"):
                parameter, gradient = getattr(layer, name), getattr(layer, "d" + name, None)
                _check_pair(parameter, gradient, index, name)
                if self.weight_decay > 0:
                    gradient = gradient + self.weight_decay * parameter
                pairs.append((parameter, gradient))
        return pairs


def _check_pair(parameter, gradient, index, name):
    """Raise if the step parameter − η · gradient cannot be taken, and say why."""
    if gradient is None:
        raise RuntimeError(f"network.layers[{index}] has no gradients yet. Call network.backward "
                           f"before optimizer.step.")
    if gradient.shape != parameter.shape:
        raise ShapeError(f"network.layers[{index}].d{name} has shape {gradient.shape}, but {name} "
                         f"has shape {parameter.shape}. A gradient has the shape of what it "
                         f"belongs to.")
    if parameter.dtype.kind != "f":
        raise TypeError(f"network.layers[{index}].{name} holds whole numbers, and a step would be "
                        f"cut off. Make them decimals first, with .astype(float).")


class SGD(Optimizer):
    """Stochastic gradient descent: w ← w − ηg, or with momentum v ← μv + g, w ← w − ηv.

    `momentum` μ is from 0 (none) to below 1. `weight_decay` λ adds λw to every gradient.
    """

    def __init__(self, network, learning_rate, momentum=0.0, weight_decay=0.0):
        super().__init__(network, learning_rate, weight_decay)
        self.momentum = require_number(momentum, "momentum", "at least 0 and below 1",
                                       lambda value: 0 <= value < 1)
        self.velocities = None    # one array per parameter

    def step(self):
        """Move every parameter one step against its gradient."""
        pairs = self.parameters_and_gradients()
        if self.momentum > 0:
            if self.velocities is None:
                self.velocities = [np.zeros_like(parameter) for parameter, _ in pairs]
            for velocity, (_, gradient) in zip(self.velocities, pairs, strict=True):
                velocity *= self.momentum
                velocity += gradient
            parameters = [parameter for parameter, _ in pairs]
            pairs = zip(parameters, self.velocities, strict=True)
        for parameter, direction in pairs:
            parameter -= self.learning_rate * direction


class Adam(Optimizer):
    """Adam: every parameter has a step size of its own, from the recent size of its gradient.

    m is the running mean of the gradients, v that of their squares; both start at zero, and
    dividing by 1 − βᵗ corrects for that. Source: Kingma, Ba (2015), Adam, algorithm 1.
    """

    def __init__(self, network, learning_rate=1e-3, weight_decay=0.0, beta1=0.9, beta2=0.999,
                 epsilon=1e-8):
        super().__init__(network, learning_rate, weight_decay)
        self.beta1 = require_number(beta1, "beta1", "at least 0 and below 1", lambda b: 0 <= b < 1)
        self.beta2 = require_number(beta2, "beta2", "at least 0 and below 1", lambda b: 0 <= b < 1)
        self.epsilon = require_number(epsilon, "epsilon", "above 0 and finite", lambda e: e > 0)
        self.steps = 0
        self.means = self.squares = None    # one array per parameter each

    def step(self):
        """Move every parameter by η · m̂ / (√v̂ + ε)."""
        pairs = self.parameters_and_gradients()
        if self.means is None:
            self.means = [np.zeros_like(parameter) for parameter, _ in pairs]
            self.squares = [np.zeros_like(parameter) for parameter, _ in pairs]
        self.steps += 1
        mean_correction = 1 - self.beta1**self.steps
        square_correction = 1 - self.beta2**self.steps
        for (parameter, gradient), m, v in zip(pairs, self.means, self.squares, strict=True):
            m *= self.beta1
            m += (1 - self.beta1) * gradient
            v *= self.beta2
            v += (1 - self.beta2) * gradient**2
            size = np.sqrt(v / square_correction) + self.epsilon
            parameter -= self.learning_rate / mean_correction * m / size
